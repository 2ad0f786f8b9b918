//! What a `Cors` is wrapped around, and who decides about a request before that serves it.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use cors_core::is_preflight;

use crate::policy::active::ActivePolicy;
use crate::policy::in_force::InForce;
use crate::policy::predicate::Predicate;
use crate::policy::source::Source;
use crate::policy::start;
use crate::request::View;
use crate::response::unroutable::{NO_POLICY, ROUTE_NOT_REACHED};
use crate::response::verdict::{Answer, Verdict};
#[cfg(feature = "report")]
use crate::routing::building::{self, Built};
use crate::routing::claim::{self, Claim, Fallback, Kind, TurnedAway};
use crate::routing::current::{self, RequestId};
use crate::routing::methods_before::MethodsBefore;
use crate::routing::own_app::{OwnApp, RequestCopy};
use crate::routing::owner;
use crate::routing::served::Reply;

/// What a refusal of the default adds: a route inside might have admitted the request.
const BEHIND_MIDDLEWARE: &str =
    "if a handler behind other middleware allows this request, pass that middleware to `Cors::around`";

/// What a `Cors` is wrapped around, mostly a router. Requests that the default policy admits pass. Those that it refuses are
/// asked about inside first.
pub struct Gate<S>(pub(super) Rc<Inside<S>>);

pub(super) struct Inside<S> {
    pub(super) router: S,
    /// The policy of the `Cors` itself.
    own: Option<InForce>,
    /// Of a `Cors` without a policy: the last one that was around it, for requests that come here in another task.
    pub(super) enclosing: RefCell<Option<Rc<ActivePolicy>>>,
    pub(super) own_app: OwnApp,
    /// Whether another `Cors` may be inside.
    may_have_cors: bool,
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
    /// # Errors
    /// If the policy cannot be in force; what was noted says why.
    pub(super) async fn new(
        router: S,
        source: Option<Source>,
        predicate: Option<Predicate>,
        whose: String,
    ) -> Result<Self, ()> {
        let own = source.as_ref().map(|source| InForce::of_cors(source, predicate)).transpose();
        let own = own.map_err(|reasons| {
            start::note(whose.clone(), reasons);
            start::report();
        })?;
        #[cfg(feature = "report")]
        if let (Some(own), Some(source)) = (&own, &source) {
            building::note(|| Built { policy: own.get(), written: source.written(), route: None, whose });
        }
        let own_app = OwnApp::around::<S>().await.ok_or(())?;
        let may_have_cors = current::announce_cors();
        Ok(Gate(Rc::new(Inside { router, own, enclosing: RefCell::default(), own_app, may_have_cors })))
    }

    /// Whether a policy may be inside.
    #[inline]
    pub(super) fn has_policies(&self) -> bool {
        self.0.may_have_cors || current::has_routes()
    }

    /// The policy of the `Cors` itself that is in force.
    #[inline]
    pub(super) fn own(&self) -> Option<Rc<ActivePolicy>> {
        Some(self.0.own.as_ref()?.get())
    }

    /// A request has come to the `Cors`, inside of this policy. Middleware in `around` may take it into another task, where
    /// the current request is out of reach.
    pub(super) fn note_enclosing(&self, enclosing: Option<&Rc<ActivePolicy>>) {
        if let (None, Some(policy)) = (&self.0.own, enclosing) {
            self.0.enclosing.replace(Some(Rc::clone(policy)));
        }
    }

    /// Whether what has no other policy gets the same headers for everybody, so caches may give them to anybody.
    pub(super) fn is_constant(&self) -> bool {
        self.own().or_else(|| self.0.enclosing.borrow().clone()).is_some_and(|policy| policy.is_constant())
    }

    /// Answers a preflight, and a `Cors` further out that asks whose a request is. What is to be served goes on.
    #[inline]
    pub(super) fn arrive(&self, request: ServiceRequest) -> ControlFlow<Reply<S::Future>, ServiceRequest> {
        match owner::kind(request.head()) {
            Some(Kind::Write) => {
                current::with(RequestId::of(request.head()), |current| current.take_write(&request));
            }
            Some(kind) => return ControlFlow::Break(self.asked(request, &kind)),
            None if is_preflight(&View(request.head())) => {
                let (request, before) = self.0.own_app.methods_before(request);
                return ControlFlow::Break(self.preflight(request, before));
            }
            None => {}
        }
        ControlFlow::Continue(request)
    }

    /// Answers a `Cors` further out that has routed a preflight or a probe here, to find out whose it is.
    #[inline(never)]
    fn asked(&self, request: ServiceRequest, kind: &Kind) -> Reply<S::Future> {
        if claim::is_overridden(request.head()) {
            return owner::decline(request).into();
        }
        let default = self.own();
        #[cfg(feature = "report")]
        current::come_to(request.head(), default.as_ref());
        let Some(policy) = default else { return self.inside(request) };
        let (request, before) = self.0.own_app.methods_before(request);
        let before = owner::methods_before(request.head(), before);
        if claim::is_before(kind, request.head(), &before) || TurnedAway::any(&request) {
            return owner::decline(request).into();
        }
        // The answer of a predicate may have to be awaited.
        if *kind == Kind::Preflight && (policy.has_predicate() || policy.refuses_host(request.head())) {
            owner::open(request.head(), |claim| claim.take(&request, None));
            return self.preflight(request, before);
        }
        let choice = policy.choose_listed(request.head());
        let fallback = Fallback { policy, choice };
        owner::open(request.head(), |claim| (claim.fallback, claim.before) = (Some(fallback), before));
        self.inside(request)
    }

