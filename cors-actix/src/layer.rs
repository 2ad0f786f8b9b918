//! The service of a [`Cors`](crate::Cors): who answers a request, and who writes the headers of the response.

use std::any::TypeId;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready as poll_ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, HeaderValue};
use actix_web::{App, Error, HttpMessage, HttpRequest, HttpResponse, Resource, Scope, web};
use cors_core::{Denial, is_preflight};
use pin_project_lite::pin_project;

use crate::handle::InForce;
use crate::head::View;
use crate::outer::{Answer, Closest, Outer, Question};
use crate::registered::Untold;
use crate::told::{Meant, Place, Told, ToldRoute};
use crate::verdict::{Verdict, refusal};

/// A `Cors` around a service.
pub struct CorsService<S> {
    layer: Rc<Layer<S>>,
}

pub(crate) struct Layer<S> {
    pub(crate) service: S,
    pub(crate) told: Told,
    pub(crate) untold: Untold,
    pub(crate) default: Option<InForce>,
    /// Whether there may be another `Cors` inside.
    pub(crate) has_layers: bool,
}

impl<S> CorsService<S> {
    pub(crate) fn new(layer: Rc<Layer<S>>) -> Self {
        CorsService { layer }
    }
}

impl<S, B> Service<ServiceRequest> for CorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = CorsFuture<S, S::Future, B>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.layer.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let is_preflight = is_preflight(&View(request.head()));
        let step = match Outer::of(&request) {
            Some(Outer::Asks(question)) => Layer::answer(&self.layer, request, &question, is_preflight),
            _ if is_preflight => Step::Boxed { future: Box::pin(Rc::clone(&self.layer).preflight(request)) },
            Some(Outer::Writes(closest)) => Layer::actual(&self.layer, request, Some(closest)),
            None => Layer::actual(&self.layer, request, None),
        };
        CorsFuture { step }
    }
}

