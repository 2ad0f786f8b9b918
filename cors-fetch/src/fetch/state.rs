//! The state of one fetch.

use crate::body::Body;
use crate::header::Headers;
use crate::options::{Credentials, Mode, Redirect};
use crate::preflight_cache::Key;
use crate::response::FilteredResponse;
use crate::site::Relation;
use crate::url::Url;

/// A [request](https://fetch.spec.whatwg.org/#concept-request) that is being fetched. The standard keeps a list of URLs
/// to count redirects and to find those that taint the origin; here only the results are kept.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The origin of the page, serialized. `null` is same origin with nothing.
    pub(crate) page: String,
    /// Whether the user entered the URL, so no page asks for it.
    pub(crate) is_by_user: bool,
    /// The current URL.
    pub(crate) url: Url,
    /// The most distant relation of the page to any URL so far.
    pub(crate) relation: Relation,
    pub(crate) redirect_count: usize,
    /// Whether the [redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin) is not
    /// `same-origin`.
    pub(crate) is_redirect_tainted: bool,
    pub(crate) method: String,
    pub(crate) headers: Headers,
    pub(crate) body: Option<Body>,
    pub(crate) mode: Mode,
    pub(crate) credentials: Credentials,
    pub(crate) redirect: Redirect,
    pub(crate) use_cors_preflight: bool,
    pub(crate) tainting: Tainting,
    pub(crate) timing_allow_failed: bool,
    /// Whether [HTTP fetch](https://fetch.spec.whatwg.org/#http-fetch) was run with *makeCORSPreflight*.
    pub(crate) makes_cors_preflight: bool,
}

/// [Response tainting](https://fetch.spec.whatwg.org/#concept-request-response-tainting).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tainting {
    Basic,
    Cors,
    Opaque,
}

/// What comes next.
pub(crate) enum Next {
    Preflight,
    Send,
    Done(FilteredResponse),
}

impl State {
    /// A request that has not been sent, with the defaults of `fetch(…)`.
    pub(crate) fn new(page: String, url: Url, method: String, body: Option<Body>) -> Self {
        State {
            page,
            is_by_user: false,
            url,
            relation: Relation::SameOrigin,
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
    pub(crate) fn origin(&self) -> &str {
        if self.is_redirect_tainted { "null" } else { &self.page }
    }

    /// <https://fetch.spec.whatwg.org/#append-a-request-origin-header>, with the default referrer policy,
    /// `strict-origin-when-cross-origin`.
    pub(crate) fn origin_header(&self) -> Option<&str> {
        if self.tainting == Tainting::Cors || self.mode == Mode::WebSocket {
            return Some(self.origin());
        }
        let is_downgrade = self.page.starts_with("https:") && self.url.scheme() != "https";
        match self.method.as_str() {
            "GET" | "HEAD" => None,
            _ if self.mode != Mode::Cors && is_downgrade => Some("null"),
            _ => Some(self.origin()),
        }
    }

    /// What the entries of the preflight cache are compared with.
    pub(crate) fn cache_key(&self) -> Key<'_> {
        Key { origin: self.origin(), url: &self.url, include: self.credentials == Credentials::Include }
    }
}
