//! The middleware around an annotated route: it answers preflights, and writes the policy onto every response.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready as poll_ready};

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{Error, HttpMessage, HttpRequest};
use cors_core::{Denial, is_preflight};
use pin_project_lite::pin_project;

use crate::annotated::AnnotatedRoute;
use crate::guard::AskedFor;
use crate::head::View;
use crate::outer::{Answer, Closest, Outer};
use crate::route_policy::RoutePolicy;
use crate::served::Served;
use crate::verdict::{Verdict, refusal};

/// Wraps the resource of an annotated handler.
pub(crate) struct RouteCors {
    route: &'static AnnotatedRoute,
    policy: RoutePolicy,
}

impl RouteCors {
    pub(crate) fn new(route: &'static AnnotatedRoute, policy: RoutePolicy) -> Self {
        RouteCors { route, policy }
    }
}

impl<S> Transform<S, ServiceRequest> for RouteCors
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = RouteCorsService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(RouteCorsService {
            inner: Rc::new(Inner { service, route: self.route, policy: self.policy.clone() }),
        }))
    }
}

pub(crate) struct RouteCorsService<S> {
    inner: Rc<Inner<S>>,
}

struct Inner<S> {
    service: S,
    route: &'static AnnotatedRoute,
    policy: RoutePolicy,
}

impl<S> Service<ServiceRequest> for RouteCorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = RouteCorsFuture<S::Future>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let closest = match Outer::of(&request) {
            None => None,
            Some(Outer::Writes(closest)) => Some(closest),
            Some(Outer::Asks(question)) => {
                question.answer(Answer::Route(self.inner.route, self.inner.policy.clone()));
                return RouteCorsFuture::Asked;
            }
        };
        self.inner.serve(request, closest)
    }
}

impl<S> Inner<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    fn serve(self: &Rc<Self>, request: ServiceRequest, closest: Option<Rc<Closest>>) -> RouteCorsFuture<S::Future> {
        match self.policy.vouched_at_once(request.request()) {
            Some(vouched) => self.decide(request, vouched, closest),
            None => {
                let inner = Rc::clone(self);
                let asked = async move {
                    let vouched = inner.policy.vouched(request.request()).await;
                    inner.decide(request, vouched, closest).await
                };
                RouteCorsFuture::Boxed { future: Box::pin(asked) }
            }
        }
    }

    fn decide(
        &self,
        request: ServiceRequest,
        vouched: bool,
        closest: Option<Rc<Closest>>,
    ) -> RouteCorsFuture<S::Future> {
        let Some(prepared) = &self.policy.prepared else { return self.leave_alone(request, closest) };
        let verdict = Verdict::new(prepared, request.request(), vouched);
        if verdict.is_approval() {
            // It is answered here, whoever is around.
            if let Some(closest) = closest {
                closest.reach(None);
            }
            let verdict = Some(verdict);
            return RouteCorsFuture::Unrouted { inner: self.service.call(request), verdict, route: self.route };
        }
        if verdict.is_final() {
            if let Some(closest) = closest {
                closest.reach(Some(verdict.clone()));
            }
            return RouteCorsFuture::Answered { answered: ready((request.into_parts().0, verdict)) };
        }
        let verdict = match closest {
            // Whoever is around writes it.
            Some(closest) => {
                closest.reach(Some(verdict));
                None
            }
            None => Some(verdict),
        };
        RouteCorsFuture::Served { served: Served::new(self.service.call(request), verdict) }
    }

    /// No CORS here, under whatever policy there is around.
    fn leave_alone(&self, request: ServiceRequest, closest: Option<Rc<Closest>>) -> RouteCorsFuture<S::Future> {
        if let Some(closest) = closest {
            closest.reach(None);
        }
        if is_preflight(&View(request.head())) {
            let response = refusal(request.request(), Denial::Off);
            return RouteCorsFuture::Boxed { future: Box::pin(ready(Ok(request.into_response(response)))) };
        }
        RouteCorsFuture::Served { served: Served::new(self.service.call(request), None) }
    }
}

