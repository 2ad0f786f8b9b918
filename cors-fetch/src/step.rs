//! A fetch, exchange by exchange.

use std::time::Duration;

use cors_core::RequestHeader;

use crate::blocked::Blocked;
use crate::fetch::{
    Next, State, Tainting, http_fetch, main_fetch, metadata_headers, preflight_fetch, preflight_headers,
};
use crate::header::Headers;
use crate::options::{Credentials, Mode};
use crate::preflight_cache::PreflightCache;
use crate::reason::Reason;
use crate::response::{FilteredResponse, Response};
use crate::site::Relation;
use crate::url::Url;

/// What a browser does next.
#[derive(Debug)]
#[must_use = "a fetch continues until it is `Done`"]
pub enum Step {
    /// It asks whether it may send the request
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)).
    Preflight(Exchange),
    /// It sends the request ([HTTP-network fetch](https://fetch.spec.whatwg.org/#http-network-fetch)).
    Send(Exchange),
    /// It tells the script.
    Done(Outcome),
}

/// The outcome of a fetch: the response as far as scripts may read it, or the reason why not. Scripts do not get to
/// know the reason.
pub type Outcome = Result<FilteredResponse, Blocked>;

/// A request to carry to a server, whose response is the [answer](Exchange::answer).
#[derive(Debug)]
pub struct Exchange {
    // Boxed to keep the variants of `Step` small.
    state: Box<State>,
    is_preflight: bool,
}

impl Exchange {
    /// Returns the method, `OPTIONS` for a preflight.
    pub fn method(&self) -> &str {
        if self.is_preflight { "OPTIONS" } else { &self.state.method }
    }

    /// Returns where to send it.
    pub fn url(&self) -> &Url {
        &self.state.url
    }

    /// Returns the headers that the page set or that belong to the protocol, but not those that browsers add to every
    /// request, like `User-Agent`.
    pub fn headers(&self) -> Headers {
        let mut headers = if self.is_preflight { preflight_headers(&self.state) } else { self.state.headers.clone() };
        if let Some(origin) = self.state.origin_header() {
            headers.append(RequestHeader::Origin.name(), origin);
        }
        headers
    }

    /// Returns the [fetch metadata headers](https://w3c.github.io/webappsec-fetch-metadata/) that browsers add:
    /// `Sec-Fetch-Site`, `Sec-Fetch-Mode` and `Sec-Fetch-Dest`. None of them if the URL is not [potentially
    /// trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy): neither https nor on this
    /// machine.
    pub fn metadata(&self) -> Headers {
        metadata_headers(&self.state, self.is_preflight)
    }

    /// Whether to send the body: not with a preflight, and not after a redirect that turned the request into a GET.
    pub fn has_body(&self) -> bool {
        !self.is_preflight && self.state.body.is_some()
    }

    /// Whether to send cookies and HTTP authentication, and to keep cookies of the response, even of one that scripts
    /// may not read ([HTTP-network-or-cache fetch](https://fetch.spec.whatwg.org/#http-network-or-cache-fetch)). Never
    /// with a preflight.
    pub fn includes_credentials(&self) -> bool {
        let State { credentials, tainting, .. } = &*self.state;
        match credentials {
            Credentials::Include => !self.is_preflight,
            Credentials::SameOrigin => *tainting == Tainting::Basic,
            Credentials::Omit => false,
        }
    }

    /// Whether the page and the URL belong to one site, or there is no page.
    pub(crate) fn is_same_site(&self) -> bool {
        self.state.is_by_user || Relation::of(&self.state.page, &self.state.url) != Relation::CrossSite
    }

    /// Whether the response becomes a page.
    pub(crate) fn is_navigation(&self) -> bool {
        self.state.mode == Mode::Navigate
    }

    /// Takes the response and returns what the browser does next. `cache` keeps the permissions that a preflight gives;
    /// `now` says which of them have expired.
    pub fn answer(mut self, response: &Response, cache: &mut PreflightCache, now: Duration) -> Step {
        let next = if self.is_preflight {
            preflight_fetch(&self.state, response, cache, now).map(|()| Next::Send)
        } else {
            http_fetch(&mut self.state, response, cache, now)
        };
        if next.is_err() && self.state.makes_cors_preflight {
            cache.clear(&self.state.cache_key());
        }
        self.advance(next, Some(response.status))
    }

    fn advance(mut self, next: Result<Next, Reason>, status: Option<u16>) -> Step {
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
            Err(reason) => Step::Done(Err(Blocked::new(*self.state, self.is_preflight, status, reason))),
        }
    }
}

impl Step {
    pub(crate) fn start(mut state: State, cache: &PreflightCache, now: Duration) -> Self {
        let next = main_fetch(&mut state, cache, now);
        Exchange { state: Box::new(state), is_preflight: false }.advance(next, None)
    }
}