impl<S, B> Layer<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    /// Tells a `Cors` around this one whether it would answer.
    fn answer(
        self: &Rc<Self>,
        request: ServiceRequest,
        question: &Question,
        is_preflight: bool,
    ) -> Step<S, S::Future, B> {
        let method = if is_preflight { requested_method(&request) } else { request.method().as_str().as_bytes() };
        let answers = self.default.is_some() || self.told.first(Place::of(&request), method).is_some();
        if !answers {
            return Step::Passed { inner: self.service.call(request) };
        }
        question.answer(if is_preflight {
            let layer = Rc::clone(self);
            Answer::Preflight(Box::pin(async move {
                match layer.preflight(request).await {
                    Ok(response) => response.into_parts().1.map_into_boxed_body(),
                    Err(error) => error.error_response(),
                }
            }))
        } else {
            Answer::Decides
        });
        Step::Asked
    }

    /// No handler runs, and no middleware inside sees a preflight that this layer answers.
    async fn preflight(self: Rc<Self>, request: ServiceRequest) -> Result<ServiceResponse<EitherBody<B>>, Error> {
        let method = requested_method(&request);
        let response = match self.told.meant(Place::of(&request), method, request.resource_map()) {
            Meant::Told(told) => self.approve_told(told, &request).await,
            Meant::Elsewhere => refusal(Denial::RouteNotReached),
            Meant::Untold => match &self.default {
                None => return Ok(self.service.call(request).await?.map_into_left_body()),
                Some(default) => match self.ask(&request) {
                    Some(Answer::Preflight(answer)) => answer.await,
                    Some(Answer::Decides) | None if self.is_hidden(&request, method) => refusal(Denial::PolicyHidden),
                    Some(Answer::Decides) | None => Verdict::new(&default.get(), request.request(), false).answer(),
                },
            },
        };
        Ok(request.into_response(response).map_into_right_body())
    }

    async fn approve_told(&self, told: &ToldRoute, request: &ServiceRequest) -> HttpResponse {
        let Some(prepared) = &told.policy.prepared else { return refusal(Denial::Off) };
        let vouched = told.policy.vouched(request).await;
        let mut verdict = Verdict::new(prepared, request.request(), vouched);
        let place = Place::of(request);
        let is_elsewhere = |method: &str| match self.told.meant(place, method.as_bytes(), request.resource_map()) {
            Meant::Told(other) => !std::ptr::eq(other, told),
            Meant::Elsewhere | Meant::Untold => true,
        };
        if told.route.methods().iter().any(|method| is_elsewhere(method)) {
            verdict.leave_out(is_elsewhere);
        }
        verdict.answer()
    }

    fn actual(self: &Rc<Self>, request: ServiceRequest, outer: Option<Rc<Closest>>) -> Step<S, S::Future, B> {
        let told = self.told.first(Place::of(&request), request.method().as_str().as_bytes());
        match told.map(|told| told.policy.vouched_at_once(&request)) {
            None => self.decide(request, false, outer),
            Some(Some(vouched)) => self.decide(request, vouched, outer),
            Some(None) => {
                let layer = Rc::clone(self);
                let asked = async move {
                    let told = layer.told.first(Place::of(&request), request.method().as_str().as_bytes());
                    let vouched = match told {
                        Some(told) => told.policy.vouched(&request).await,
                        None => false,
                    };
                    layer.decide(request, vouched, outer).await
                };
                Step::Boxed { future: Box::pin(asked) }
            }
        }
    }

    fn decide(
        self: &Rc<Self>,
        request: ServiceRequest,
        vouched: bool,
        outer: Option<Rc<Closest>>,
    ) -> Step<S, S::Future, B> {
        let place = Place::of(&request);
        let told = self.told.first(place, request.method().as_str().as_bytes());
        let verdict = match told {
            Some(told) => told.policy.prepared.as_ref().map(|it| Verdict::new(it, request.request(), vouched)),
            None => self.by_default(request.request()),
        };
        let is_told = told.is_some();
        if !is_told
            && let Some(verdict) = verdict.as_ref().filter(|verdict| verdict.is_final())
            && self.ask(&request).is_none()
        {
            let is_hidden = self.is_hidden(&request, request.method().as_str().as_bytes());
            let response = if is_hidden { refusal(Denial::PolicyHidden) } else { verdict.answer() };
            if let Some(outer) = outer {
                outer.reach(Some(verdict.clone()));
            }
            return Step::Answered { response: Some(request.into_response(response)) };
        }
        let verdict = match (verdict, is_told) {
            // A `Cors` without a policy for this request leaves the response to those around it.
            (None, false) => return Step::Passed { inner: self.service.call(request) },
            (Some(verdict), false) if outer.is_none() && !self.has_company() => {
                return Step::Served { inner: self.service.call(request), finish: Some(Finish::Alone(verdict)) };
            }
            (verdict, _) => verdict,
        };
        let told_at = is_told.then_some(place.taken);
        let is_outermost = outer.is_none();
        let closest = outer.unwrap_or_default();
        closest.reach(verdict);
        if is_outermost {
            request.extensions_mut().insert(Outer::Writes(Rc::clone(&closest)));
        }
        let layer = Rc::clone(self);
        let finish = Finish::Closest { layer, reached: closest.reached(), closest, is_outermost, told_at };
        Step::Served { inner: self.service.call(request), finish: Some(finish) }
    }

    /// Who inside would answer, if anybody has a policy of its own.
    fn ask(&self, request: &ServiceRequest) -> Option<Answer> {
        if self.has_company() { Question::ask(request, |likeness| self.service.call(likeness)) } else { None }
    }

    /// Whether a policy inside may be in charge though it has not answered: middleware stands in between that does not
    /// pass a request on in the call itself.
    fn is_hidden(&self, request: &ServiceRequest, method: &[u8]) -> bool {
        !is_router::<S>() && self.untold.may_be_meant(request, method)
    }
}

impl<S> Layer<S> {
    /// Looks again who was meant by a request that has reached nobody: the first route with its path and method may not
    /// be the one.
    fn reconsider(&self, request: &HttpRequest, taken: usize, closest: &Closest) {
        let place = Place { path: request.match_info().as_str(), taken, request: None };
        let method = request.method().as_str().as_bytes();
        let first = self.told.first(place, method).map(|first| first.route);
        match self.told.meant(place, method, request.resource_map()) {
            Meant::Told(meant) if first.is_some_and(|first| std::ptr::eq(meant.route, first)) => {}
            Meant::Told(meant) => {
                closest.reach(meant.policy.prepared.as_ref().map(|prepared| Verdict::new(prepared, request, false)));
            }
            Meant::Elsewhere | Meant::Untold => closest.reach(self.by_default(request)),
        }
    }

    fn by_default(&self, request: &HttpRequest) -> Option<Verdict> {
        self.default.as_ref().map(|default| Verdict::new(&default.get(), request, false))
    }