    fn inside(&self, request: ServiceRequest) -> Reply<S::Future> {
        Reply::inside(self.0.router.call(request))
    }

    /// Answers a preflight. What the predicate says is asked before the router has the request, which knows the data of the
    /// application.
    #[inline(never)]
    fn preflight(&self, request: ServiceRequest, before: MethodsBefore) -> Reply<S::Future> {
        let Some(policy) = self.own() else { return self.route(request, None, before) };
        Reply::choose(self, policy, request, |gate, request, default| gate.route(request, Some(default), before))
    }

    /// Calls the router with a preflight, once. Who has a policy for it claims it in the call.
    fn route(&self, request: ServiceRequest, default: Option<Fallback>, before: MethodsBefore) -> Reply<S::Future> {
        if let Some(Fallback { policy, choice }) = &default
            && policy.refuses_host(request.head())
        {
            let verdict = Verdict::new(choice.clone(), request.request());
            return Answer::new(request, Ok(verdict), None).into();
        }
        let is_turned_away = TurnedAway::any(&request);
        let (request, claim) = match self.ask_inside(request, Claim::new(Kind::Preflight, default, before)) {
            ControlFlow::Break(inside) => return inside,
            ControlFlow::Continue(unclaimed) => unclaimed,
        };
        let answer = match &claim.fallback {
            _ if is_turned_away || !claim.turned_away.is_empty() => Err(ROUTE_NOT_REACHED),
            Some(fallback) => {
                let verdict = Verdict::new(fallback.choice.clone(), request.request());
                owner::approve(verdict, request.request(), &claim.before, Some(&claim))
            }
            None if claim.is_declined => Err(ROUTE_NOT_REACHED),
            None => Err(NO_POLICY),
        };
        Answer::new(request, answer, None).into()
    }

    /// Serves an actual request if the policy admits it.
    #[inline]
    pub(super) fn serve(&self, request: ServiceRequest) -> Reply<S::Future> {
        #[cfg(feature = "report")]
        current::wait(request.head(), false);
        let id = RequestId::of(request.head());
        let enclosing = || current::with(id, |current| current.enclosing.clone()).flatten();
        let Some(policy) = self.own().or_else(enclosing) else {
            current::pass(request.head());
            return self.inside(request);
        };
        Reply::choose(self, policy, request, Self::decide)
    }

    #[inline]
    fn decide(&self, request: ServiceRequest, default: Fallback) -> Reply<S::Future> {
        let verdict = Verdict::new(default.choice.clone(), request.request());
        if verdict.is_refusal() {
            return self.refuse(request, verdict, default);
        }
        let verdict = current::reach(request.head(), verdict);
        if verdict.is_none() {
            current::with(RequestId::of(request.head()), |current| current.enclosing = Some(default.policy));
        }
        Reply::Inside { inside: self.0.router.call(request), verdict, has_cors_around: current::may_nest() }
    }

    /// Refuses a request, unless it belongs to somebody further inside.
    #[inline(never)]
    fn refuse(&self, request: ServiceRequest, verdict: Verdict, default: Fallback) -> Reply<S::Future> {
        // Middleware of those who take it may answer before they decide.
        current::with(RequestId::of(request.head()), |current| current.reach(Some(verdict.clone())));
        if default.policy.refuses_host(request.head()) {
            return Answer::new(request, Ok(verdict), None).into();
        }
        match self.ask_inside(request, Claim::new(Kind::Write, Some(default), MethodsBefore::default())) {
            ControlFlow::Break(inside) => inside,
            ControlFlow::Continue((request, _)) => {
                let more = self.has_policies().then_some(BEHIND_MIDDLEWARE);
                Answer::new(request, Ok(verdict), more).into()
            }
        }
    }

    /// Routes a request with a claim, if a policy may be inside. If nobody takes it, a copy of the request comes back with
    /// the claim, and nothing inside has been polled.
    fn ask_inside(
        &self,
        request: ServiceRequest,
        claim: Claim,
    ) -> ControlFlow<Reply<S::Future>, (ServiceRequest, Claim)> {
        if !self.has_policies() {
            return ControlFlow::Continue((request, claim));
        }
        let copy = RequestCopy::of(&request);
        let (inside, mut claim) = owner::route(claim, request, |request| self.0.router.call(request));
        if claim.is_taken {
            return ControlFlow::Break(Reply::inside(inside));
        }
        drop(inside);
        let request = self.0.own_app.request(copy);
        claim.give_back(&request);
        ControlFlow::Continue((request, claim))
    }

    /// The policy that a request would have reached. Nobody is asked where a panic ends the process: the copy lacks the data
    /// of the application, which a guard may insist on.
    pub(super) fn owner(&self, copy: &RequestCopy) -> Option<Rc<ActivePolicy>> {
        if cfg!(panic = "abort") || !self.has_policies() {
            return None;
        }
        let mut request = self.0.own_app.request(copy.clone());
        let claim = Claim::new(Kind::Probe(request.method().clone()), None, MethodsBefore::default());
        request.head_mut().method = Method::OPTIONS;
        let route =
            std::panic::AssertUnwindSafe(|| owner::route(claim, request, |request| drop(self.0.router.call(request))));
        let ((), claim) = std::panic::catch_unwind(route).ok()?;
        claim.owner.or_else(|| claim.fallback.map(|fallback| fallback.policy))
    }
}
