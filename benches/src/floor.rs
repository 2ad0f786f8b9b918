//! The least that headers on a response can cost in actix-web: a middleware that does nothing but write constant ones, and one
//! that does nothing but answer with them.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CONTENT_TYPE, HeaderName,
    HeaderValue, VARY,
};
use actix_web::{Error, HttpResponse};
use pin_project_lite::pin_project;

/// What a response to an actual request may carry.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://app5.example.com")),
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-total-count, etag")),
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    (VARY, HeaderValue::from_static("Origin")),
];

/// Writes so many headers.
#[derive(Clone, Copy)]
pub struct Floor(pub usize);

impl<S, B> Transform<S, ServiceRequest> for Floor
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = FloorService<S>;
    type InitError = ();
    type Future = Ready<Result<FloorService<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(FloorService { service, count: self.0 }))
    }
}

pub struct FloorService<S> {
    service: S,
    count: usize,
}

impl<S, B> Service<ServiceRequest> for FloorService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = FloorFuture<S::Future>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        FloorFuture { inner: self.service.call(request), count: self.count }
    }
}

pin_project! {
    pub struct FloorFuture<F> {
        #[pin]
        inner: F,
        count: usize,
    }
}

impl<F, B> Future for FloorFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<B>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let floor = self.project();
        let mut poll = floor.inner.poll(context);
        if let Poll::Ready(Ok(response)) = &mut poll {
            for (name, value) in HEADERS.into_iter().take(*floor.count) {
                response.headers_mut().append(name, value);
            }
        }
        poll
    }
}

/// What an approved preflight carries.
const APPROVAL: [(HeaderName, HeaderValue); 6] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://app5.example.com")),
    (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, PUT, DELETE")),
    (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, x-csrf-token, authorization")),
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600")),
    (VARY, HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers")),
];

/// What a refused one carries.
const REFUSAL: [(HeaderName, HeaderValue); 2] = [
    (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
    (VARY, HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers")),
];
const TEXT: &str = "CORS: `https://app5.example.com` is not in `origins`\nhelp: if it should be, add it\n";

/// Answers every request in the same way, in place of the service inside.
#[derive(Clone, Copy)]
pub enum FloorAnswer {
    Approve,
    Refuse,
}

impl<S: Service<ServiceRequest>> Transform<S, ServiceRequest> for FloorAnswer {
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = FloorAnswer;
    type InitError = ();
    type Future = Ready<Result<FloorAnswer, ()>>;

    fn new_transform(&self, _: S) -> Self::Future {
        ready(Ok(*self))
    }
}

impl Service<ServiceRequest> for FloorAnswer {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Ready<Result<ServiceResponse, Error>>;

    actix_web::dev::always_ready!();

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (mut response, headers) = match self {
            FloorAnswer::Approve => (HttpResponse::NoContent().finish(), &APPROVAL[..]),
            FloorAnswer::Refuse => (HttpResponse::Forbidden().body(TEXT), &REFUSAL[..]),
        };
        for (name, value) in headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        ready(Ok(request.into_response(response)))
    }
}
