//! The middleware around an annotated route: it answers preflights, refuses requests, and writes the headers of responses.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as TaskContext, Poll, ready as poll_ready};

use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{Error, HttpMessage, HttpRequest};
use cors_core::Violations;
use pin_project_lite::pin_project;

use crate::active::ActivePolicy;
use crate::context::{Claim, Context, Innermost, Kind};
use crate::headers::{Held, Prepared};
use crate::methods_before::MethodsBefore;
use crate::refusal::{Unroutable, unroutable};
use crate::request::View;
use crate::route::AnnotatedRoute;
use crate::route::guard::TurnedAway;
use crate::served::Served;
use crate::verdict::Verdict;

/// Wraps the resource of an annotated handler.
pub(crate) struct RouteCors {
    route: &'static AnnotatedRoute,
    policy: ActivePolicy,
}

impl RouteCors {
    /// Takes the policy of the route; what is known only when the application starts is read now.
    pub(crate) fn new(route: &'static AnnotatedRoute) -> Result<Self, &'static Violations> {
        let prepared = Prepared::new(Held::Static(route.policy()?));
        Ok(RouteCors { route, policy: ActivePolicy { prepared, predicate: route.predicate() } })
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
    policy: ActivePolicy,
}

impl<S> Service<ServiceRequest> for RouteCorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = RouteCorsFuture<S::Future>;

    fn poll_ready(&self, context: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inner.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        match Context::of(&request) {
            None | Some(Context::Written) => self.inner.serve(request, None),
            Some(Context::Served(served)) => self.inner.serve(request, Some(served.innermost)),
            Some(Context::Routed(claim)) => self.inner.claim(request, &claim),
        }
    }
}

impl<S> Inner<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    /// A `Cors` around has routed the request here, to find out whose it is.
    fn claim(self: &Rc<Self>, request: ServiceRequest, claim: &Claim) -> RouteCorsFuture<S::Future> {
        if claim.kind == Kind::Write {
            claim.take(&request, Some(self.policy.clone()));
            return self.serve_claimed(request);
        }
        let (request, before) = match MethodsBefore::read(request, |request| self.service.call(request)) {
            Ok((request, before)) => (request, before.and(&claim.before)),
            Err(error) => return RouteCorsFuture::Boxed { future: Box::pin(ready(Err(error))) },
        };
        let method = claim.method().map(Method::as_str).map(str::as_bytes).or_else(|| requested(request.request()));
        let is_reached = !method.is_some_and(|method| before.may_get(method))
            && !TurnedAway::other_than(request.request(), self.route);
        if !is_reached {
            claim.decline();
            return RouteCorsFuture::NotReached { request: Some(request.into_parts().0) };
        }
        claim.take(&request, Some(self.policy.clone()));
        if !claim.before.is_empty() {
            request.extensions_mut().insert(claim.before.clone());
        }
        self.serve_claimed(request)
    }

    /// Serves a request that has its extensions back.
    fn serve_claimed(self: &Rc<Self>, request: ServiceRequest) -> RouteCorsFuture<S::Future> {
        let innermost = match Context::of(&request) {
            Some(Context::Served(served)) => Some(served.innermost),
            _ => None,
        };
        self.serve(request, innermost)
    }

    #[inline]
    fn serve(self: &Rc<Self>, request: ServiceRequest, innermost: Option<Rc<Innermost>>) -> RouteCorsFuture<S::Future> {
        match self.policy.predicate_allows_at_once(request.request()) {
            Some(allowed_by_predicate) => self.decide(request, allowed_by_predicate, innermost),
            None => self.ask(request, innermost),
        }
    }

    /// Decides when the predicate has answered.
    fn ask(self: &Rc<Self>, request: ServiceRequest, innermost: Option<Rc<Innermost>>) -> RouteCorsFuture<S::Future> {
        let inner = Rc::clone(self);
        let asked = async move {
            let allowed_by_predicate = inner.policy.predicate_allows(request.request()).await;
            inner.decide(request, allowed_by_predicate, innermost).await
        };
        RouteCorsFuture::Boxed { future: Box::pin(asked) }
    }

