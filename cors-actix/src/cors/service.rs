//! The services of a `Cors`, with middleware inside and without.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as TaskContext, Poll};

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::header::ORIGIN;
use actix_web::{Error, HttpMessage, HttpRequest};
use cors_core::{is_preflight, refuses_host};
use pin_project_lite::pin_project;

use crate::active::ActivePolicy;
use crate::context::{Context, Innermost, Served};
use crate::copy::RequestCopy;
use crate::cors::gate::{Asked, Gate, GateFuture, Preflight};
use crate::refusal::{Unroutable, unroutable};
use crate::request::View;
use crate::served::{finish, is_written};
use crate::verdict::Verdict;

type BoxFuture<B> = Pin<Box<dyn Future<Output = Result<ServiceResponse<B>, Error>>>>;

/// An actual request at the door of a `Cors`.
struct Arrival {
    request: ServiceRequest,
    innermost: Rc<Innermost>,
    /// Whether no other `Cors` is around, so this one writes the headers.
    is_outermost: bool,
    /// The policy of the `Cors` further out.
    enclosing: Option<ActivePolicy>,
}

impl Arrival {
    fn new(request: ServiceRequest, enclosing: Option<ActivePolicy>) -> Self {
        let (outer, around) = match Context::of(&request) {
            Some(Context::Served(served)) => (Some(served.innermost), served.default),
            _ => (None, None),
        };
        let enclosing = enclosing.or(around);
        let is_outermost = outer.is_none();
        Arrival { request, innermost: outer.unwrap_or_default(), is_outermost, enclosing }
    }
}

/// What a request at the door is.
enum Door<F> {
    Asked(F),
    NotReached(HttpRequest),
    Failed(Error),
    Preflight(Preflight),
    Actual(Arrival),
}

impl<F> Door<F> {
    fn open<S, B>(gate: &Gate<S>, request: ServiceRequest) -> Self
    where
        S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error, Future = F> + 'static,
        B: MessageBody + 'static,
    {
        match Context::of(&request) {
            Some(Context::Routed(claim)) => match gate.claim(request, &claim) {
                Asked::Inside(inside) => Door::Asked(inside),
                Asked::NotReached(request) => Door::NotReached(request),
                Asked::Failed(error) => Door::Failed(error),
                Asked::Preflight(preflight) => Door::Preflight(preflight),
                Asked::Actual(request, enclosing) => Door::Actual(Arrival::new(request, enclosing)),
            },
            _ if is_preflight(&View(request.head())) => match gate.arrive(request) {
                Ok(preflight) => Door::Preflight(preflight),
                Err(error) => Door::Failed(error),
            },
            _ => Door::Actual(Arrival::new(request, None)),
        }
    }
}

/// Writes what the innermost policy decided, unless a policy that did not find this `Cors` has done so already.
fn settle<B>(result: &mut Result<ServiceResponse<B>, Error>, innermost: &Rc<Innermost>) {
    let mut verdict = innermost.take();
    if !is_settled(result, innermost) {
        finish(result, &mut verdict);
    }
}

fn is_settled<B>(result: &Result<ServiceResponse<B>, Error>, innermost: &Rc<Innermost>) -> bool {
    let Ok(response) = result else { return false };
    let is_others = match response.request().extensions().get::<Context>() {
        Some(Context::Served(served)) => !Rc::ptr_eq(&served.innermost, innermost),
        Some(Context::Written) => true,
        Some(Context::Routed(_)) | None => false,
    };
    is_others || is_written(response)
}

fn not_reached(request: HttpRequest) -> ServiceResponse {
    let response = unroutable(&request, Unroutable::RouteNotReached);
    ServiceResponse::new(request, response)
}

/// A `Cors` without middleware inside.
pub struct CorsService<S> {
    gate: Gate<S>,
}

impl<S> CorsService<S> {
    pub(super) fn new(gate: Gate<S>) -> Self {
        CorsService { gate }
    }
}

impl<S, B> Service<ServiceRequest> for CorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Future = CorsFuture<S::Future>;

    fn poll_ready(&self, context: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.gate.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let Arrival { request, innermost, is_outermost, enclosing: _ } = match Door::open(&self.gate, request) {
            Door::Actual(arrival) => arrival,
            Door::Preflight(preflight) => {
                return CorsFuture::Boxed { future: Box::pin(self.gate.clone().answer(preflight)) };
            }
            Door::Asked(inside) => {
                return CorsFuture::Served { served: GateFuture::Inside { inside }, innermost: None };
            }
            Door::NotReached(request) => {
                return CorsFuture::Boxed { future: Box::pin(async { Ok(not_reached(request)) }) };
            }
            Door::Failed(error) => return CorsFuture::Boxed { future: Box::pin(async { Err(error) }) },
        };
        let default = self.gate.default();
        let served = Served { innermost: Rc::clone(&innermost), default: default.clone() };
        request.extensions_mut().insert(Context::Served(served));
        let served = self.gate.enter(request, Some(Rc::clone(&innermost)), default);
        CorsFuture::Served { served, innermost: is_outermost.then_some(innermost) }
    }
}

