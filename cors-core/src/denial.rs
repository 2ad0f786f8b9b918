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
    /// The request itself may reach another route.
    RouteNotReached,
    /// The route has switched CORS off.
    Off,
    /// A closer policy may be in charge, behind a middleware that keeps preflights from it.
    PolicyHidden,
    /// The preflight is answered with the methods of the policy, and the browser does not find the requested one there
    /// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch)). [`decide`](crate::decide()) leaves
    /// that to the browser; [`Policy::explain`](crate::Policy::explain) says it.
    MethodNotAllowed,
    /// The preflight is answered with the request headers of the policy, and the browser does not find one that is
    /// requested. Like [`MethodNotAllowed`](Denial::MethodNotAllowed), only [`Policy::explain`](crate::Policy::explain)
    /// says it.
    HeaderNotAllowed,
}

impl Denial {
    /// Every reason, in declaration order.
    pub const ALL: [Denial; 11] = [
        Denial::OriginNotAllowed,
        Denial::OriginMalformed,
        Denial::OriginRepeated,
        Denial::MethodRepeated,
        Denial::MethodMalformed,
        Denial::HeadersMalformed,
        Denial::RouteNotReached,
        Denial::Off,
        Denial::PolicyHidden,
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
            Denial::RouteNotReached => "route-not-reached",
            Denial::Off => "off",
            Denial::PolicyHidden => "policy-hidden",
            Denial::MethodNotAllowed => "method-not-allowed",
            Denial::HeaderNotAllowed => "header-not-allowed",
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
            Denial::RouteNotReached => {
                "CORS: the request itself may reach another route, which matches this path first with this method\n\
                 help: give that route the same policy, or move it behind this one\n"
            }
            Denial::Off => {
                "CORS: this route is not shared with other origins: it has `#[cors(off)]`\n\
                 help: give it a policy with `origins`, if pages of others may read it\n"
            }
            Denial::PolicyHidden => {
                "CORS: a handler with a policy of its own may be meant, which cannot be asked behind a middleware\n\
                 help: wrap `cors.routes()` next to the handlers, inside of that middleware, and `cors` around the same \
                 application or scope\n"
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
