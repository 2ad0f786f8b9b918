//! The router inside of a `Cors`, and who decides about a request before the router serves it.

use std::any::TypeId;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as TaskContext, Poll};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorInternalServerError;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::{App, Error, HttpRequest, HttpResponse};
use cors_core::refuses_host;
use pin_project_lite::pin_project;

use crate::active::ActivePolicy;
use crate::context::{Claim, Context, Innermost, Kind, Passed};
use crate::copy::RequestCopy;
use crate::handle::{InForce, Source};
use crate::methods_before::{EmptyResource, MethodsBefore};
use crate::predicate::Predicate;
use crate::refusal::{Unroutable, unroutable};
use crate::request::View;
use crate::route::guard::TurnedAway;
use crate::verdict::Verdict;

/// What a refusal of the default adds: a route inside might have admitted the request.
const BEHIND_MIDDLEWARE: &str =
    "if a handler behind other middleware admits this request, put that middleware into `Cors::around`";

/// What a `Cors` is wrapped around, mostly a router. Requests that the default policy admits pass; those that it refuses are
/// asked about inside first.
pub struct Gate<S>(Rc<Inside<S>>);

struct Inside<S> {
    router: S,
    default: Option<InForce>,
    predicate: Option<Predicate>,
    empty: EmptyResource,
    is_around_app: bool,
}

/// Whether a `Cors` is wrapped around the router of an application, so nothing has been routed before it.
fn is_around_app<S: 'static>() -> bool {
    fn router_of<T: ServiceFactory<ServiceRequest, Service: 'static>>(_: &App<T>) -> TypeId {
        TypeId::of::<T::Service>()
    }
    TypeId::of::<S>() == router_of(&App::new())
}

/// What becomes of a request that a `Cors` further out has routed here, to find out whose it is.
pub(super) enum Asked<F> {
    /// Nobody here claims it, or somebody further inside has.
    Inside(F),
    /// A resource before this `Cors` gets it.
    NotReached(HttpRequest),
    /// It could not be asked about.
    Failed(Error),
    /// It is a preflight, and this `Cors` has claimed it.
    Preflight(Preflight),
    /// It is an actual request, and this `Cors` has claimed it. The policy is that of the `Cors` further out.
    Actual(ServiceRequest, Option<ActivePolicy>),
}

/// A preflight that a `Cors` answers, or somebody inside.
pub(super) struct Preflight {
    request: ServiceRequest,
    /// The methods that resources before this `Cors` get.
    before: MethodsBefore,
    /// A copy that a `Cors` further out has made.
    copy: Option<RequestCopy>,
}

impl<S> Clone for Gate<S> {
    fn clone(&self) -> Self {
        Gate(Rc::clone(&self.0))
    }
}

