//! The reasons for which an origin or a preflight is refused.

use std::fmt;

/// Why an origin or a preflight is refused. Its `Display` is one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denial {
    /// The policy does not list the [origin](https://fetch.spec.whatwg.org/#http-access-control-allow-origin).
    OriginNotAllowed,
    /// No browser sends such an [origin](https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin).
    OriginMalformed,
    /// There is more than one [`Origin`](https://fetch.spec.whatwg.org/#origin-header) line.
    OriginRepeated,
    /// There is more than one [`Access-Control-Request-Method`](https://fetch.spec.whatwg.org/#http-access-control-request-method)
    /// line.
    MethodRepeated,
    /// [`Access-Control-Request-Method`](https://fetch.spec.whatwg.org/#http-access-control-request-method) is no token, or
    /// longer than what is echoed.
    MethodMalformed,
    /// [`Access-Control-Request-Headers`](https://fetch.spec.whatwg.org/#http-access-control-request-headers) is no list of
    /// tokens, or longer than what is echoed.
    HeadersMalformed,
    /// CORS is off for the route.
    Off,
    /// A page of another origin sent the request, and the policy does not list that origin
    /// ([`Sec-Fetch-Site`](https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header)).
    SiteNotAllowed,
    /// The origin is neither allowed nor the host that the request was sent to.
    OriginNotHost,
    /// The policy allows any origin, and so only requests without credentials.
    CookieNotAllowed,
    /// The request was sent to a host that is none of the server's names
    /// ([421](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20)).
    HostNotAllowed,
    /// The preflight is answered with the methods of the policy, and the browser does not find the requested one there
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)). [`decide`](crate::decide()) leaves
    /// that to the browser; [`explain`](crate::explain) says it.
    MethodNotAllowed,
    /// The preflight is answered with the request headers of the policy, and the browser does not find one that is
    /// requested. Like [`MethodNotAllowed`](Denial::MethodNotAllowed), only [`explain`](crate::explain)
    /// says it.
    HeaderNotAllowed,
}

impl Denial {
    /// Every reason, in declaration order.
    pub const ALL: &[Denial] = &[
        Denial::OriginNotAllowed,
        Denial::OriginMalformed,
        Denial::OriginRepeated,
        Denial::MethodRepeated,
        Denial::MethodMalformed,
        Denial::HeadersMalformed,
        Denial::Off,
        Denial::SiteNotAllowed,
        Denial::OriginNotHost,
        Denial::CookieNotAllowed,
        Denial::HostNotAllowed,
        Denial::MethodNotAllowed,
        Denial::HeaderNotAllowed,
    ];

    /// The name of the step that failed: `origin-not-allowed`.
    pub const fn id(self) -> &'static str {
        match self {
            Denial::OriginNotAllowed => "origin-not-allowed",
            Denial::OriginMalformed => "origin-malformed",
            Denial::OriginRepeated => "origin-repeated",
            Denial::MethodRepeated => "method-repeated",
            Denial::MethodMalformed => "method-malformed",
            Denial::HeadersMalformed => "headers-malformed",
            Denial::Off => "off",
            Denial::SiteNotAllowed => "site-not-allowed",
            Denial::OriginNotHost => "origin-not-host",
            Denial::CookieNotAllowed => "cookie-not-allowed",
            Denial::HostNotAllowed => "host-not-allowed",
            Denial::MethodNotAllowed => "method-not-allowed",
            Denial::HeaderNotAllowed => "header-not-allowed",
        }
    }

    /// The status of the refusal: 403, or 421 if the request was sent to another host.
    pub const fn status(self) -> u16 {
        match self {
            Denial::HostNotAllowed => 421,
            _ => 403,
        }
    }

    /// The text of a refused answer: what is wrong, and below it what to change. It holds nothing that the client sent.
    pub const fn text(self) -> &'static str {
        match self {
            Denial::OriginNotAllowed => {
                "CORS: the policy does not list the request's Origin\n\
                 help: add it to `origins`, if its pages may read this\n"
            }
            Denial::OriginMalformed => {
                "CORS: the request's Origin is not in the form in which browsers send it\n\
                 help: send `https://host`, in lower case, without a path and without a default port\n"
            }
            Denial::OriginRepeated => {
                "CORS: the request has more than one Origin line\n\
                 help: browsers send one; look for a proxy that adds another\n"
            }
            Denial::MethodRepeated => {
                "CORS: the preflight has more than one Access-Control-Request-Method line\n\
                 help: browsers send one; look for a proxy that adds another\n"
            }
            Denial::MethodMalformed => {
                "CORS: Access-Control-Request-Method is not a method, or is too long to be echoed\n\
                 help: send the name of one, such as PUT\n"
            }
            Denial::HeadersMalformed => {
                "CORS: Access-Control-Request-Headers is not a list of header names, or is too long to be echoed\n\
                 help: list the names in the policy (`headers(\"x-name\")`): then it need not be echoed\n"
            }
            Denial::Off => {
                "CORS: CORS is off for this route, so pages of other origins cannot read it\n\
                 help: replace `off` by `origins` with the origins whose pages may read it\n"
            }
            Denial::SiteNotAllowed => {
                "CORS: a page of another origin sent this request, and the policy does not list that origin\n\
                 help: add the origin to `origins`, or set `enforce = false` if the route takes forms from other sites on \
                 purpose (OAuth or SAML form_post, returns from payment pages)\n"
            }
            Denial::OriginNotHost => {
                "CORS: the request's Origin is neither in the policy nor the host that the request was sent to\n\
                 help: add it to `origins`, have the proxy in front keep the Host header, or set `enforce = false` if the \
                 route takes forms from other sites on purpose (OAuth or SAML form_post, returns from payment pages)\n"
            }
            Denial::CookieNotAllowed => {
                "CORS: the policy allows every origin, but not with cookies, and this request from another site has a Cookie\n\
                 help: list the origins whose pages may send cookies, or set `enforce = false` if the route takes forms \
                 from other sites on purpose (OAuth or SAML form_post, returns from payment pages)\n"
            }
            Denial::HostNotAllowed => {
                "CORS: this server does not answer to the host that the request names\n\
                 help: add the host to `hosts`, or have the proxy in front keep the Host header\n"
            }
            Denial::MethodNotAllowed => {
                "CORS: the policy does not list the requested method\n\
                 help: add it to `methods`, and see that a route serves it\n"
            }
            Denial::HeaderNotAllowed => {
                "CORS: the policy does not list a header that the request wants to send\n\
                 help: add it to `headers`\n"
            }
        }
    }

    /// What to change.
    pub fn help(self) -> &'static str {
        self.lines().1
    }

    fn lines(self) -> (&'static str, &'static str) {
        let text = self.text().trim_start_matches("CORS: ");
        text.split_once("\nhelp: ").map_or((text, ""), |(what, help)| (what, help.trim_end()))
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.lines().0)
    }
}
