//! The services of a `Cors` and of its gate.

use std::any::TypeId;
use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, forward_ready};
use actix_web::http::header::ORIGIN;
use pin_project_lite::pin_project;

use crate::cors::gate::Gate;
use crate::policy::active::ActivePolicy;
use crate::response::verdict::{Answer, Verdict};
use crate::routing::current::{self, Current, RequestId};
use crate::routing::own_app::RequestCopy;
use crate::routing::served::{Reply, boxed, is_written, settle};

impl<S, B> Service<ServiceRequest> for Gate<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Reply<S::Future>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.router.poll_ready(context)
    }

    #[inline]
    fn call(&self, request: ServiceRequest) -> Self::Future {
        if !self.has_policies() || current::is_in_reach(request.head()) {
            return self.serve(request);
        }
        // Middleware in `around` calls this in another task. There, this is the outermost one that the policies inside tell.
        let mut current = Current::new(request.head());
        current.enclosing.clone_from(&self.0.enclosing.borrow());
        let mut current = Some(current);
        let inside = current::enter(&mut current, || self.serve(request));
        Reply::boxed(async move {
            let mut inside = pin!(inside);
            let poll = |context: &mut Context<'_>| current::enter(&mut current, || inside.as_mut().poll(context));
            let mut result = poll_fn(poll).await;
            settle(&mut result, current, true);
            result
        })
    }
}

/// The service of a `Cors`: the gate, and what is around it.
pub struct CorsService<S, W> {
    pub(super) gate: Gate<S>,
    pub(super) inside: W,
}

impl<S, W, B, C> Service<ServiceRequest> for CorsService<S, W>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    W: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    C: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = CorsFuture<S, W::Future>;

    forward_ready!(inside);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let request = match self.gate.arrive(request) {
            ControlFlow::Continue(request) => request,
            ControlFlow::Break(answer) => return CorsFuture::Answered { answer },
        };
        #[cfg(feature = "report")]
        {
            current::come_to(request.head(), self.gate.own().as_ref());
            current::wait(request.head(), Self::has_middleware());
        }
        if Self::has_middleware() || self.gate.has_policies() {
            self.serve(request)
        } else {
            CorsFuture::Answered { answer: self.gate.serve(request) }
        }
    }
}

impl<S, W, B, C> CorsService<S, W>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    W: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    C: MessageBody + 'static,
{
    /// Whether `inside` is more than the gate.
    fn has_middleware() -> bool {
        TypeId::of::<W>() != TypeId::of::<Gate<S>>()
    }

    /// Serves an actual request that middleware, or a policy inside, may answer.
    #[inline(never)]
    fn serve(&self, request: ServiceRequest) -> CorsFuture<S, W::Future> {
        let id = RequestId::of(request.head());
        let steps = current::with(id, |current| {
            self.gate.note_enclosing(current.enclosing.as_ref());
            current.steps
        });
        let mut current = steps.is_none().then(|| Current::new(request.head()));
        let mut unanswered = None;
        if Self::has_middleware() {
            let default = self.gate.own();
            if let Some(policy) = &default
                && policy.refuses_host(request.head())
            {
                let verdict = Verdict::new(policy.choose_listed(request.head()), request.request());
                current::reach(request.head(), verdict.clone());
                return CorsFuture::Answered { answer: Answer::new(request, Ok(verdict), None).into() };
            }
            if request.headers().contains_key(ORIGIN) || self.gate.is_constant() && self.gate.has_policies() {
                let (gate, copy) = (self.gate.clone(), RequestCopy::of(&request));
                unanswered = Some(Unanswered { gate, request: id, steps: steps.unwrap_or_default(), copy, default });
            } else if let Some(policy) = default {
                // Without an `Origin`, the default decides for a middleware that answers by itself.
                let verdict = Verdict::new(policy.choose_listed(request.head()), request.request());
                reach(&mut current, id, verdict);
            }
        }
        let inside = current::enter(&mut current, || self.inside.call(request));
        CorsFuture::Serving { inside, current, unanswered }
    }
}

pin_project! {
    /// The response of a [`CorsService`].
    #[project = Projected]
    pub enum CorsFuture<S: Service<ServiceRequest>, F> {
        Answered { #[pin] answer: Reply<S::Future> },
        // Whoever has `current` is the outermost `Cors`, and writes the headers.
        Serving { #[pin] inside: F, current: Option<Current>, unanswered: Option<Unanswered<S>> },
    }
}

impl<S, F, B, C> Future for CorsFuture<S, F>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
    C: MessageBody + 'static,
{
    type Output = Result<ServiceResponse, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.as_mut().project() {
            Projected::Answered { answer } => answer.poll(context),
            Projected::Serving { inside, current, unanswered } => {
                let mut result = boxed(ready!(current::enter(current, || inside.poll(context))));
                let mut current = current.take();
                match unanswered.take() {
                    Some(unanswered) if unanswered.is_open(&mut current, &result) => {
                        let answer = Reply::boxed(unanswered.settle(current, result));
                        self.set(CorsFuture::Answered { answer });
                        self.poll(context)
                    }
                    _ => {
                        settle(&mut result, current, current::may_nest());
                        Poll::Ready(result)
                    }
                }
            }
        }
    }
}

/// The request has reached a policy, which has decided.
fn reach(current: &mut Option<Current>, request: RequestId, verdict: Verdict) {
    current::enter(current, || current::with(request, |current| current.reach(Some(verdict))));
}

/// What is kept of a request, in case that the middleware answers in place of the router. The policy that the request was for
/// decides then, or else the default.
struct Unanswered<S> {
    gate: Gate<S>,
    request: RequestId,
    /// How far the request had come before.
    steps: u32,
    copy: RequestCopy,
    default: Option<Rc<ActivePolicy>>,
}

impl<S, C> Unanswered<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    C: MessageBody + 'static,
{
    /// Whether the middleware has answered in place of the router.
    fn is_open(&self, current: &mut Option<Current>, result: &Result<ServiceResponse, Error>) -> bool {
        let steps = current::enter(current, || current::with(self.request, |current| current.steps));
        steps == Some(self.steps) && !result.as_ref().is_ok_and(is_written)
    }

    /// Decides about the response.
    async fn settle(
        self,
        mut current: Option<Current>,
        mut result: Result<ServiceResponse, Error>,
    ) -> Result<ServiceResponse, Error> {
        if let Some(policy) = self.gate.owner(&self.copy).or(self.default) {
            let request = self.gate.0.own_app.request(self.copy);
            let choice = match &result {
                Ok(response) => {
                    let request = response.request();
                    policy.choose_later(policy.choose_at_once(request), request).await
                }
                // An error has no request any more that a predicate could be asked with.
                Err(_) => policy.choose_listed(request.head()),
            };
            reach(&mut current, self.request, Verdict::new(choice, request.request()));
        }
        settle(&mut result, current, current::may_nest());
        result
    }
}