impl<S, B> Gate<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    pub(super) async fn new(router: S, default: Option<Source>, predicate: Option<Predicate>) -> Result<Self, ()> {
        let default = match default {
            Some(source) => Some(InForce::new(&source, predicate.is_some())?),
            None => None,
        };
        let empty = EmptyResource::new().await.ok_or(())?;
        Ok(Gate(Rc::new(Inside { router, default, predicate, empty, is_around_app: is_around_app::<S>() })))
    }

    pub(super) fn poll_ready(&self, context: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.0.router.poll_ready(context)
    }

    /// The policy in force for requests that reach no other policy.
    pub(super) fn default(&self) -> Option<ActivePolicy> {
        let prepared = self.0.default.as_ref()?.get();
        Some(ActivePolicy { prepared, predicate: self.0.predicate.clone() })
    }

    fn methods_before(&self, request: ServiceRequest) -> Result<(ServiceRequest, MethodsBefore), Error> {
        if self.0.is_around_app {
            return Ok((request, MethodsBefore::default()));
        }
        self.0.empty.methods_before(request)
    }

    /// Answers a `Cors` further out that has routed the request here, to find out whose it is.
    pub(super) fn claim(&self, request: ServiceRequest, claim: &Claim) -> Asked<S::Future> {
        let default = self.default();
        if claim.kind == Kind::Write {
            claim.take(&request, default);
            return Asked::Actual(request, claim.default.clone());
        }
        if default.is_none() {
            return Asked::Inside(self.0.router.call(request));
        }
        let (request, before) = match self.methods_before(request) {
            Ok((request, before)) => (request, before.and(&claim.before)),
            Err(error) => return Asked::Failed(error),
        };
        let requested = match claim.method() {
            Some(method) => Some(method.as_str().as_bytes()),
            None => View(request.head()).requested_method().map(HeaderValue::as_bytes),
        };
        if requested.is_some_and(|method| before.may_get(method)) || TurnedAway::any(&request) {
            claim.decline();
            return Asked::NotReached(request.into_parts().0);
        }
        if claim.kind == Kind::Preflight {
            claim.take(&request, default);
            return Asked::Preflight(Preflight { request, before, copy: claim.take_copy() });
        }
        let inside = self.0.router.call(request);
        claim.own_if_free(default);
        Asked::Inside(inside)
    }

    /// Takes in a preflight that no `Cors` further out has routed here.
    pub(super) fn arrive(&self, request: ServiceRequest) -> Result<Preflight, Error> {
        let (request, before) = self.methods_before(request)?;
        Ok(Preflight { request, before, copy: None })
    }

    /// Answers a preflight: the router is called with it once, and who has a policy for it claims it in the call.
    pub(super) async fn answer(self, preflight: Preflight) -> Result<ServiceResponse, Error> {
        let Preflight { request, before, copy } = preflight;
        let is_turned_away = TurnedAway::any(&request);
        let default = self.default();
        // Before the router has the request, which knows the data of the application.
        let allowed_by_predicate = match &default {
            Some(policy) => policy.predicate_allows(request.request()).await,
            None => false,
        };
        if let Some(policy) = &default
            && refuses_host(policy.prepared.policy(), &View(request.head()))
        {
            let verdict = Verdict::new(&policy.prepared, request.request(), allowed_by_predicate);
            return Ok(verdict.respond(request.into_parts().0));
        }
        let copy = copy.unwrap_or_else(|| RequestCopy::of(request.request()));
        let claim = Claim::put(&request, Kind::Preflight, default.clone(), before.clone(), Some(copy));
        let answer = self.0.router.call(request);
        if claim.is_taken() {
            return Ok(answer.await?.map_into_boxed_body());
        }
        drop(answer);
        let Some(copy) = claim.take_copy() else {
            return Err(ErrorInternalServerError("the copy of a request is gone"));
        };
        let request = copy.into_request().into_parts().0;
        claim.give_back(&request);
        let passed = claim.passed();
        let is_turned_away = is_turned_away || passed.iter().any(|passed| passed.by_guard);
        let response = match default {
            _ if is_turned_away => unroutable(&request, Unroutable::RouteNotReached),
            None if claim.is_declined() => unroutable(&request, Unroutable::RouteNotReached),
            None => unroutable(&request, Unroutable::NoPolicy),
            Some(policy) => approve(&policy, &request, allowed_by_predicate, &before, &passed, claim.is_declined()),
        };
        Ok(ServiceResponse::new(request, response))
    }

    /// Lets an actual request pass that the default admits.
    pub(super) fn enter(
        &self,
        request: ServiceRequest,
        innermost: Option<Rc<Innermost>>,
        default: Option<ActivePolicy>,
    ) -> GateFuture<S::Future> {
        let Some(policy) = default else {
            if let Some(innermost) = innermost {
                innermost.pass();
            }
            return GateFuture::Inside { inside: self.0.router.call(request) };
        };
        match policy.predicate_allows_at_once(request.request()) {
            Some(allowed_by_predicate) => self.decide(request, innermost, policy, allowed_by_predicate),
            None => {
                let gate = self.clone();
                let future = async move {
                    let allowed_by_predicate = policy.predicate_allows(request.request()).await;
                    gate.decide(request, innermost, policy, allowed_by_predicate).await
                };
                GateFuture::Boxed { future: Box::pin(future) }
            }
        }
    }

    fn decide(
        &self,
        request: ServiceRequest,
        innermost: Option<Rc<Innermost>>,
        policy: ActivePolicy,
        allowed_by_predicate: bool,
    ) -> GateFuture<S::Future> {
        let verdict = Verdict::new(&policy.prepared, request.request(), allowed_by_predicate);
        if verdict.is_refusal() {
            return self.refuse(request, innermost, policy, verdict);
        }
        if let Some(innermost) = innermost {
            innermost.reach(verdict);
        }
        GateFuture::Inside { inside: self.0.router.call(request) }
    }

    /// Refuses a request, unless it belongs to somebody further inside.
    fn refuse(
        &self,
        request: ServiceRequest,
        innermost: Option<Rc<Innermost>>,
        policy: ActivePolicy,
        verdict: Verdict,
    ) -> GateFuture<S::Future> {
        let (request, more) = if verdict.is_misdirected() {
            (request.into_parts().0, None)
        } else {
            match self.ask_inside(request, policy) {
                Ok(inside) => return GateFuture::Inside { inside },
                Err(request) => (request, Some(BEHIND_MIDDLEWARE)),
            }
        };
        if let Some(innermost) = innermost {
            innermost.reach(verdict.clone());
        }
        GateFuture::Refused { refused: Some((request, verdict, more)) }
    }

    /// Routes a request that the default refuses once, with a claim. If nobody claims it, its future is dropped before it is
    /// polled, and the request comes back as an error.
    fn ask_inside(&self, request: ServiceRequest, policy: ActivePolicy) -> Result<S::Future, HttpRequest> {
        let copy = RequestCopy::of(request.request());
        let claim = Claim::put(&request, Kind::Write, Some(policy), MethodsBefore::default(), None);
        let inside = self.0.router.call(request);
        if claim.is_taken() {
            return Ok(inside);
        }
        drop(inside);
        let request = copy.into_request().into_parts().0;
        claim.give_back(&request);
        Err(request)
    }

    /// The policy that a request would have reached. Nobody is asked where a panic ends the process: the copy lacks the data
    /// of the application, which a guard may insist on.
    pub(super) fn owner(&self, copy: &RequestCopy) -> Option<ActivePolicy> {
        if cfg!(panic = "abort") {
            return None;
        }
        let mut request = copy.clone().into_request();
        let claim = Claim::put(&request, Kind::Probe(request.method().clone()), None, MethodsBefore::default(), None);
        request.head_mut().method = Method::OPTIONS;
        let call = std::panic::AssertUnwindSafe(|| drop(self.0.router.call(request)));
        std::panic::catch_unwind(call).ok()?;
        claim.owner()
    }
}

