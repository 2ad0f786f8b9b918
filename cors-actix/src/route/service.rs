//! The middleware around an annotated route: it answers preflights, refuses requests, and writes the headers of responses.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context as TaskContext, Poll};

use actix_web::Error;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

use crate::policy::active::Choice;
use crate::policy::in_force::InForce;
use crate::policy::start;
use crate::response::unroutable::ROUTE_NOT_REACHED;
use crate::response::verdict::{Answer, Verdict};
use crate::routing::claim::{self, Kind, TurnedAway};
use crate::routing::current::{self, RequestId};
use crate::routing::methods_before::MethodsBefore;
use crate::routing::owner;
use crate::routing::served::Reply;

/// Wraps the resource of an annotated handler. Without a policy that can be in force, it keeps the application from starting.
pub(crate) struct RouteCors(pub(super) Option<Rc<InForce>>);

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
        let Some(policy) = &self.0 else {
            start::report();
            return ready(Err(()));
        };
        ready(Ok(RouteCorsService(Rc::new(Inner { service, policy: Rc::clone(policy) }))))
    }
}

pub(crate) struct RouteCorsService<S>(Rc<Inner<S>>);

struct Inner<S> {
    service: S,
    policy: Rc<InForce>,
}

impl<S> Service<ServiceRequest> for RouteCorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Reply<S::Future>;

    fn poll_ready(&self, context: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.0.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        match owner::kind(request.head()) {
            Some(kind) => self.0.claim(request, &kind),
            None => self.0.serve(request, None),
        }
    }
}

impl<S> Inner<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    /// A `Cors` around has routed the request here, to find out whose it is.
    fn claim(self: &Rc<Self>, request: ServiceRequest, kind: &Kind) -> Reply<S::Future> {
        if *kind == Kind::Write {
            owner::open(request.head(), |claim| claim.take(&request, Some(self.policy.get())));
            return self.serve(request, None);
        }
        if claim::is_overridden(request.head()) {
            return owner::decline(request).into();
        }
        let (request, before) = MethodsBefore::read(request, |request| self.service.call(request));
        let before = owner::methods_before(request.head(), before);
        if claim::is_before(kind, request.head(), &before) || TurnedAway::other_than(&request, &self.policy) {
            return owner::decline(request).into();
        }
        owner::open(request.head(), |claim| claim.take(&request, Some(self.policy.get())));
        if let Kind::Probe(_) = kind {
            // Whoever asks looks at the claim, and at no response.
            return Answer::new(request, Err(ROUTE_NOT_REACHED), None).into();
        }
        self.serve(request, Some(before))
    }

    /// Serves a request. `before` are the methods that resources before it get, if they are known already.
    #[inline]
    fn serve(self: &Rc<Self>, request: ServiceRequest, before: Option<MethodsBefore>) -> Reply<S::Future> {
        let policy = self.policy.get();
        #[cfg(feature = "report")]
        current::come_to(request.head(), Some(&policy));
        Reply::choose(self, policy, request, |inner, request, own| inner.decide(request, own.choice, before))
    }

    #[inline]
    fn decide(&self, request: ServiceRequest, choice: Choice, before: Option<MethodsBefore>) -> Reply<S::Future> {
        let verdict = Verdict::new(choice, request.request());
        if verdict.is_approval() {
            current::with(RequestId::of(request.head()), |current| current.reach(None));
            return match before {
                Some(before) => {
                    let verdict = owner::approve_own(verdict, request.request(), &before, &self.policy);
                    Answer::new(request, verdict, None).into()
                }
                None => {
                    let approval = Some((verdict, Rc::clone(&self.policy)));
                    Reply::Approved { inside: self.service.call(request), approval }
                }
            };
        }
        if verdict.is_refusal() {
            current::with(RequestId::of(request.head()), |current| current.reach(Some(verdict.clone())));
            let answer = Some(Answer::new(request, Ok(verdict), None));
            return Reply::Answer { answer, has_cors_around: current::has_cors() };
        }
        // If there is a `Cors` around, it writes the verdict.
        let verdict = current::reach(request.head(), verdict);
        Reply::Inside { inside: self.service.call(request), verdict, has_cors_around: current::has_cors() }
    }
}
