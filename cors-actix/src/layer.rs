//! The service of a [`Cors`](crate::Cors): who decides about a request, and who writes the headers of the response.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use cors_core::{Denial, is_preflight};
use pin_project_lite::pin_project;

use crate::handle::InForce;
use crate::head::View;
use crate::hidden::Here;
use crate::outer::{Answer, Closest, Likeness, Outer, Question};
use crate::registered::{self, Registered};
use crate::route_policy::RoutePolicy;
use crate::routes::Router;
use crate::served::{Served, finish};
use crate::verdict::{Verdict, refusal};

/// A `Cors` around a service.
pub struct CorsService<S> {
    layer: Rc<Layer<S>>,
}

pub(crate) struct Layer<S> {
    pub(crate) service: S,
    /// The routes inside, past everything in between.
    pub(crate) routes: Option<Router>,
    pub(crate) default: Option<InForce>,
    pub(crate) registered: Registered,
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
    type Future = CorsFuture<S::Future, B>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.layer.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let layer = &self.layer;
        let step = match (Outer::of(&request), &layer.default) {
            (Some(Outer::Asks(question)), _) => {
                layer.tell(request, &question);
                Step::Asked
            }
            (None, Some(default)) if !layer.registered.has_company => layer.decide_alone(request, default),
            _ if is_preflight(&View(request.head())) => {
                Step::Boxed { future: Box::pin(Rc::clone(layer).preflight(request)) }
            }
            (Some(Outer::Writes(closest)), _) => layer.actual(request, Some(closest)),
            (None, _) => layer.actual(request, None),
        };
        CorsFuture { step }
    }
}

