//! Which way a request takes: to its own origin, blindly to another, or with permission.

use std::time::Duration;

use super::body::Body;
use super::cors_check::cors_check;
use super::filtered_response::{FilteredResponse, ResponseType, visible_headers};
use super::headers::Headers;
use super::preflight_cache::{Key, PreflightCache};
use super::reason::Reason;
use super::request::{Credentials, Mode, Redirect};
use super::request_header::cors_unsafe_request_header_names;
use super::step::Response;
use super::tao_check::tao_check;
use super::url::Url;
use crate::standard::is_cors_safelisted_method;

/// A [request](https://fetch.spec.whatwg.org/#concept-request) on its way. The URL list of the standard serves two
/// purposes, to count redirects and to notice those that taint the origin; so that is what is kept of it.
#[derive(Debug, Clone)]
pub(super) struct Fetch {
    /// The origin of the page, serialised: `null` is same origin with nothing.
    pub(super) page: String,
    /// The current URL.
    pub(super) url: Url,
    pub(super) redirect_count: usize,
    /// Whether the [redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin) is not
    /// `same-origin`.
    pub(super) is_redirect_tainted: bool,
    pub(super) method: String,
    pub(super) headers: Headers,
    pub(super) body: Option<Body>,
    pub(super) mode: Mode,
    pub(super) credentials: Credentials,
    pub(super) redirect: Redirect,
    pub(super) use_cors_preflight: bool,
    pub(super) tainting: Tainting,
    pub(super) timing_allow_failed: bool,
    /// Whether [HTTP fetch](https://fetch.spec.whatwg.org/#http-fetch) was run with *makeCORSPreflight*.
    pub(super) makes_cors_preflight: bool,
}

/// [Response tainting](https://fetch.spec.whatwg.org/#concept-request-response-tainting).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tainting {
    Basic,
    Cors,
    Opaque,
}

/// What comes next.
pub(super) enum Next {
    Preflight,
    Send,
    Done(FilteredResponse),
}

impl Fetch {
    /// A request that nobody has sent yet, with the defaults of `fetch(…)`.
    pub(super) fn new(page: String, url: Url, method: String, body: Option<Body>) -> Self {
        Fetch {
            page,
            url,
            redirect_count: 0,
            is_redirect_tainted: false,
            method,
            headers: Headers::new(),
            body,
            mode: Mode::default(),
            credentials: Credentials::default(),
            redirect: Redirect::default(),
            use_cors_preflight: false,
            tainting: Tainting::Basic,
            timing_allow_failed: false,
            makes_cors_preflight: false,
        }
    }

    /// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
    pub(super) fn origin(&self) -> &str {
        if self.is_redirect_tainted { "null" } else { &self.page }
    }

    /// What the entries of the preflight cache are compared with.
    pub(super) fn cache_key(&self) -> Key<'_> {
        Key { origin: self.origin(), url: &self.url, include: self.credentials == Credentials::Include }
    }

    /// How [main fetch](https://fetch.spec.whatwg.org/#main-fetch) gets a response, after every redirect, too. Tainting
    /// never goes back, so that a redirect home is no way around permission.
    pub(super) fn main_fetch(&mut self, cache: &PreflightCache, now: Duration) -> Result<Next, Reason> {
        if self.tainting == Tainting::Basic && self.page == self.url.origin() {
            return Ok(Next::Send);
        }
        match self.mode {
            Mode::SameOrigin => Err(Reason::ModeSameOrigin),
            Mode::NoCors if self.redirect != Redirect::Follow => Err(Reason::NoCorsRedirectMode),
            Mode::NoCors => {
                self.tainting = Tainting::Opaque;
                Ok(Next::Send)
            }
            Mode::Cors => {
                self.tainting = Tainting::Cors;
                Ok(self.cors_fetch(cache, now))
            }
        }
    }

    /// Asks first where permission is needed ([main fetch](https://fetch.spec.whatwg.org/#main-fetch)) and the cache
    /// does not hold it ([HTTP fetch](https://fetch.spec.whatwg.org/#http-fetch)).
    fn cors_fetch(&mut self, cache: &PreflightCache, now: Duration) -> Next {
        let needs_method = self.use_cors_preflight || !is_cors_safelisted_method(&self.method);
        let names = cors_unsafe_request_header_names(&self.headers);
        self.makes_cors_preflight |= needs_method || !names.is_empty();
        let key = self.cache_key();
        let is_method_allowed = !needs_method || cache.allows_method(&key, &self.method, now);
        let are_headers_allowed = names.iter().all(|name| cache.allows_header(&key, name, now));
        if is_method_allowed && are_headers_allowed { Next::Send } else { Next::Preflight }
    }

    /// The rest of [HTTP fetch](https://fetch.spec.whatwg.org/#http-fetch). Redirects and errors have to pass the CORS
    /// check like any other response.
    pub(super) fn http_fetch(
        &mut self,
        response: &Response,
        cache: &PreflightCache,
        now: Duration,
    ) -> Result<Next, Reason> {
        if self.tainting == Tainting::Cors {
            cors_check(self.origin(), self.credentials, &response.headers)?;
        }
        self.timing_allow_failed |= !tao_check(self.origin(), self.tainting, &response.headers);
        if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(Next::Done(self.filter(response)));
        }
        match self.redirect {
            Redirect::Error => Err(Reason::RedirectMode),
            Redirect::Manual => Ok(Next::Done(self.filtered(response, ResponseType::OpaqueRedirect))),
            Redirect::Follow => self.http_redirect_fetch(response, cache, now),
        }
    }

    /// How [main fetch](https://fetch.spec.whatwg.org/#main-fetch) filters a response.
    pub(super) fn filter(&self, response: &Response) -> FilteredResponse {
        let response_type = match self.tainting {
            Tainting::Basic => ResponseType::Basic,
            Tainting::Cors => ResponseType::Cors,
            Tainting::Opaque => ResponseType::Opaque,
        };
        self.filtered(response, response_type)
    }

    fn filtered(&self, response: &Response, response_type: ResponseType) -> FilteredResponse {
        let is_opaque = response_type == ResponseType::Opaque;
        let hides_status = is_opaque || response_type == ResponseType::OpaqueRedirect;
        FilteredResponse {
            response_type,
            status: if hides_status { 0 } else { response.status },
            headers: visible_headers(response, response_type, self.credentials),
            url: (!is_opaque).then(|| self.url.clone()),
            redirected: !is_opaque && self.redirect_count > 0,
            timing_allowed: !self.timing_allow_failed,
        }
    }
}
