//! What script cannot ask for at all.

use std::fmt;

use cors_core::shown;

use crate::url::UrlError;

/// Why [`fetch(…)`](https://fetch.spec.whatwg.org/#dom-global-fetch) fails before anything is sent. No server has a say
/// in it.
///
/// Printed, it has two lines: what is wrong, and `note:` with the section of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeError {
    /// No page has this origin.
    PageOrigin {
        /// What was given for it.
        page: String,
    },
    /// The URL cannot be fetched. For a scheme like `ftp` a browser answers with a network error, which script cannot
    /// tell from this.
    Url {
        /// The URL.
        url: String,
        /// What is wrong with it.
        error: UrlError,
    },
    /// The URL has a user name or a password.
    UrlCredentials {
        /// The URL.
        url: String,
    },
    /// The method is no token.
    MethodMalformed {
        /// The method.
        method: String,
    },
    /// The method is forbidden.
    MethodForbidden {
        /// The method.
        method: String,
    },
    /// The header name is no token.
    HeaderName {
        /// The name.
        name: String,
    },
    /// The value of a header has a line break or NUL in it.
    HeaderValue {
        /// The name of the header.
        name: String,
    },
    /// GET and HEAD have no body.
    Body {
        /// The method.
        method: String,
    },
    /// Mode `no-cors` with another method than GET, HEAD and POST.
    NoCorsMethod {
        /// The method.
        method: String,
    },
    /// Mode `no-cors` with a stream for a body.
    NoCorsStream,
    /// Mode `navigate` with another method than GET and POST.
    NavigateMethod {
        /// The method.
        method: String,
    },
}

impl TypeError {
    /// The section of the standard behind it.
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
        }
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeError::PageOrigin { page } => write!(
                f,
                "no page has the origin `{}`; one looks like `https://app.example.com`, or is `null`",
                shown(page.as_bytes())
            ),
            TypeError::Url { url, error } => write!(f, "`{}` cannot be fetched: {error}", shown(url.as_bytes())),
            TypeError::UrlCredentials { url } => {
                write!(
                    f,
                    "`{}` has a user name or a password in it, which script may not send that way",
                    shown(url.as_bytes())
                )
            }
            TypeError::MethodMalformed { method } => write!(f, "`{}` is no method", shown(method.as_bytes())),
            TypeError::MethodForbidden { method } => {
                write!(f, "script may not send the method `{}`", shown(method.as_bytes()))
            }
            TypeError::HeaderName { name } => write!(f, "`{}` is no name of a header", shown(name.as_bytes())),
            TypeError::HeaderValue { name } => {
                write!(f, "the value of the header `{}` has a line break or a NUL in it", shown(name.as_bytes()))
            }
            TypeError::Body { method } => write!(f, "a {method} request has no body"),
            TypeError::NoCorsMethod { method } => {
                write!(f, "mode `no-cors` goes with GET, HEAD and POST, not with `{}`", shown(method.as_bytes()))
            }
            TypeError::NavigateMethod { method } => {
                write!(f, "links and forms send GET and POST, not `{}`", shown(method.as_bytes()))
            }
            TypeError::NoCorsStream => f.write_str("mode `no-cors` does not go with a stream for a body"),
        }?;
        write!(f, "\nnote: {}", self.link())
    }
}

impl std::error::Error for TypeError {}
