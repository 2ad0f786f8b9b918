//! A fetch, one exchange with a server after the other.

use std::time::Duration;

use super::blocked::Blocked;
use super::filtered_response::FilteredResponse;
use super::headers::Headers;
use super::main_fetch::{Fetch, Next, Tainting};
use super::preflight_cache::PreflightCache;
use super::reason::Reason;
use super::request::{Credentials, Mode};
use super::url::Url;
use crate::header::RequestHeader;

/// What a browser does next.
#[derive(Debug)]
#[must_use = "a fetch goes on until it is `Done`"]
pub enum Step {
    /// It asks whether it may send the request
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)).
    Preflight(Exchange),
    /// It sends the request ([HTTP-network fetch](https://fetch.spec.whatwg.org/#http-network-fetch)).
    Send(Exchange),
    /// It tells script.
    Done(Outcome),
}

/// What script gets: a response as far as it may read it, or an error that does not say why, which is said here.
pub type Outcome = Result<FilteredResponse, Blocked>;

/// A [response](https://fetch.spec.whatwg.org/#concept-response) as a server sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub headers: Headers,
}

impl Response {
    /// A response with these header lines.
    pub fn new<N: Into<String>, V: AsRef<[u8]>>(status: u16, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        Response { status, headers: headers.into_iter().collect() }
    }
}

/// A request that has to be carried to a server, and its response back.
#[derive(Debug)]
pub struct Exchange {
    // The variants of `Step` move around; this way they are small.
    fetch: Box<Fetch>,
    is_preflight: bool,
}

impl Exchange {
    /// The method, `OPTIONS` for a preflight.
    pub fn method(&self) -> &str {
        if self.is_preflight { "OPTIONS" } else { &self.fetch.method }
    }

    /// Where it goes.
    pub fn url(&self) -> &Url {
        &self.fetch.url
    }

    /// The headers that the page set or that belong to the protocol; not those that a browser adds to every request,
    /// like `User-Agent`.
    pub fn headers(&self) -> Headers {
        let mut headers = if self.is_preflight { self.fetch.preflight_headers() } else { self.fetch.headers.clone() };
        if let Some(origin) = self.fetch.origin_header() {
            headers.append(RequestHeader::Origin.name(), origin);
        }
        headers
    }

    /// Whether the body goes along: never with a preflight, and no longer where a redirect made a GET of the request.
    pub fn has_body(&self) -> bool {
        !self.is_preflight && self.fetch.body.is_some()
    }

    /// Whether cookies and HTTP authentication go along, and whether cookies of the response are kept, be it readable
    /// or not ([HTTP-network-or-cache fetch](https://fetch.spec.whatwg.org/#http-network-or-cache-fetch)). Never with a
    /// preflight.
    pub fn includes_credentials(&self) -> bool {
        let Fetch { credentials, tainting, .. } = &*self.fetch;
        match credentials {
            Credentials::Include => !self.is_preflight,
            Credentials::SameOrigin => *tainting == Tainting::Basic,
            Credentials::Omit => false,
        }
    }

    /// What a browser does with the response. `cache` keeps the permissions that a preflight gives, for as long as
    /// `now` allows.
    pub fn answer(mut self, response: &Response, cache: &mut PreflightCache, now: Duration) -> Step {
        let next = if self.is_preflight {
            self.fetch.preflight_fetch(response, cache, now).map(|()| Next::Send)
        } else {
            self.fetch.http_fetch(response, cache, now)
        };
        if next.is_err() && self.fetch.makes_cors_preflight {
            cache.clear(&self.fetch.cache_key());
        }
        self.go_on(next, Some(response.status))
    }

    fn go_on(mut self, next: Result<Next, Reason>, status: Option<u16>) -> Step {
        match next {
            Ok(Next::Preflight) => {
                self.is_preflight = true;
                Step::Preflight(self)
            }
            Ok(Next::Send) => {
                self.is_preflight = false;
                Step::Send(self)
            }
            Ok(Next::Done(response)) => Step::Done(Ok(response)),
            Err(reason) => Step::Done(Err(Blocked::new(*self.fetch, self.is_preflight, status, reason))),
        }
    }
}

impl Step {
    pub(super) fn start(mut fetch: Fetch, cache: &PreflightCache, now: Duration) -> Self {
        let next = fetch.main_fetch(cache, now);
        Exchange { fetch: Box::new(fetch), is_preflight: false }.go_on(next, None)
    }
}

impl Fetch {
    /// <https://fetch.spec.whatwg.org/#append-a-request-origin-header>, with the default referrer policy,
    /// `strict-origin-when-cross-origin`.
    fn origin_header(&self) -> Option<&str> {
        if self.tainting == Tainting::Cors {
            return Some(self.origin());
        }
        let is_downgrade = self.page.starts_with("https:") && self.url.scheme() != "https";
        match self.method.as_str() {
            "GET" | "HEAD" => None,
            _ if self.mode != Mode::Cors && is_downgrade => Some("null"),
            _ => Some(self.origin()),
        }
    }
}
