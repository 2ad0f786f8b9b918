//! Why a fetch fails.

use cors_core::Header;

/// Why a fetch failed. To scripts it is a [network error](https://fetch.spec.whatwg.org/#concept-network-error), which
/// does not say why. [`Reason::id`] names it in test data and logs.
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
    /// `Access-Control-Allow-Origin` occurs several times, or is a list.
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
    /// The status of the preflight response is not [ok](https://fetch.spec.whatwg.org/#ok-status).
    PreflightStatus {
        /// The status.
        status: u16,
    },
    /// `Access-Control-Allow-Methods` is not a list of methods.
    AllowMethodsMalformed {
        /// The invalid element.
        value: String,
    },
    /// `Access-Control-Allow-Headers` is not a list of header names.
    AllowHeadersMalformed {
        /// The invalid element.
        value: String,
    },
    /// `Access-Control-Allow-Methods` does not list the method.
    MethodNotAllowed {
        /// The method.
        method: String,
        /// The list. A `*` in it does not count for requests with credentials.
        listed: Vec<String>,
    },
    /// `Access-Control-Allow-Headers` does not list a header that needs permission.
    HeaderNotAllowed {
        /// The name, in lower case.
        name: String,
        /// The list. A `*` in it covers neither `authorization` nor requests with credentials.
        listed: Vec<String>,
    },
    /// There are more than 20 redirects.
    TooManyRedirects,
    /// There is a redirect, and the redirect mode is `error`.
    RedirectMode,
    /// There is more than one `Location`.
    LocationRepeated,
    /// `Location` is not a valid URL.
    LocationMalformed {
        /// The value.
        location: String,
    },
    /// The scheme of `Location` is neither http nor https.
    LocationScheme {
        /// The value.
        location: String,
    },
    /// `Location` contains a user name or password.
    LocationCredentials {
        /// The URL.
        location: String,
    },
    /// A stream cannot be sent again.
    RedirectedStream {
        /// The status of the redirect.
        status: u16,
    },
    /// The mode is `same-origin`, and the URL has another origin.
    ModeSameOrigin,
    /// The mode is `no-cors`, the URL has another origin, and the redirect mode is not `follow`.
    NoCorsRedirectMode,
}

impl Reason {
    /// Returns its name in test data and logs: `allow-origin-missing`.
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

    /// Returns the CORS header that is at fault, if one is.
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

    /// Returns why browsers do this.
    pub fn why(&self) -> &'static str {
        match self {
            Reason::AllowOriginMissing => {
                "a page may read a response from another origin only if the response allows the origin of the page"
            }
            Reason::AllowOriginOther { .. } => {
                "browsers compare the two byte for byte: scheme, host and port, without a slash"
            }
            Reason::AllowOriginRepeated { .. } => {
                "the header holds one origin or `*`; browsers do not choose from a list"
            }
            Reason::AllowOriginAny => {
                "`*` lets every site read the response, so browsers refuse it for responses that may depend on the \
                 user"
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => {
                "a response to a request with cookies may be about the user, so sharing it needs this second header \
                 with the value `true` in lower case"
            }
            Reason::PreflightStatus { .. } => {
                "a preflight is an OPTIONS request that asks for permission to send the actual request; browsers \
                 accept a status from 200 to 299 and follow no redirects"
            }
            Reason::AllowMethodsMalformed { .. } | Reason::AllowHeadersMalformed { .. } => {
                "the header is a comma-separated list; one invalid name makes all of it invalid"
            }
            Reason::MethodNotAllowed { .. } => {
                "pages of other origins may send GET, HEAD and POST without permission, and other methods only if the \
                 response lists them in the same case"
            }
            Reason::HeaderNotAllowed { .. } => {
                "pages of other origins may send safelisted headers without permission, and others only if the \
                 response lists them"
            }
            Reason::TooManyRedirects => "browsers follow at most 20 redirects",
            Reason::RedirectMode => "with the redirect mode `error` every redirect is an error",
            Reason::LocationRepeated | Reason::LocationMalformed { .. } => {
                "a redirect has one `Location` header with a URL"
            }
            Reason::LocationScheme { .. } => "browsers follow redirects to http and https only",
            Reason::LocationCredentials { .. } => {
                "the page did not choose this user name or password, so browsers do not send them to another origin"
            }
            Reason::RedirectedStream { .. } => "a stream can be read only once, so it cannot be sent again",
            Reason::ModeSameOrigin => "the mode `same-origin` sends nothing to other origins",
            Reason::NoCorsRedirectMode => "with the mode `no-cors` scripts may not know whether there was a redirect",
        }
    }

    /// Returns the link to the section of the standard.
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
