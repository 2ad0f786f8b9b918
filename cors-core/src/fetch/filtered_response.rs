//! What of a response script may read.

use super::headers::Headers;
use super::request::Credentials;
use super::step::Response;
use super::url::Url;
use crate::header::Header;
use crate::standard::{is_forbidden_response_header, is_safelisted_response_header};

/// A [filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response): what script gets to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilteredResponse {
    /// How much is visible.
    pub response_type: ResponseType,
    /// The [status](https://fetch.spec.whatwg.org/#concept-response-status), 0 where script may not know it.
    pub status: u16,
    /// The headers that script may read.
    pub headers: Headers,
    /// The last [URL](https://fetch.spec.whatwg.org/#concept-response-url), `None` where script may not know it.
    pub url: Option<Url>,
    /// Whether there was a redirect on the way
    /// ([`redirected`](https://fetch.spec.whatwg.org/#dom-response-redirected)).
    pub redirected: bool,
    /// Whether Resource Timing shows script the details
    /// ([timing allow passed](https://fetch.spec.whatwg.org/#concept-response-timing-allow-passed)).
    pub timing_allowed: bool,
}

/// The [type of a response](https://fetch.spec.whatwg.org/#concept-response-type).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// Of the page's own origin: everything but cookies is visible
    /// ([basic filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-basic)).
    Basic,
    /// Shared with the page: safelisted and exposed headers are visible
    /// ([CORS filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-cors)).
    Cors,
    /// Of mode `no-cors`: nothing is visible, not even the body
    /// ([opaque filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-opaque)).
    Opaque,
    /// A redirect that script did not want followed: nothing is visible
    /// ([opaque-redirect filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect)).
    OpaqueRedirect,
}

/// The headers that a response of this type lets script read.
pub(super) fn visible_headers(response: &Response, kind: ResponseType, credentials: Credentials) -> Headers {
    let is_exposed = exposed(response, credentials);
    let is_visible = |name: &str| match kind {
        ResponseType::Basic => true,
        ResponseType::Cors => is_safelisted_response_header(name) || is_exposed(name),
        ResponseType::Opaque | ResponseType::OpaqueRedirect => false,
    };
    let mut headers = response.headers.clone();
    headers.delete(|name| is_forbidden_response_header(name) || !is_visible(name));
    headers
}

/// Whether a name is on the
/// [CORS-exposed header-name list](https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list). A
/// list that is malformed exposes nothing.
fn exposed(response: &Response, credentials: Credentials) -> impl Fn(&str) -> bool {
    let names = response.headers.tokens(Header::ExposeHeaders).ok().flatten().unwrap_or_default();
    let all = credentials != Credentials::Include && names.contains(&"*");
    move |name| all || names.iter().any(|exposed| exposed.eq_ignore_ascii_case(name))
}