impl<S, B> Layer<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    /// Nobody around or inside has a policy.
    fn decide_alone(&self, request: ServiceRequest, default: &InForce) -> Step<S::Future, B> {
        let mut verdict = Verdict::new(&default.get(), request.request(), false);
        if verdict.is_approval() && registered::has_others() {
            verdict.narrow(request.request());
        }
        if verdict.is_approval() || verdict.is_final() {
            Step::Answered { answered: ready((request.into_parts().0, verdict)) }
        } else {
            Step::Served { served: Served::new(self.service.call(request), Some(verdict)) }
        }
    }

    /// Tells a `Cors` around this one who decides about the request: the routes inside first.
    fn tell(&self, request: ServiceRequest, question: &Question) {
        self.choose(request);
        if let (false, Some(default)) = (question.is_answered(), &self.default) {
            question.answer(Answer::Default(RoutePolicy::default(default.get())));
        }
    }

    /// Who inside decides about a request, if anybody does.
    fn inside(&self, here: &Here<'_>, method: &Method, likeness: impl FnOnce() -> Likeness) -> Option<Answer> {
        if !self.registered.has_company {
            return None;
        }
        match Question::ask(likeness(), |likeness| self.choose(likeness)) {
            // Middleware around an annotated route has not passed the question on in the call.
            None | Some(Answer::Default(_)) if here.may_be_meant(method.as_str()) => {
                Some(Answer::Unknown(Denial::PolicyHidden))
            }
            answer => answer,
        }
    }

    fn choose(&self, likeness: ServiceRequest) {
        match &self.routes {
            Some(routes) => routes.choose(likeness),
            None => drop(self.service.call(likeness)),
        }
    }

    /// The policy that the request itself would meet answers. No handler runs, and no middleware in between sees a
    /// preflight that is answered here.
    async fn preflight(self: Rc<Self>, request: ServiceRequest) -> Result<ServiceResponse<EitherBody<B>>, Error> {
        let requested = View(request.head()).requested_method().map(HeaderValue::as_bytes);
        // What is no method reaches no route; the default says so.
        let method = Method::from_bytes(requested.unwrap_or_default()).unwrap_or_default();
        // It is looked at once, since it may be replaced any time.
        let default = self.default.as_ref().map(|default| RoutePolicy::default(default.get()));
        let here = Here::of(request.request());
        let asked = |method: &Method| {
            let likeness = || Likeness::asked_about(request.request(), method.clone());
            let inside = self.inside(&here, method, likeness);
            inside.or_else(|| default.clone().map(Answer::Default))
        };
        let response = match asked(&method) {
            None => return Ok(self.service.call(request).await?.map_into_left_body()),
            Some(Answer::Unknown(denial)) => refusal(request.request(), denial),
            Some(Answer::Route(_, policy) | Answer::Default(policy)) => {
                let vouched = policy.vouched(request.request()).await;
                let is_elsewhere = |other: &str| {
                    let answers = |other: Method| asked(&other).is_some_and(|other| other.is(&policy));
                    // Whose the requested one is has been asked.
                    other != method.as_str() && !Method::from_bytes(other.as_bytes()).is_ok_and(answers)
                };
                self.approve(&policy, request.request(), vouched, is_elsewhere)
            }
        };
        Ok(request.into_response(response).map_into_right_body())
    }

    fn approve(
        &self,
        policy: &RoutePolicy,
        request: &HttpRequest,
        vouched: bool,
        is_elsewhere: impl Fn(&str) -> bool,
    ) -> HttpResponse {
        let Some(prepared) = &policy.prepared else { return refusal(request, Denial::Off) };
        let mut verdict = Verdict::new(prepared, request, vouched);
        if self.registered.has_company {
            verdict.leave_out(is_elsewhere);
        }
        if registered::has_others() {
            verdict.narrow(request);
        }
        verdict.answer()
    }

    /// A request that is none of ours to answer, unless it is blocked.
    fn actual(self: &Rc<Self>, request: ServiceRequest, outer: Option<Rc<Closest>>) -> Step<S::Future, B> {
        let verdict = self.default.as_ref().map(|default| Verdict::new(&default.get(), request.request(), false));
        if let Some(verdict) = verdict.as_ref().filter(|verdict| verdict.is_final())
            && let Some((response, verdict)) = self.block(request.request(), verdict)
        {
            if let Some(outer) = outer {
                outer.reach(verdict);
            }
            let response = request.into_response(response).map_into_right_body();
            return Step::Boxed { future: Box::pin(ready(Ok(response))) };
        }
        self.serve(request, outer, verdict)
    }

    /// The answer to a request that the default blocks, and the verdict that stands in it; `None` if somebody inside
    /// decides.
    fn block(&self, request: &HttpRequest, verdict: &Verdict) -> Option<(HttpResponse, Option<Verdict>)> {
        match self.inside(&Here::of(request), request.method(), || Likeness::of(request)) {
            Some(Answer::Route(..) | Answer::Default(_)) => None,
            Some(Answer::Unknown(denial)) => Some((refusal(request, denial), None)),
            None => Some((verdict.answer(), Some(verdict.clone()))),
        }
    }

    /// The service answers, and the outermost `Cors` writes the headers of the closest policy.
    fn serve(
        self: &Rc<Self>,
        request: ServiceRequest,
        outer: Option<Rc<Closest>>,
        verdict: Option<Verdict>,
    ) -> Step<S::Future, B> {
        let is_outermost = outer.is_none();
        let closest = outer.unwrap_or_default();
        // A `Cors` without a policy for this request leaves the response to those around it.
        if verdict.is_some() {
            closest.reach(verdict);
        }
        if is_outermost {
            request.extensions_mut().insert(Outer::Writes(Rc::clone(&closest)));
        }
        let likeness = self.routes.as_ref().map(|_| Likeness::of(request.request()));
        let steps = closest.steps();
        let inner = self.service.call(request);
        let layer = Rc::clone(self);
        let future = async move {
            let mut result = inner.await;
            if let Some(likeness) = likeness
                && closest.steps() == steps
            {
                layer.catch_up(&closest, likeness).await;
            }
            if is_outermost {
                finish(&mut result, &mut closest.take());
            }
            result.map(ServiceResponse::map_into_left_body)
        };
        Step::Boxed { future: Box::pin(future) }
    }

    /// Somebody in between has answered in place of the route: it is the policy that the request would have reached
    /// that decides.
    async fn catch_up(&self, closest: &Closest, likeness: Likeness) {
        match Question::ask(likeness.clone(), |likeness| self.choose(likeness)) {
            Some(Answer::Route(_, policy) | Answer::Default(policy)) => {
                let request = likeness.into_request();
                let vouched = policy.vouched(request.request()).await;
                let verdict = policy.prepared.as_ref();
                closest.reach(verdict.map(|prepared| Verdict::new(prepared, request.request(), vouched)));
            }
            Some(Answer::Unknown(_)) => closest.reach(None),
            None => {}
        }
    }
}

pin_project! {
    /// The response of a [`CorsService`].
    pub struct CorsFuture<F, B> {
        #[pin]
        step: Step<F, B>,
    }
}

pin_project! {
    #[project = Projected]
    enum Step<F, B> {
        // It is answered here. The response is made when it is asked for: it is large, and this is moved for every request.
        Answered { #[pin] answered: Ready<(HttpRequest, Verdict)> },
        // It is served inside, where nobody has a policy.
        Served { #[pin] served: Served<F> },
        // Somebody has to be asked, or may have something to say.
        Boxed { future: Pin<Box<dyn Future<Output = Result<ServiceResponse<EitherBody<B>>, Error>>>> },
        // Whoever asked has been answered, and polls nothing.
        Asked,
    }
}

impl<F, B> Future for CorsFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            Projected::Answered { answered } => {
                answered.poll(context).map(|(request, verdict)| Ok(verdict.respond(request).map_into_right_body()))
            }
            Projected::Served { served } => served.poll(context).map_ok(ServiceResponse::map_into_left_body),
            Projected::Boxed { future } => future.as_mut().poll(context),
            Projected::Asked => Poll::Pending,
        }
    }
}
