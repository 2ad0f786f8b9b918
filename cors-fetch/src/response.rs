//! Responses: as a server sends them, and as scripts see them.

use cors_core::__private::{is_forbidden_response_header, is_safelisted_response_header};
use cors_core::Header;

use crate::header::Headers;
use crate::options::Credentials;
use crate::url::Url;

/// A [response](https://fetch.spec.whatwg.org/#concept-response) as a server sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub headers: Headers,
}

impl Response {
    /// Creates a response with these header lines.
    pub fn new<N: Into<String>, V: AsRef<[u8]>>(status: u16, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        Response { status, headers: headers.into_iter().collect() }
    }
}

/// A [filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response): what scripts may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilteredResponse {
    /// How much is visible.
    pub response_type: ResponseType,
    /// The [status](https://fetch.spec.whatwg.org/#concept-response-status), 0 where scripts may not know it.
    pub status: u16,
    /// The headers that scripts may read.
    pub headers: Headers,
    /// The last [URL](https://fetch.spec.whatwg.org/#concept-response-url), `None` where scripts may not know it.
    pub url: Option<Url>,
    /// Whether there was a redirect
    /// ([`redirected`](https://fetch.spec.whatwg.org/#dom-response-redirected)).
    pub redirected: bool,
    /// Whether Resource Timing shows the details to scripts
    /// ([timing allow passed](https://fetch.spec.whatwg.org/#concept-response-timing-allow-passed)).
    pub timing_allowed: bool,
}

/// The [type of a response](https://fetch.spec.whatwg.org/#concept-response-type).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// From the page's own origin: everything but cookies is visible
    /// ([basic filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-basic)).
    Basic,
    /// Shared with the page: safelisted and exposed headers are visible
    /// ([CORS filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-cors)).
    Cors,
    /// To a request in mode `no-cors`: nothing is visible, not even the body
    /// ([opaque filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-opaque)).
    Opaque,
    /// A redirect that the script did not want to follow: nothing is visible
    /// ([opaque-redirect filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect)).
    OpaqueRedirect,
}

/// The headers that scripts may read of a response of this type.
pub(crate) fn visible_headers(response: &Response, kind: ResponseType, credentials: Credentials) -> Headers {
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
/// malformed list exposes nothing.
fn exposed(response: &Response, credentials: Credentials) -> impl Fn(&str) -> bool {
    let names = response.headers.tokens(Header::ExposeHeaders).ok().flatten().unwrap_or_default();
    let all = credentials != Credentials::Include && names.contains(&"*");
    move |name| all || names.iter().any(|exposed| exposed.eq_ignore_ascii_case(name))
}
