//! actix-web's request head, as cors-core looks at it.

use actix_web::dev::RequestHead;
use actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN,
    UPGRADE,
};
use actix_web::http::uri::Authority;
use cors_core::{CorsRequest, RequestHeader};

/// A view of a request head.
pub(crate) struct View<'r>(pub(crate) &'r RequestHead);

impl<'r> View<'r> {
    /// The method that a preflight asks for; the first one if it asks for several.
    pub(crate) fn requested_method(&self) -> Option<&'r HeaderValue> {
        self.0.headers.get(ACCESS_CONTROL_REQUEST_METHOD)
    }
}

impl CorsRequest for View<'_> {
    type Value = HeaderValue;

    #[inline]
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    #[inline]
    fn authority(&self) -> Option<&str> {
        self.0.uri.authority().map(Authority::as_str)
    }

    #[inline]
    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &HeaderValue> {
        self.0.headers.get_all(name(header))
    }

    #[inline]
    fn has(&self, header: RequestHeader) -> bool {
        self.0.headers.contains_key(name(header))
    }
}

/// The name of a header, as actix-web has it.
#[inline]
fn name(header: RequestHeader) -> HeaderName {
    match header {
        RequestHeader::Origin => ORIGIN,
        RequestHeader::RequestMethod => ACCESS_CONTROL_REQUEST_METHOD,
        RequestHeader::RequestHeaders => ACCESS_CONTROL_REQUEST_HEADERS,
        RequestHeader::SecFetchSite => const { HeaderName::from_static(RequestHeader::SecFetchSite.name()) },
        RequestHeader::Host => HOST,
        RequestHeader::Upgrade => UPGRADE,
        RequestHeader::Cookie => COOKIE,
    }
}
