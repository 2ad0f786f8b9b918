//! Why a browser keeps a response from a page.

use cors_core::Header;

/// What made a fetch fail: what the standard calls a [network
/// error](https://fetch.spec.whatwg.org/#concept-network-error), which script cannot look into. [`Reason::id`] names it
/// in test data and logs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is no `Access-Control-Allow-Origin`.
    AllowOriginMissing,
    /// `Access-Control-Allow-Origin` names another origin.
    AllowOriginOther {
        /// The value.
        value: String,
    },
    /// `Access-Control-Allow-Origin` is there several times, or is a list.
    AllowOriginRepeated {
        /// The values, joined by `, `.
        value: String,
    },
    /// `Access-Control-Allow-Origin` is `*`, and the request has credentials.
    AllowOriginAny,
    /// The request has credentials, and there is no `Access-Control-Allow-Credentials`.
    AllowCredentialsMissing,
    /// The request has credentials, and `Access-Control-Allow-Credentials` is not `true`.
    AllowCredentialsOther {
        /// The value.
        value: String,
    },
    /// The status of the answer to the preflight is not [ok](https://fetch.spec.whatwg.org/#ok-status).
    PreflightStatus {
        /// The status.
        status: u16,
    },
    /// `Access-Control-Allow-Methods` is no list of methods.
    AllowMethodsMalformed {
        /// The element at fault.
        value: String,
    },
    /// `Access-Control-Allow-Headers` is no list of header names.
    AllowHeadersMalformed {
        /// The element at fault.
        value: String,
    },
    /// `Access-Control-Allow-Methods` does not list the method.
    MethodNotAllowed {
        /// The method.
        method: String,
        /// Whether the list has a `*`, which means nothing for a request with credentials.
        any: bool,
    },
    /// `Access-Control-Allow-Headers` does not list a header that needs permission.
    HeaderNotAllowed {
        /// The name, in lower case.
        name: String,
        /// Whether the list has a `*`, which covers neither `authorization` nor a request with credentials.
        any: bool,
    },
    /// There are more than 20 redirects.
    TooManyRedirects,
    /// There is a redirect, and the redirect mode is `error`.
    RedirectMode,
    /// There is more than one `Location`.
    LocationRepeated,
    /// `Location` is no URL.
    LocationMalformed {
        /// The value.
        location: String,
    },
    /// `Location` is not of http or https.
    LocationScheme {
        /// The value.
        location: String,
    },
    /// `Location` has a user name or a password in it.
    LocationCredentials {
        /// The URL.
        location: String,
    },
    /// A stream would have to be sent again.
    RedirectedStream {
        /// The status of the redirect.
        status: u16,
    },
    /// The mode is `same-origin`, and the URL is not.
    ModeSameOrigin,
    /// The mode is `no-cors`, the URL is of another origin, and the redirect mode is not `follow`.
    NoCorsRedirectMode,
}

