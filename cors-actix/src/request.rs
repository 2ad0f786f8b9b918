//! actix-web's request head, as cors-core looks at it.

use actix_web::HttpRequest;
use actix_web::dev::RequestHead;
use actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN,
    UPGRADE,
};
use actix_web::http::uri::Authority;
use cors_core::{CorsRequest, Explanation, Policy, RequestHeader};

/// Returns why a policy refuses a request, `None` if it does not. It speaks of approved preflights, too, where the browser will
/// not find in the lists of the policy what it asks for.
///
/// An origin that only a function of the application allows (`with = …`) counts as refused. It is for logs, and allocates.
///
/// ```
/// use actix_web::body::MessageBody;
/// use actix_web::dev::{ServiceRequest, ServiceResponse};
/// use actix_web::middleware::{Next, from_fn};
/// use actix_web::test::{TestRequest, call_service, init_service};
/// use actix_web::{App, Error};
/// use cors_actix::{Cors, Policy, explain, policy};
///
/// static FRONTEND: Policy = policy!(origins = "https://app.example.com");
///
/// async fn log(
///     request: ServiceRequest,
///     next: Next<impl MessageBody>,
/// ) -> Result<ServiceResponse<impl MessageBody>, Error> {
///     if let Some(explanation) = explain(&FRONTEND, request.request()) {
///         eprintln!("{} {}: {explanation}", request.method(), request.path());
///     }
///     next.call(request).await
/// }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = init_service(App::new().wrap(Cors::new(&FRONTEND)).wrap(from_fn(log))).await;
/// # call_service(&app, TestRequest::get().insert_header(("origin", "http://app.example.com")).to_request()).await;
///
/// let request = TestRequest::post().insert_header(("origin", "http://app.example.com")).to_http_request();
/// let explanation = explain(&FRONTEND, &request).unwrap();
/// assert_eq!(explanation.denial().id(), "origin-not-host");
/// assert_eq!(
///     explanation.help(),
///     "add `http://app.example.com` to `origins`, or use the listed origin `https://app.example.com`; scheme and port \
///      must match"
/// );
/// # }
/// ```
pub fn explain(policy: &Policy, request: &HttpRequest) -> Option<Explanation> {
    cors_core::explain(policy, &View(request.head()))
}

/// A view of a request head.
pub struct View<'r>(pub &'r RequestHead);

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
        other => HeaderName::from_static(other.name()),
    }
}
