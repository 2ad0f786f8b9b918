//! A request on its way through the service inside, and what is written into its response.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use pin_project_lite::pin_project;

use crate::policy::active::ActivePolicy;
use crate::policy::in_force::InForce;
use crate::response::refusal::unroutable;
use crate::response::verdict::{Answer, Verdict};
use crate::routing::claim::Fallback;
use crate::routing::current::{Current, RequestId};
use crate::routing::methods_before::MethodsBefore;
use crate::routing::owner;

/// A response that has to be awaited.
pub(crate) type BoxFuture = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

pin_project! {
    /// The response of a gate, or of an annotated route. `has_cors_around` is whether there may be a `Cors` further out that
    /// does not know of its headers.
    #[project = Projected]
    pub enum Reply<F> {
        // Of the service inside, with a verdict written into it; `None` if a `Cors` around writes it.
        Inside { #[pin] inside: F, verdict: Option<(RequestId, Verdict)>, has_cors_around: bool },
        Answer { answer: Option<Answer>, has_cors_around: bool },
        // Of a resource that has no route for a preflight: it tells which methods resources before it get. A route with this
        // policy approves the preflight.
        Approved { #[pin] inside: F, approval: Option<(Verdict, Rc<InForce>)> },
        Boxed { future: BoxFuture },
    }
}

impl<F> Reply<F> {
    /// The response of the service inside, as it is.
    pub(crate) fn inside(inside: F) -> Self {
        Reply::Inside { inside, verdict: None, has_cors_around: false }
    }

    pub(crate) fn boxed(future: impl Future<Output = Result<ServiceResponse, Error>> + 'static) -> Self {
        Reply::Boxed { future: Box::pin(future) }
    }
}

impl<F, B> Reply<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>> + 'static,
    B: MessageBody + 'static,
{
    /// Finds the rule of a policy that applies to a request, and goes on. The answer of a predicate may have to be awaited.
    #[inline]
    pub(crate) fn choose<C: Clone + 'static>(
        context: &C,
        policy: Rc<ActivePolicy>,
        request: ServiceRequest,
        go_on: impl FnOnce(&C, ServiceRequest, Fallback) -> Self + 'static,
    ) -> Self {
        match policy.choose_at_once(request.request()) {
            Ok(choice) => go_on(context, request, Fallback { policy, choice }),
            awaited => {
                let context = context.clone();
                Reply::boxed(async move {
                    let choice = policy.choose_later(awaited, request.request()).await;
                    go_on(&context, request, Fallback { policy, choice }).await
                })
            }
        }
    }
}

impl<F> From<Answer> for Reply<F> {
    fn from(answer: Answer) -> Self {
        Reply::Answer { answer: Some(answer), has_cors_around: false }
    }
}

impl<F, B> Future for Reply<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
{
    type Output = Result<ServiceResponse, Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Inside { inside, verdict, has_cors_around } => {
                let mut poll = inside.poll(context).map(boxed);
                if let Poll::Ready(result) = &mut poll
                    && let Some((request, verdict)) = verdict.take()
                {
                    finish(result, request, verdict, *has_cors_around);
                }
                poll
            }
            Projected::Answer { answer, has_cors_around } => {
                let Some(answer) = answer.take() else { return Poll::Pending };
                let mut response = answer.respond();
                if *has_cors_around {
                    mark_written(&mut response);
                }
                Poll::Ready(Ok(response))
            }
            Projected::Approved { inside, approval } => {
                let (request, mut unrouted) = ready!(inside.poll(context).map(boxed))?.into_parts();
                let Some((verdict, policy)) = approval.take() else { return Poll::Pending };
                let before = MethodsBefore::take(unrouted.headers_mut());
                let response = match owner::approve_own(verdict, &request, &before, &policy) {
                    Ok(verdict) => verdict.approve(unrouted),
                    Err(why) => unroutable(&request, why),
                };
                Poll::Ready(Ok(ServiceResponse::new(request, response)))
            }
            Projected::Boxed { future } => future.as_mut().poll(context),
        }
    }
}

/// Puts the body of a response into a box. One that is in a box stays as it is: to map it costs 150 instructions.
#[inline]
pub(crate) fn boxed<B: MessageBody + 'static>(
    result: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse, Error> {
    let mut result = Some(result);
    let same: &mut dyn Any = &mut result;
    if let Some(result) = same.downcast_mut::<Option<Result<ServiceResponse, Error>>>().and_then(Option::take) {
        return result;
    }
    result.expect("a result of another type has not been taken").map(ServiceResponse::map_into_boxed_body)
}

/// Marks a response whose headers are written: by a policy that did not know of a `Cors` around, or when it was made of an
/// error. It names the request, since a handler may pass a response on that another application has given it.
#[derive(PartialEq, Eq)]
struct Written(RequestId);

impl Written {
    fn is_in(extensions: &Extensions, request: RequestId) -> bool {
        extensions.get() == Some(&Written(request))
    }
}

/// Tells a `Cors` further out that the headers of the response are written.
fn mark_written(response: &mut ServiceResponse) {
    let written = Written(RequestId::of(response.request().head()));
    response.response_mut().extensions_mut().insert(written);
}

/// Whether a policy that did not know of a `Cors` around has written the headers of the response.
pub(crate) fn is_written(response: &ServiceResponse) -> bool {
    Written::is_in(&response.response().extensions(), RequestId::of(response.request().head()))
}

/// Writes what the innermost policy decided, unless a policy that did not know of a `Cors` around has done so already.
/// `has_cors_around` is whether there may be a `Cors` further out that does not know.
pub(crate) fn settle(result: &mut Result<ServiceResponse, Error>, current: Option<Current>, has_cors_around: bool) {
    if let Some(Current { request, verdict: Some(verdict), .. }) = current
        && !result.as_ref().is_ok_and(is_written)
    {
        finish(result, request, verdict, has_cors_around);
    }
}

/// Writes the verdict about a request into the response, or into what the error will become.
#[inline]
fn finish(result: &mut Result<ServiceResponse, Error>, request: RequestId, verdict: Verdict, has_cors_around: bool) {
    match result {
        Ok(response) => {
            verdict.write(response.headers_mut());
            if has_cors_around {
                mark_written(response);
            }
        }
        Err(error) => error.add_response_mapper(move |mut response| {
            // Mappers of policies further inside come first.
            if !Written::is_in(&response.extensions(), request) {
                verdict.clone().write(response.headers_mut());
                response.extensions_mut().insert(Written(request));
            }
            response
        }),
    }
}
