//! Decisions without any framework.

use cors_core::{CorsRequest, Policy, RequestHeader};
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN,
    UPGRADE,
};

use crate::apps::draft;
use crate::origins;

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A request of the `http` crate, which is what tower-http sees.
pub struct Request(pub http::Request<()>);

impl CorsRequest for Request {
    type Value = HeaderValue;

    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn authority(&self) -> Option<&str> {
        self.0.uri().authority().map(http::uri::Authority::as_str)
    }

    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &HeaderValue> {
        let name = match header {
            RequestHeader::Origin => &ORIGIN,
            RequestHeader::RequestMethod => &ACCESS_CONTROL_REQUEST_METHOD,
            RequestHeader::RequestHeaders => &ACCESS_CONTROL_REQUEST_HEADERS,
            RequestHeader::SecFetchSite => &SEC_FETCH_SITE,
            RequestHeader::Host => &HOST,
            RequestHeader::Upgrade => &UPGRADE,
            RequestHeader::Cookie => &COOKIE,
            other => panic!("no request here has a header {}", other.name()),
        };
        self.0.headers().get_all(name).iter()
    }
}

/// A GET with nothing but an origin, so nothing but the policy costs anything.
pub struct Get<'o>(pub &'o [u8]);

impl<'o> CorsRequest for Get<'o> {
    type Value = &'o [u8];

    fn method(&self) -> &'static str {
        "GET"
    }

    fn authority(&self) -> Option<&str> {
        None
    }

    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &&'o [u8]> {
        (header == RequestHeader::Origin).then_some(&self.0).into_iter()
    }
}

/// A policy with so many exact origins and nothing else.
pub fn exact(count: usize) -> Policy {
    draft(0).origins(origins::exact(count)).check().expect("the policy is right")
}

/// A policy with so many exact origins and wildcards between them.
pub fn mixed(count: usize) -> Policy {
    let mut wildcards = origins::wildcards(count);
    let entries = origins::exact(count).enumerate().flat_map(|(index, exact)| {
        let wildcard = if index % 10 == 0 { wildcards.next() } else { None };
        std::iter::once(exact).chain(wildcard)
    });
    draft(0).origins(entries).check().expect("the policy is right")
}
