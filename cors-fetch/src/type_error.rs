//! What scripts cannot send at all.

use std::fmt;

use cors_core::__private::escape_for_log;

use crate::url::UrlError;

/// Why [`fetch(…)`](https://fetch.spec.whatwg.org/#dom-global-fetch) fails before anything is sent. It does not
/// depend on any server.
///
/// It prints two lines: what is wrong, and `note:` with the section of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeError {
    /// No page can have this origin.
    PageOrigin {
        /// The text.
        page: String,
    },
    /// The URL cannot be fetched. For a scheme like `ftp` browsers give a network error, which scripts cannot
    /// distinguish from this.
    Url {
        /// The URL.
        url: String,
        /// What is wrong with it.
        error: UrlError,
    },
    /// The URL contains a user name or password.
    UrlCredentials {
        /// The URL.
        url: String,
    },
    /// The method is not a token.
    MethodMalformed {
        /// The method.
        method: String,
    },
    /// The method is forbidden.
    MethodForbidden {
        /// The method.
        method: String,
    },
    /// The header name is not a token.
    HeaderName {
        /// The name.
        name: String,
    },
    /// The value of a header contains a line break or NUL.
    HeaderValue {
        /// The name of the header.
        name: String,
    },
    /// GET and HEAD cannot have a body.
    Body {
        /// The method.
        method: String,
    },
    /// Mode `no-cors` with another method than GET, HEAD and POST.
    NoCorsMethod {
        /// The method.
        method: String,
    },
    /// Mode `no-cors`, or a form, with a stream as body.
    NoCorsStream,
    /// Mode `navigate` with another method than GET and POST.
    NavigateMethod {
        /// The method.
        method: String,
    },
    /// Mode `websocket` with another method than GET.
    WebSocketMethod {
        /// The method.
        method: String,
    },
}

impl TypeError {
    /// Returns the link to the section of the standard.
    pub fn link(&self) -> &'static str {
        match self {
            TypeError::PageOrigin { .. } => "https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin",
            TypeError::Url { .. } => "https://url.spec.whatwg.org/#concept-url-parser",
            TypeError::MethodForbidden { .. } => "https://fetch.spec.whatwg.org/#forbidden-method",
            TypeError::MethodMalformed { .. } => "https://fetch.spec.whatwg.org/#concept-method",
            TypeError::HeaderName { .. } => "https://fetch.spec.whatwg.org/#header-name",
            TypeError::HeaderValue { .. } => "https://fetch.spec.whatwg.org/#header-value",
            TypeError::UrlCredentials { .. }
            | TypeError::Body { .. }
            | TypeError::NoCorsMethod { .. }
            | TypeError::NoCorsStream
            | TypeError::NavigateMethod { .. } => "https://fetch.spec.whatwg.org/#dom-request",
            TypeError::WebSocketMethod { .. } => "https://websockets.spec.whatwg.org/#concept-websocket-establish",
        }
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeError::PageOrigin { page } => write!(
                f,
                "`{}` is not the origin of a page; write one like `https://app.example.com`, or `null`",
                escape_for_log(page.as_bytes())
            ),
            TypeError::Url { url, error } => {
                write!(f, "`{}` cannot be fetched: {error}", escape_for_log(url.as_bytes()))
            }
            TypeError::UrlCredentials { url } => {
                write!(
                    f,
                    "`{}` contains a user name or password, which scripts may not send in a URL",
                    escape_for_log(url.as_bytes())
                )
            }
            TypeError::MethodMalformed { method } => {
                write!(f, "`{}` is not a valid method", escape_for_log(method.as_bytes()))
            }
            TypeError::MethodForbidden { method } => {
                write!(f, "browsers do not let scripts send `{}`", escape_for_log(method.as_bytes()))
            }
            TypeError::HeaderName { name } => {
                write!(f, "`{}` is not a valid header name", escape_for_log(name.as_bytes()))
            }
            TypeError::HeaderValue { name } => {
                write!(f, "the value of the header `{}` contains a line break or NUL", escape_for_log(name.as_bytes()))
            }
            TypeError::Body { method } => write!(f, "a {method} request cannot have a body"),
            TypeError::NoCorsMethod { method } => {
                write!(f, "mode `no-cors` allows GET, HEAD and POST, not `{}`", escape_for_log(method.as_bytes()))
            }
            TypeError::NavigateMethod { method } => {
                write!(f, "links and forms send GET and POST, not `{}`", escape_for_log(method.as_bytes()))
            }
            TypeError::WebSocketMethod { method } => {
                write!(f, "the handshake of a WebSocket is sent with GET, not `{}`", escape_for_log(method.as_bytes()))
            }
            TypeError::NoCorsStream => f.write_str("mode `no-cors` cannot send a stream"),
        }?;
        write!(f, "\nnote: {}", self.link())
    }
}

impl std::error::Error for TypeError {}