impl Reason {
    /// The name of the reason in test data and logs: `allow-origin-missing`.
    pub fn id(&self) -> &'static str {
        match self {
            Reason::AllowOriginMissing => "allow-origin-missing",
            Reason::AllowOriginOther { .. } => "allow-origin-other",
            Reason::AllowOriginRepeated { .. } => "allow-origin-repeated",
            Reason::AllowOriginAny => "allow-origin-any",
            Reason::AllowCredentialsMissing => "allow-credentials-missing",
            Reason::AllowCredentialsOther { .. } => "allow-credentials-other",
            Reason::PreflightStatus { .. } => "preflight-status",
            Reason::AllowMethodsMalformed { .. } => "allow-methods-malformed",
            Reason::AllowHeadersMalformed { .. } => "allow-headers-malformed",
            Reason::MethodNotAllowed { .. } => "method-not-allowed",
            Reason::HeaderNotAllowed { .. } => "header-not-allowed",
            Reason::TooManyRedirects => "too-many-redirects",
            Reason::RedirectMode => "redirect-mode",
            Reason::LocationRepeated => "location-repeated",
            Reason::LocationMalformed { .. } => "location-malformed",
            Reason::LocationScheme { .. } => "location-scheme",
            Reason::LocationCredentials { .. } => "location-credentials",
            Reason::RedirectedStream { .. } => "redirected-stream",
            Reason::ModeSameOrigin => "mode-same-origin",
            Reason::NoCorsRedirectMode => "no-cors-redirect-mode",
        }
    }

    /// The header of the protocol that is at fault, where it is one.
    pub fn header(&self) -> Option<Header> {
        match self {
            Reason::AllowOriginMissing
            | Reason::AllowOriginOther { .. }
            | Reason::AllowOriginRepeated { .. }
            | Reason::AllowOriginAny => Some(Header::AllowOrigin),
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => Some(Header::AllowCredentials),
            Reason::AllowMethodsMalformed { .. } | Reason::MethodNotAllowed { .. } => Some(Header::AllowMethods),
            Reason::AllowHeadersMalformed { .. } | Reason::HeaderNotAllowed { .. } => Some(Header::AllowHeaders),
            _ => None,
        }
    }

    /// Why browsers are strict about it.
    pub fn why(&self) -> &'static str {
        match self {
            Reason::AllowOriginMissing => {
                "a page may read what another origin answers only if the answer names the origin of the page"
            }
            Reason::AllowOriginOther { .. } => {
                "the two are compared byte for byte: scheme, host and port, without a slash"
            }
            Reason::AllowOriginRepeated { .. } => {
                "the header holds one origin, or `*`; browsers do not choose from a list"
            }
            Reason::AllowOriginAny => {
                "`*` lets every site on the web read, which nobody can want for answers that depend on who the user is"
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => {
                "an answer to a request with cookies may be about the user, so that it takes this second header to \
                 share it, with the value `true` in lower case"
            }
            Reason::PreflightStatus { .. } => {
                "a preflight is an OPTIONS request by which the browser asks whether it may send the real one; a \
                 status from 200 to 299 is part of a yes, and redirects are not followed"
            }
            Reason::AllowMethodsMalformed { .. } | Reason::AllowHeadersMalformed { .. } => {
                "the header is a list of names with commas between them; a browser refuses all of it for one bad name"
            }
            Reason::MethodNotAllowed { .. } => {
                "a page of another origin may send GET, HEAD and POST without asking, and other methods only if the \
                 answer lists them, in the same case"
            }
            Reason::HeaderNotAllowed { .. } => {
                "a page of another origin may send what a form could send without asking, and other headers only if \
                 the answer lists them"
            }
            Reason::TooManyRedirects => "browsers follow 20 redirects",
            Reason::RedirectMode => "with the redirect mode `error` a redirect is a failure",
            Reason::LocationRepeated | Reason::LocationMalformed { .. } => {
                "a redirect says in one `Location` header where to go"
            }
            Reason::LocationScheme { .. } => "a redirect leads to `http:` or `https:`",
            Reason::LocationCredentials { .. } => {
                "a user name and a password in a redirect would be sent in the name of a page that did not choose them"
            }
            Reason::RedirectedStream { .. } => "a stream can be read only once, so that nothing is left to send again",
            Reason::ModeSameOrigin => "with the mode `same-origin` nothing is sent to another origin",
            Reason::NoCorsRedirectMode => {
                "with the mode `no-cors` script may not even know whether there was a redirect"
            }
        }
    }

    /// The section of the standard behind it.
    pub fn link(&self) -> &'static str {
        match self {
            Reason::AllowOriginMissing | Reason::AllowOriginOther { .. } | Reason::AllowOriginRepeated { .. } => {
                "https://fetch.spec.whatwg.org/#concept-cors-check"
            }
            Reason::AllowOriginAny => "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => {
                "https://fetch.spec.whatwg.org/#http-access-control-allow-credentials"
            }
            Reason::PreflightStatus { .. } => "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
            Reason::AllowMethodsMalformed { .. } | Reason::MethodNotAllowed { .. } => {
                "https://fetch.spec.whatwg.org/#http-access-control-allow-methods"
            }
            Reason::AllowHeadersMalformed { .. } | Reason::HeaderNotAllowed { .. } => {
                "https://fetch.spec.whatwg.org/#http-access-control-allow-headers"
            }
            Reason::TooManyRedirects | Reason::LocationScheme { .. } | Reason::LocationCredentials { .. } => {
                "https://fetch.spec.whatwg.org/#http-redirect-fetch"
            }
            Reason::RedirectMode => "https://fetch.spec.whatwg.org/#concept-request-redirect-mode",
            Reason::LocationRepeated | Reason::LocationMalformed { .. } => {
                "https://fetch.spec.whatwg.org/#concept-response-location-url"
            }
            Reason::RedirectedStream { .. } => "https://fetch.spec.whatwg.org/#concept-body-source",
            Reason::ModeSameOrigin | Reason::NoCorsRedirectMode => {
                "https://fetch.spec.whatwg.org/#concept-request-mode"
            }
        }
    }
}
