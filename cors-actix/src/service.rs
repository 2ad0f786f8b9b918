//! The middleware around an annotated route: it answers preflights, and writes the policy onto every response.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready as poll_ready};

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, ContentType, HeaderValue};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use cors_core::{Approval, Decision, Denial, Head, Origin, Policy, RequestHeader, decide};
use pin_project_lite::pin_project;

use crate::guard::AskedFor;
use crate::head::View;
use crate::headers::Prepared;

/// Wraps the resource of an annotated handler.
pub(crate) struct RouteCors {
    prepared: Rc<Prepared>,
}

impl RouteCors {
    pub(crate) fn new(policy: &'static Policy) -> Self {
        RouteCors { prepared: Rc::new(Prepared::new(policy)) }
    }
}

impl<S> Transform<S, ServiceRequest> for RouteCors
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = RouteCorsService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(RouteCorsService { service, prepared: Rc::clone(&self.prepared) }))
    }
}

pub(crate) struct RouteCorsService<S> {
    service: S,
    prepared: Rc<Prepared>,
}

impl<S> Service<ServiceRequest> for RouteCorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = RouteCorsFuture<S::Future>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let head = View(request.head());
        let decision = decide(self.prepared.policy(), &head, false, |origin| is_same_origin(&request, origin));
        match &decision {
            Decision::Block(denial) | Decision::Refuse(denial) => {
                let response = request.into_response(refusal(*denial, &decision, &self.prepared));
                RouteCorsFuture::Refused { response: Some(response) }
            }
            // A preflight goes on, too: the resource has no route for it, and its 405 tells which methods the
            // resources before this one serve on the path.
            Decision::Share(_) | Decision::NoOrigin | Decision::Withhold(_) | Decision::Approve(_) => {
                RouteCorsFuture::Decided {
                    inner: self.service.call(request),
                    decision: Some(decision),
                    prepared: Rc::clone(&self.prepared),
                }
            }
        }
    }
}

pin_project! {
    #[project = Projected]
    pub(crate) enum RouteCorsFuture<F> {
        Refused { response: Option<ServiceResponse> },
        Decided { #[pin] inner: F, decision: Option<Decision<HeaderValue>>, prepared: Rc<Prepared> },
    }
}

impl<F> Future for RouteCorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse, Error>>,
{
    type Output = Result<ServiceResponse, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        const POLLED_AGAIN: &str = "a future is not polled after it is ready";
        match self.project() {
            Projected::Refused { response } => Poll::Ready(Ok(response.take().expect(POLLED_AGAIN))),
            Projected::Decided { inner, decision, prepared } => {
                let result = poll_ready!(inner.poll(context));
                let decision = decision.take().expect(POLLED_AGAIN);
                Poll::Ready(finish(result, decision, Rc::clone(prepared)))
            }
        }
    }
}

fn finish(
    result: Result<ServiceResponse, Error>,
    decision: Decision<HeaderValue>,
    prepared: Rc<Prepared>,
) -> Result<ServiceResponse, Error> {
    match result {
        Ok(mut response) => match decision {
            Decision::Approve(approved) => {
                let (request, unrouted) = response.into_parts();
                let answer = approval(&request, &unrouted, approved, &prepared);
                Ok(ServiceResponse::new(request, answer))
            }
            _ => {
                prepared.write(&decision, response.headers_mut());
                Ok(response)
            }
        },
        Err(mut error) => {
            error.add_response_mapper(move |mut response| {
                prepared.write(&decision, response.headers_mut());
                response
            });
            Err(error)
        }
    }
}

/// The answer to a preflight whose origin the policy accepts.
///
/// actix-web falls through resources whose guards say no, so that the request itself may reach a resource before this
/// one that turned its preflight away. `unrouted` names in `Allow` the methods that the guards of those stand for:
/// nothing is approved for them that this policy does not answer for.
fn approval(
    request: &HttpRequest,
    unrouted: &HttpResponse,
    mut approval: Approval<HeaderValue>,
    prepared: &Prepared,
) -> HttpResponse {
    let served_before: Vec<&[u8]> = unrouted.headers().get_all(ALLOW).flat_map(methods).collect();
    let is_served_before = |method: &[u8]| served_before.contains(&method);
    let head = View(request.head());
    let requested = head.values(RequestHeader::RequestMethod).next().map(HeaderValue::as_bytes);
    // A guard that stands for OPTIONS and has let the preflight fall through was turned round (`Not(Options())`) or
    // turned away by another one: what it does with the request itself cannot be told.
    let is_hidden = is_served_before(b"OPTIONS");
    if is_hidden || requested.is_some_and(is_served_before) || has_passed_another_policy(request) {
        let denial = Denial::RouteNotReached;
        return refusal(denial, &Decision::Refuse(denial), prepared);
    }
    if !served_before.is_empty() {
        approval.leave_out(prepared.policy(), |method| is_served_before(method.as_bytes()));
    }
    // `Draft::check` admits 200 to 299 only, all of which are status codes.
    let status = StatusCode::from_u16(prepared.policy().preflight_status()).unwrap_or(StatusCode::NO_CONTENT);
    let mut response = HttpResponse::new(status);
    prepared.write(&Decision::Approve(approval), response.headers_mut());
    response
}

fn methods(allow: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    allow.as_bytes().split(|&byte| byte == b',').map(<[u8]>::trim_ascii)
}

/// Whether an annotated route before this one serves the requested method and had the preflight turned away by a guard
/// of its own, which may let the request itself pass. That does no harm where both have the same policy.
fn has_passed_another_policy(request: &HttpRequest) -> bool {
    let extensions = request.extensions();
    let Some((reached, passed)) = extensions.get::<AskedFor>().and_then(|AskedFor(routes)| routes.split_last()) else {
        return false;
    };
    passed.iter().any(|route| route.policy() != reached.policy())
}

fn refusal(denial: Denial, decision: &Decision<HeaderValue>, prepared: &Prepared) -> HttpResponse {
    let mut response = HttpResponse::Forbidden().content_type(ContentType::plaintext()).body(denial.text());
    prepared.write(decision, response.headers_mut());
    response
}

/// Whether the origin is the scheme, host and port that the request was sent to, behind a proxy as `ConnectionInfo`
/// sees them. A proxy may write out the default port, which a browser leaves out.
fn is_same_origin(request: &ServiceRequest, origin: &Origin<'_>) -> bool {
    let connection = request.connection_info();
    let default_port = if connection.scheme().eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    let host = connection.host().strip_suffix(default_port).unwrap_or(connection.host());
    let (scheme, authority) = origin.as_str().split_once("://").unwrap_or_default();
    scheme.eq_ignore_ascii_case(connection.scheme()) && authority.eq_ignore_ascii_case(host)
}