    #[inline]
    fn decide(
        &self,
        request: ServiceRequest,
        allowed_by_predicate: bool,
        innermost: Option<Rc<Innermost>>,
    ) -> RouteCorsFuture<S::Future> {
        let verdict = Verdict::new(&self.policy.prepared, request.request(), allowed_by_predicate);
        if verdict.is_approval() {
            if let Some(innermost) = innermost {
                innermost.hand_over();
            }
            let verdict = Some(verdict);
            return RouteCorsFuture::Approved { inner: self.service.call(request), verdict, route: self.route };
        }
        if verdict.is_refusal() {
            match innermost {
                Some(innermost) => innermost.reach(verdict.clone()),
                None => {
                    Context::mark_written(&request);
                }
            }
            return RouteCorsFuture::Refused { refused: ready((request.into_parts().0, verdict)) };
        }
        let verdict = match innermost {
            // The `Cors` around writes it.
            Some(innermost) => {
                innermost.reach(verdict);
                None
            }
            None => Some(verdict),
        };
        RouteCorsFuture::Served { served: Served::new(self.service.call(request), verdict) }
    }
}

pin_project! {
    #[project = Projected]
    pub(crate) enum RouteCorsFuture<F> {
        // The response is made when it is asked for: it is large, and this is moved for every request.
        Refused { #[pin] refused: Ready<(HttpRequest, Verdict)> },
        Served { #[pin] served: Served<F> },
        // A preflight: the resource has no route for it, and its 405 tells which methods the resources before this one
        // serve on the path.
        Approved { #[pin] inner: F, verdict: Option<Verdict>, route: &'static AnnotatedRoute },
        // A `Cors` around has asked, and another route gets the request.
        NotReached { request: Option<HttpRequest> },
        // The predicate is awaited.
        Boxed { future: Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>> },
    }
}

impl<F> Future for RouteCorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse, Error>>,
{
    type Output = Result<ServiceResponse, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Refused { refused } => {
                refused.poll(context).map(|(request, verdict)| Ok(verdict.respond(request)))
            }
            Projected::Served { served } => served.poll(context),
            Projected::Approved { inner, verdict, route } => {
                let unrouted = poll_ready!(inner.poll(context))?;
                Poll::Ready(Ok(match verdict.take() {
                    Some(verdict) => approval(unrouted, verdict, route),
                    None => unrouted,
                }))
            }
            Projected::NotReached { request } => match request.take() {
                Some(request) => Poll::Ready(Ok(not_reached(request))),
                None => Poll::Pending,
            },
            Projected::Boxed { future } => future.as_mut().poll(context),
        }
    }
}

/// The answer to a preflight whose origin the policy accepts. Nothing is approved for a method that a resource before this
/// one serves. `unrouted` is the 405 of a resource without a route for it.
fn approval(unrouted: ServiceResponse, mut verdict: Verdict, route: &AnnotatedRoute) -> ServiceResponse {
    let (request, mut answer) = unrouted.into_parts();
    if TurnedAway::other_than(&request, route) {
        return not_reached(request);
    }
    let mut before = Context::before(&request);
    let headers = answer.headers_mut();
    // Hardly ever is there one, and to remove what is not there costs 180 instructions of 5,000.
    if !headers.is_empty() {
        before = before.and(&MethodsBefore::of(headers));
        headers.remove(ALLOW);
    }
    if !before.is_empty() {
        if requested(&request).is_some_and(|method| before.may_get(method)) {
            return not_reached(request);
        }
        verdict.exclude_methods(|method| before.contains(method.as_bytes()));
    }
    ServiceResponse::new(request, verdict.approve(answer))
}

fn not_reached(request: HttpRequest) -> ServiceResponse {
    let response = unroutable(&request, Unroutable::RouteNotReached);
    ServiceResponse::new(request, response)
}

fn requested(request: &HttpRequest) -> Option<&[u8]> {
    View(request.head()).requested_method().map(HeaderValue::as_bytes)
}
