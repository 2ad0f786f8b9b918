//! The reasons for which an origin, a preflight or a request is refused.

use std::fmt;

use crate::spec::header::RequestHeader;

macro_rules! denials {
    ($($(#[doc = $doc:literal])+ $variant:ident, $id:literal, $message:literal, $help:literal;)+) => {
        /// Why an origin, a preflight or a request is refused. Its `Display` is one line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Denial {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Denial {
            /// Every reason, in declaration order.
            pub const ALL: &[Denial] = &[$(Denial::$variant),+];

            /// The name of the step that failed: `origin-not-allowed`.
            pub const fn id(self) -> &'static str {
                match self { $(Denial::$variant => $id,)+ }
            }

            /// What to change.
            pub const fn help(self) -> &'static str {
                match self { $(Denial::$variant => $help,)+ }
            }

            /// The body of the refusal: what is wrong, and below it what to change. It has nothing that the client sent.
            pub const fn text(self) -> &'static str {
                match self { $(Denial::$variant => concat!("CORS: ", $message, "\nhelp: ", $help, "\n"),)+ }
            }

            /// The status of the refusal: 403, or 421 if the request was sent to another host.
            pub const fn status(self) -> u16 {
                match self {
                    Denial::HostNotAllowed => 421,
                    _ => 403,
                }
            }
        }

        impl fmt::Display for Denial {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Denial::$variant => $message,)+ })
            }
        }
    };
}

denials! {
    /// The policy does not list the [origin](https://fetch.spec.whatwg.org/#http-access-control-allow-origin).
    OriginNotAllowed, "origin-not-allowed",
        "the policy does not list the request's Origin",
        "add it to `origins`, if its pages may read this";
    /// No browser sends such an [origin](https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin).
    OriginMalformed, "origin-malformed",
        "the request's Origin is not in the form in which browsers send it",
        "send `https://host`, in lower case, without a path and without a default port";
    /// There is more than one [`Origin`](https://fetch.spec.whatwg.org/#origin-header) line.
    OriginRepeated, "origin-repeated",
        "the request has more than one Origin line",
        "browsers send one; look for a proxy that adds another";
    /// There is more than one [`Access-Control-Request-Method`](https://fetch.spec.whatwg.org/#http-access-control-request-method)
    /// line.
    MethodRepeated, "method-repeated",
        "the preflight has more than one Access-Control-Request-Method line",
        "browsers send one; look for a proxy that adds another";
    /// [`Access-Control-Request-Method`](https://fetch.spec.whatwg.org/#http-access-control-request-method) is not a token, or
    /// longer than what is echoed.
    MethodMalformed, "method-malformed",
        "Access-Control-Request-Method is not a method, or is too long to be echoed",
        "send the name of a method, such as PUT";
    /// [`Access-Control-Request-Headers`](https://fetch.spec.whatwg.org/#http-access-control-request-headers) is not a list of
    /// tokens, or longer than what is echoed.
    HeadersMalformed, "headers-malformed",
        "Access-Control-Request-Headers is not a list of header names, or is too long to be echoed",
        "list the names in `headers`: then they need not be echoed";
    /// CORS is off for the route.
    Off, "off",
        "CORS is off for this route, so pages of other origins cannot read it",
        "replace `off` with `origins = \"https://app.example.com\"`, the origins whose pages may read it";
    /// A page of another origin sent the request, and the policy does not list that origin
    /// ([`Sec-Fetch-Site`](https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header)).
    SiteNotAllowed, "site-not-allowed",
        "a page of another origin sent this request, and the policy does not list that origin",
        "add the origin to `origins`, or set `enforce = false` if the route takes forms from other sites on \
         purpose (OAuth or SAML form_post, returns from payment pages)";
    /// The origin is neither allowed nor the host that the request was sent to.
    OriginNotHost, "origin-not-host",
        "the request's Origin is neither in the policy nor the host that the request was sent to",
        "add it to `origins`, have the proxy in front keep the Host header, or set `enforce = false` if the route \
         takes forms from other sites on purpose (OAuth or SAML form_post, returns from payment pages)";
    /// The policy allows any origin, and so only requests without credentials.
    CookieNotAllowed, "cookie-not-allowed",
        "the policy allows every origin, but not with cookies, and this request from another site has a Cookie",
        "list the origins whose pages may send cookies, or set `enforce = false` if the route takes forms from \
         other sites on purpose (OAuth or SAML form_post, returns from payment pages)";
    /// The request was sent to a host that is none of the server's names
    /// ([421](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20)).
    HostNotAllowed, "host-not-allowed",
        "this server does not answer to the host that the request names",
        "add the host to `hosts`, or have the proxy in front keep the Host header";
    /// The preflight is answered with the methods of the policy, and the browser does not find the requested one there
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)). [`decide`](crate::decide()) leaves
    /// that to the browser; [`explain`](crate::explain) says it.
    MethodNotAllowed, "method-not-allowed",
        "the policy does not list the requested method",
        "add it to `methods`, and check that a route serves it";
    /// The preflight is answered with the request headers of the policy, and the browser does not find one that is
    /// requested. Like [`MethodNotAllowed`](Denial::MethodNotAllowed), only [`explain`](crate::explain)
    /// says it.
    HeaderNotAllowed, "header-not-allowed",
        "the policy does not list a header that the request wants to send",
        "add it to `headers`";
}

impl Denial {
    /// The header whose value is at fault, `None` if it is none, or one of several values.
    pub(super) fn header(self) -> Option<RequestHeader> {
        match self {
            Denial::OriginNotAllowed
            | Denial::OriginMalformed
            | Denial::OriginRepeated
            | Denial::SiteNotAllowed
            | Denial::OriginNotHost
            | Denial::CookieNotAllowed => Some(RequestHeader::Origin),
            Denial::HostNotAllowed => Some(RequestHeader::Host),
            Denial::MethodRepeated | Denial::MethodMalformed | Denial::MethodNotAllowed => {
                Some(RequestHeader::RequestMethod)
            }
            Denial::HeadersMalformed => Some(RequestHeader::RequestHeaders),
            Denial::Off | Denial::HeaderNotAllowed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_denial_says_what_to_change() {
        for denial in Denial::ALL {
            assert_eq!(denial.text(), format!("CORS: {denial}\nhelp: {}\n", denial.help()));
            assert!(!denial.to_string().is_empty() && !denial.help().is_empty());
        }
    }
}