    /// Whether there may be policies inside that this layer has not been told of.
    fn has_company(&self) -> bool {
        self.has_layers || !self.untold.is_empty()
    }
}

pin_project! {
    /// The response of a [`CorsService`].
    pub struct CorsFuture<S, F, B> {
        #[pin]
        step: Step<S, F, B>,
    }
}

pin_project! {
    #[project = Projected]
    enum Step<S, F, B> {
        /// It has been answered here.
        Answered { response: Option<ServiceResponse> },
        /// It is served inside, and the headers are written here.
        Served { #[pin] inner: F, finish: Option<Finish<S>> },
        /// It is served inside, and none of our business.
        Passed { #[pin] inner: F },
        /// Somebody has to be asked first.
        Boxed { future: Pin<Box<dyn Future<Output = Result<ServiceResponse<EitherBody<B>>, Error>>>> },
        /// Whoever asked has been answered, and polls nothing.
        Asked,
    }
}

impl<S, F, B> Future for CorsFuture<S, F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().step.poll(context)
    }
}

impl<S, F, B> Future for Step<S, F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        const POLLED_AGAIN: &str = "a future is not polled after it is ready";
        match self.project() {
            Projected::Answered { response } => {
                Poll::Ready(Ok(response.take().expect(POLLED_AGAIN).map_into_right_body()))
            }
            Projected::Served { inner, finish } => {
                let result = poll_ready!(inner.poll(context));
                let result = finish.take().expect(POLLED_AGAIN).finish(result);
                Poll::Ready(result.map(ServiceResponse::map_into_left_body))
            }
            Projected::Passed { inner } => {
                let result = poll_ready!(inner.poll(context));
                Poll::Ready(result.map(ServiceResponse::map_into_left_body))
            }
            Projected::Boxed { future } => future.as_mut().poll(context),
            Projected::Asked => Poll::Pending,
        }
    }
}

/// What is left to do when the response is there.
enum Finish<S> {
    /// There is no closer policy.
    Alone(Verdict),
    /// The closest policy decides.
    Closest {
        layer: Rc<Layer<S>>,
        closest: Rc<Closest>,
        /// How many had been reached when the request went on.
        reached: u32,
        /// Whether nobody else writes the headers.
        is_outermost: bool,
        /// For a route that the layer has been told of: how much of the path was taken.
        told_at: Option<usize>,
    },
}

impl<S> Finish<S> {
    fn finish<B>(self, result: Result<ServiceResponse<B>, Error>) -> Result<ServiceResponse<B>, Error> {
        let (layer, closest, reached, is_outermost, told_at) = match self {
            Finish::Alone(verdict) => return verdict.finish(result),
            Finish::Closest { layer, closest, reached, is_outermost, told_at } => {
                (layer, closest, reached, is_outermost, told_at)
            }
        };
        // No closer policy has been reached, so that it was for the route that we have been told of, if really for it.
        if let (Some(taken), Ok(response)) = (told_at, &result)
            && closest.reached() == reached
        {
            layer.reconsider(response.request(), taken, &closest);
        }
        match is_outermost.then(|| closest.take()).flatten() {
            Some(verdict) => verdict.finish(result),
            None => result,
        }
    }
}

fn requested_method(request: &ServiceRequest) -> &[u8] {
    request.headers().get(ACCESS_CONTROL_REQUEST_METHOD).map_or(b"", HeaderValue::as_bytes)
}

/// Whether the service is a router of actix-web itself, which chooses a route in the call.
fn is_router<S: 'static>() -> bool {
    fn of_app<T>(_: &App<T>) -> TypeId
    where
        T: ServiceFactory<ServiceRequest>,
        T::Service: 'static,
    {
        TypeId::of::<T::Service>()
    }
    fn of_scope<T>(_: &Scope<T>) -> TypeId
    where
        T: ServiceFactory<ServiceRequest>,
        T::Service: 'static,
    {
        TypeId::of::<T::Service>()
    }
    fn of_resource<T>(_: &Resource<T>) -> TypeId
    where
        T: ServiceFactory<ServiceRequest>,
        T::Service: 'static,
    {
        TypeId::of::<T::Service>()
    }
    let routers = [of_app(&App::new()), of_scope(&web::scope("")), of_resource(&web::resource(""))];
    routers.contains(&TypeId::of::<S>())
}