/// The default's answer to a preflight that nobody inside has claimed. Nothing is approved for methods of others.
fn approve(
    policy: &ActivePolicy,
    request: &HttpRequest,
    allowed_by_predicate: bool,
    before: &MethodsBefore,
    passed: &[Passed],
    is_declined: bool,
) -> HttpResponse {
    let mut verdict = Verdict::new(&policy.prepared, request, allowed_by_predicate);
    let requested = View(request.head()).requested_method().map(HeaderValue::as_bytes);
    if verdict.is_approval() && requested.is_some_and(|method| before.may_get(method)) {
        return unroutable(request, Unroutable::RouteNotReached);
    }
    if !before.is_empty() || !passed.is_empty() || is_declined {
        let is_passed = |method: &str| passed.iter().any(|passed| passed.route.methods().contains(&method));
        let is_other = |method: &str| is_declined && requested != Some(method.as_bytes());
        verdict.exclude_methods(|method| is_other(method) || before.contains(method.as_bytes()) || is_passed(method));
        verdict.restrict_to_requested(request);
    }
    verdict.answer(None)
}

impl<S, B> Service<ServiceRequest> for Gate<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = GateFuture<S::Future>;

    fn poll_ready(&self, context: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        Gate::poll_ready(self, context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        match Context::of(&request) {
            Some(Context::Served(served)) => self.enter(request, Some(served.innermost), served.default),
            // Middleware has cleared the extensions.
            _ => self.enter(request, None, self.default()),
        }
    }
}

pin_project! {
    /// The response of a [`Gate`].
    #[project = Projected]
    pub enum GateFuture<F> {
        Inside { #[pin] inside: F },
        // The response is made when it is asked for: it is large, and this is moved for every request.
        Refused { refused: Option<(HttpRequest, Verdict, Option<&'static str>)> },
        Boxed { future: Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>> },
    }
}

impl<F, B> Future for GateFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
{
    type Output = Result<ServiceResponse, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Inside { inside } => inside.poll(context).map_ok(ServiceResponse::map_into_boxed_body),
            Projected::Refused { refused } => match refused.take() {
                Some((request, verdict, more)) => Poll::Ready(Ok(ServiceResponse::new(request, verdict.answer(more)))),
                None => Poll::Pending,
            },
            Projected::Boxed { future } => future.as_mut().poll(context),
        }
    }
}
