//! tower-http's layer around a bare service.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use tower_http::cors::{AllowOrigin, Cors, CorsLayer};
use tower_http::csrf::{Csrf, CsrfLayer};
use tower_layer::Layer;
use tower_service::Service;

use crate::numbered;
use crate::origins::{self, FOREIGN, LISTED};
use crate::requests::hostile;

/// Answers at once.
#[derive(Clone)]
pub struct Bare;

impl Service<Request<()>> for Bare {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Ok(Response::new("hello".to_owned())))
    }
}

/// The layer with the policy of [`apps::draft`](crate::apps::draft).
pub fn layered(count: usize) -> Cors<Bare> {
    let origins = origins::exact(count).map(|origin| HeaderValue::try_from(origin).expect("an origin is a value"));
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::PUT, Method::DELETE])
        .allow_headers([CONTENT_TYPE, HeaderName::from_static("x-csrf-token"), AUTHORIZATION])
        .expose_headers([HeaderName::from_static("x-total-count"), ETAG])
        .allow_credentials(true)
        .max_age(Duration::from_hours(1))
        .layer(Bare)
}

/// The layer that decides who may send, with so many trusted origins.
pub fn protected(count: usize) -> Csrf<Bare> {
    let layer = origins::exact(count).try_fold(CsrfLayer::new(), CsrfLayer::add_trusted_origin);
    layer.expect("an origin is trusted").layer(Bare)
}

/// Makes the request with this name, as in [`requests`](crate::requests).
pub fn request(name: &str) -> Request<()> {
    let (name, bytes) = numbered(name, 8192);
    let get = Request::get("/data");
    let preflight = |origin: &str, headers: &str| {
        Request::options("/data")
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .header("access-control-request-headers", headers)
    };
    let write =
        |site: &str, origin: &str| Request::put("/data").header("origin", origin).header("sec-fetch-site", site);
    match name {
        "write-own" => write("same-origin", FOREIGN),
        "write-allowed" => write("cross-site", LISTED),
        "write-refused" => write("cross-site", FOREIGN),
        "none" => get,
        "allowed" => get.header("origin", LISTED),
        "refused" => get.header("origin", FOREIGN),
        "preflight" => preflight(LISTED, "content-type,x-csrf-token"),
        "preflight-refused" => preflight(FOREIGN, "content-type,x-csrf-token"),
        "preflight-names" => preflight(LISTED, &hostile("names", bytes)),
        other => panic!("there is no request {other}"),
    }
    .body(())
    .expect("the request is right")
}