pin_project! {
    /// The response of a [`CorsService`].
    #[project = Projected]
    pub enum CorsFuture<F> {
        // Whoever has `innermost` writes the headers.
        Served { #[pin] served: GateFuture<F>, innermost: Option<Rc<Innermost>> },
        Boxed { future: BoxFuture<BoxBody> },
    }
}

impl<F, B> Future for CorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
{
    type Output = Result<ServiceResponse, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Served { served, innermost } => {
                let mut poll = served.poll(context);
                if let Poll::Ready(result) = &mut poll
                    && let Some(innermost) = innermost
                {
                    settle(result, innermost);
                }
                poll
            }
            Projected::Boxed { future } => future.as_mut().poll(context),
        }
    }
}

/// A `Cors` with middleware inside.
pub struct AroundService<S, W> {
    gate: Gate<S>,
    inside: W,
}

impl<S, W> AroundService<S, W> {
    pub(super) fn new(gate: Gate<S>, inside: W) -> Self {
        AroundService { gate, inside }
    }
}

impl<S, W, B, C> Service<ServiceRequest> for AroundService<S, W>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    W: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    C: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = BoxFuture<EitherBody<B>>;

    fn poll_ready(&self, context: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        self.inside.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        match Door::open(&self.gate, request) {
            Door::Actual(arrival) => self.serve(arrival),
            Door::Preflight(preflight) => {
                let answer = self.gate.clone().answer(preflight);
                Box::pin(async { Ok(answer.await?.map_into_right_body()) })
            }
            Door::Asked(inside) => Box::pin(async { Ok(inside.await?.map_into_boxed_body().map_into_right_body()) }),
            Door::NotReached(request) => Box::pin(async { Ok(not_reached(request).map_into_right_body()) }),
            Door::Failed(error) => Box::pin(async { Err(error) }),
        }
    }
}

impl<S, W, B, C> AroundService<S, W>
where
    S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
    W: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
    C: MessageBody + 'static,
{
    fn serve(&self, arrival: Arrival) -> BoxFuture<EitherBody<B>> {
        let Arrival { request, innermost, is_outermost, enclosing } = arrival;
        let default = self.gate.default();
        if let Some(policy) = &default
            && refuses_host(policy.prepared.policy(), &View(request.head()))
        {
            let verdict = Verdict::new(&policy.prepared, request.request(), false);
            innermost.reach(verdict.clone());
            return Box::pin(async move { Ok(verdict.respond(request.into_parts().0).map_into_right_body()) });
        }
        let default = default.or(enclosing);
        let served = Served { innermost: Rc::clone(&innermost), default: default.clone() };
        request.extensions_mut().insert(Context::Served(served));
        let unanswered = Unanswered::new(&request, default);
        let steps = innermost.steps();
        let (gate, inside) = (self.gate.clone(), self.inside.call(request));
        Box::pin(async move {
            let mut result = inside.await;
            // The middleware has answered in place of the router.
            if innermost.steps() == steps && !is_settled(&result, &innermost) {
                let request = result.as_ref().ok().map(ServiceResponse::request);
                if let Some(verdict) = unanswered.decide(&gate, request).await {
                    innermost.reach(verdict);
                }
            }
            if is_outermost {
                settle(&mut result, &innermost);
            }
            Ok(result?.map_into_left_body())
        })
    }
}

/// What is kept of a request, in case that the middleware answers in place of the router.
enum Unanswered {
    /// It has an `Origin`: the policy that it was for decides, or else the default.
    FromOrigin(RequestCopy, Option<ActivePolicy>),
    /// It has none, so no policy gives permission.
    NoOrigin(Option<Verdict>),
}

impl Unanswered {
    fn new(request: &ServiceRequest, default: Option<ActivePolicy>) -> Self {
        if request.headers().contains_key(ORIGIN) {
            return Unanswered::FromOrigin(RequestCopy::of(request.request()), default);
        }
        Unanswered::NoOrigin(default.map(|policy| Verdict::new(&policy.prepared, request.request(), false)))
    }

    /// The verdict for the response to `request`; an error has no request any more.
    async fn decide<S, C>(self, gate: &Gate<S>, request: Option<&HttpRequest>) -> Option<Verdict>
    where
        S: Service<ServiceRequest, Response = ServiceResponse<C>, Error = Error> + 'static,
        C: MessageBody + 'static,
    {
        let (copy, default) = match self {
            Unanswered::NoOrigin(verdict) => return verdict,
            Unanswered::FromOrigin(copy, default) => (copy, default),
        };
        let policy = gate.owner(&copy).or(default)?;
        let allowed_by_predicate = match request {
            Some(request) => policy.predicate_allows(request).await,
            None => false,
        };
        Some(Verdict::new(&policy.prepared, copy.into_request().request(), allowed_by_predicate))
    }
}