pin_project! {
    #[project = Projected]
    pub(crate) enum RouteCorsFuture<F> {
        // The response is made when it is asked for: it is large, and this is moved for every request.
        Answered { #[pin] answered: Ready<(HttpRequest, Verdict)> },
        Served { #[pin] served: Served<F> },
        // A preflight: the resource has no route for it, and its 405 tells which methods the resources before this one
        // serve on the path.
        Unrouted { #[pin] inner: F, verdict: Option<Verdict>, route: &'static AnnotatedRoute },
        // The application is asked, or nothing is decided.
        Boxed { future: Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>> },
        // Whoever asked has been answered, and polls nothing.
        Asked,
    }
}

impl<F> Future for RouteCorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse, Error>>,
{
    type Output = Result<ServiceResponse, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Answered { answered } => {
                answered.poll(context).map(|(request, verdict)| Ok(verdict.respond(request)))
            }
            Projected::Served { served } => served.poll(context),
            Projected::Unrouted { inner, verdict, route } => {
                let unrouted = poll_ready!(inner.poll(context))?;
                Poll::Ready(Ok(match verdict.take() {
                    Some(verdict) => approval(unrouted, verdict, route),
                    None => unrouted,
                }))
            }
            Projected::Boxed { future } => future.as_mut().poll(context),
            Projected::Asked => Poll::Pending,
        }
    }
}

/// The answer to a preflight whose origin the policy accepts.
///
/// actix-web falls through resources whose guards say no, so that the request itself may reach a resource before this
/// one that turned its preflight away. `unrouted` names in `Allow` the methods that the guards of those stand for:
/// nothing is approved for them that this policy does not answer for.
fn approval(unrouted: ServiceResponse, mut verdict: Verdict, route: &AnnotatedRoute) -> ServiceResponse {
    let (request, mut answer) = unrouted.into_parts();
    if has_passed_another_policy(&request, route) {
        return route_not_reached(request, verdict);
    }
    let headers = answer.headers_mut();
    // Hardly ever is there one, and to remove what is not there costs 180 instructions of 5,000.
    if !headers.is_empty() {
        let allow: Vec<HeaderValue> = headers.remove(ALLOW).collect();
        let served_before: Vec<&[u8]> = allow.iter().flat_map(methods).collect();
        let is_served_before = |method: &[u8]| served_before.contains(&method);
        // A guard that stands for OPTIONS and has let the preflight fall through was turned round (`Not(Options())`) or
        // turned away by another one: what it does with the request itself cannot be told.
        let requested = View(request.head()).requested_method().map(HeaderValue::as_bytes);
        if is_served_before(b"OPTIONS") || requested.is_some_and(is_served_before) {
            return route_not_reached(request, verdict);
        }
        if !served_before.is_empty() {
            verdict.leave_out(|method| is_served_before(method.as_bytes()));
        }
    }
    ServiceResponse::new(request, verdict.approve(answer))
}

/// The refusal of a preflight whose request may reach another route.
fn route_not_reached(request: HttpRequest, mut verdict: Verdict) -> ServiceResponse {
    verdict.refuse(&request, Denial::RouteNotReached);
    verdict.respond(request)
}

fn methods(allow: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    allow.as_bytes().split(|&byte| byte == b',').map(<[u8]>::trim_ascii)
}

/// Whether an annotated route before this one serves the requested method and had the preflight turned away by a guard
/// of its own, which may let the request itself pass. That does no harm where both have the same policy.
fn has_passed_another_policy(preflight: &HttpRequest, route: &AnnotatedRoute) -> bool {
    let extensions = preflight.extensions();
    extensions.get::<AskedFor>().is_some_and(|AskedFor(asked)| asked.iter().any(|other| !other.has_policy_of(route)))
}
