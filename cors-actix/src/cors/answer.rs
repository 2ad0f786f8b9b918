//! What a `Cors` answers by itself, or lets the service inside answer.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::{Error, HttpRequest};
use pin_project_lite::pin_project;

use crate::response::unroutable::{ROUTE_NOT_REACHED, Unroutable};
use crate::response::verdict::{Answer, Verdict};
use crate::routing::claim::{self, Claim, Fallback, Kind};
use crate::routing::current::{self, Current};
use crate::routing::served::{BoxFuture, Served, boxed, settle};

pin_project! {
    /// The response of a [`Gate`].
    #[project = Projected]
    pub enum GateFuture<F> {
        Inside { #[pin] inside: Served<F> },
        Answer { answer: Option<Answer> },
        Boxed { future: BoxFuture },
    }
}

impl<F> From<Answer> for GateFuture<F> {
    fn from(answer: Answer) -> Self {
        GateFuture::Answer { answer: Some(answer) }
    }
}

impl<F> GateFuture<F> {
    pub(super) fn boxed(future: impl Future<Output = Result<ServiceResponse, Error>> + 'static) -> Self {
        GateFuture::Boxed { future: Box::pin(future) }
    }
}

impl<F, B> GateFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
{
    /// Writes what the policies inside decide, in a task where no other `Cors` has the request.
    pub(super) async fn into_outermost(self, mut current: Option<Current>) -> Result<ServiceResponse, Error> {
        let mut inside = pin!(self);
        let poll = |context: &mut Context<'_>| current::enter(&mut current, || inside.as_mut().poll(context));
        let mut result = poll_fn(poll).await;
        settle(&mut result, current, true);
        result
    }
}

impl<F, B> Future for GateFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody + 'static,
{
    type Output = Result<ServiceResponse, Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Inside { inside } => inside.poll(context).map(boxed),
            Projected::Answer { answer } => {
                answer.take().map_or(Poll::Pending, |answer| Poll::Ready(Ok(answer.respond())))
            }
            Projected::Boxed { future } => future.as_mut().poll(context),
        }
    }
}

/// The verdict of the fallback about a preflight that nobody inside has claimed. Nothing is approved for methods of others.
pub(super) fn approve(
    fallback: &Fallback,
    claim: &Claim,
    request: &HttpRequest,
) -> Result<Verdict, &'static Unroutable> {
    let mut verdict = Verdict::new(fallback.choice.clone(), request);
    let requested = claim::method(&Kind::Preflight, request.head());
    if verdict.is_approval() && requested.is_some_and(|method| claim.before.may_get(method)) {
        return Err(ROUTE_NOT_REACHED);
    }
    if !claim.before.is_empty() || !claim.passed.is_empty() || claim.is_declined {
        let is_passed = |method: &str| claim.passed.iter().any(|passed| passed.route.methods().contains(&method));
        let is_other = |method: &str| claim.is_declined && requested != Some(method.as_bytes());
        verdict.exclude_methods(request, |method| {
            is_other(method) || claim.before.contains(method.as_bytes()) || is_passed(method)
        });
    }
    Ok(verdict)
}
