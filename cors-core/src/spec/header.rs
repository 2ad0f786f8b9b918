//! The headers of the protocol, by name.

/// A header that a policy writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Header {
    /// [`Access-Control-Allow-Origin`](https://fetch.spec.whatwg.org/#http-access-control-allow-origin)
    AllowOrigin,
    /// [`Access-Control-Allow-Credentials`](https://fetch.spec.whatwg.org/#http-access-control-allow-credentials)
    AllowCredentials,
    /// [`Access-Control-Allow-Methods`](https://fetch.spec.whatwg.org/#http-access-control-allow-methods)
    AllowMethods,
    /// [`Access-Control-Allow-Headers`](https://fetch.spec.whatwg.org/#http-access-control-allow-headers)
    AllowHeaders,
    /// [`Access-Control-Expose-Headers`](https://fetch.spec.whatwg.org/#http-access-control-expose-headers)
    ExposeHeaders,
    /// [`Access-Control-Max-Age`](https://fetch.spec.whatwg.org/#http-access-control-max-age)
    MaxAge,
    /// [`Timing-Allow-Origin`](https://w3c.github.io/resource-timing/#sec-timing-allow-origin)
    TimingAllowOrigin,
}

impl Header {
    /// Every header, in declaration order.
    pub const ALL: &[Header] = &[
        Header::AllowOrigin,
        Header::AllowCredentials,
        Header::AllowMethods,
        Header::AllowHeaders,
        Header::ExposeHeaders,
        Header::MaxAge,
        Header::TimingAllowOrigin,
    ];

    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Header::AllowOrigin => "access-control-allow-origin",
            Header::AllowCredentials => "access-control-allow-credentials",
            Header::AllowMethods => "access-control-allow-methods",
            Header::AllowHeaders => "access-control-allow-headers",
            Header::ExposeHeaders => "access-control-expose-headers",
            Header::MaxAge => "access-control-max-age",
            Header::TimingAllowOrigin => "timing-allow-origin",
        }
    }
}

/// A header that a decision may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RequestHeader {
    /// [`Origin`](https://fetch.spec.whatwg.org/#origin-header)
    Origin,
    /// [`Access-Control-Request-Method`](https://fetch.spec.whatwg.org/#http-access-control-request-method)
    RequestMethod,
    /// [`Access-Control-Request-Headers`](https://fetch.spec.whatwg.org/#http-access-control-request-headers)
    RequestHeaders,
    /// [`Sec-Fetch-Site`](https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header)
    SecFetchSite,
    /// [`Host`](https://www.rfc-editor.org/rfc/rfc9110#section-7.2)
    Host,
    /// [`Upgrade`](https://www.rfc-editor.org/rfc/rfc9110#section-7.8)
    Upgrade,
    /// [`Cookie`](https://www.rfc-editor.org/rfc/rfc6265#section-4.2)
    Cookie,
}

impl RequestHeader {
    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            RequestHeader::Origin => "origin",
            RequestHeader::RequestMethod => "access-control-request-method",
            RequestHeader::RequestHeaders => "access-control-request-headers",
            RequestHeader::SecFetchSite => "sec-fetch-site",
            RequestHeader::Host => "host",
            RequestHeader::Upgrade => "upgrade",
            RequestHeader::Cookie => "cookie",
        }
    }
}

/// What a `Vary` is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Vary {
    /// The response to an actual request.
    Response,
    /// The answer to a preflight.
    Preflight,
    /// The refusal of an actual request.
    Refusal,
}
