//! A request on its way through the service inside, and what is written into its response.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use pin_project_lite::pin_project;

use crate::current::{self, Current};
use crate::verdict::Verdict;

pin_project! {
    /// The response of the service inside, with a verdict written into it.
    pub(crate) struct Served<F> {
        #[pin]
        inner: F,
        // `None` if a `Cors` around writes it.
        verdict: Option<Verdict>,
    }
}

impl<F> Served<F> {
    #[inline]
    pub(crate) fn new(inner: F, verdict: Option<Verdict>) -> Self {
        Served { inner, verdict }
    }
}

impl<F, B> Future for Served<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<B>, Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let served = self.project();
        let mut poll = served.inner.poll(context);
        if let Poll::Ready(result) = &mut poll {
            if let (Ok(response), Some(_)) = (&mut *result, &served.verdict) {
                mark_written(response);
            }
            finish(result, served.verdict);
        }
        poll
    }
}

/// Puts the body into a box. One that is in a box stays as it is: to map it costs 150 instructions.
#[inline]
pub(crate) fn boxed<B: MessageBody + 'static>(response: ServiceResponse<B>) -> ServiceResponse {
    let mut response = Some(response);
    let same: &mut dyn Any = &mut response;
    if let Some(response) = same.downcast_mut::<Option<ServiceResponse>>().and_then(Option::take) {
        return response;
    }
    response.map(ServiceResponse::map_into_boxed_body).expect("a response of another type has not been taken")
}

/// Marks a response as written: by a policy that did not know of a `Cors` around, or when it was made of an error.
struct Written;

/// Tells a `Cors` further out, if there may be one, that the headers of the response are written.
#[inline]
pub(crate) fn mark_written<B>(response: &mut ServiceResponse<B>) {
    if current::may_nest() {
        response.response_mut().extensions_mut().insert(Written);
    }
}

/// Whether a policy that did not know of a `Cors` around has written the headers of the response.
pub(crate) fn is_written<B>(response: &ServiceResponse<B>) -> bool {
    response.response().extensions().contains::<Written>()
}

/// Writes what the innermost policy decided, unless a policy that did not know of a `Cors` around has done so already.
/// `has_more_around` is whether there is a `Cors` further out that does not know.
pub(crate) fn settle(result: &mut Result<ServiceResponse, Error>, current: Option<Current>, has_more_around: bool) {
    let Some(Current { mut verdict, .. }) = current else { return };
    if verdict.is_none() || result.as_ref().is_ok_and(is_written) {
        return;
    }
    finish(result, &mut verdict);
    if let (Ok(response), true) = (result, has_more_around) {
        mark_written(response);
    }
}

/// Writes the verdict, if there is one, into the response, or into what the error will become.
#[inline]
pub(crate) fn finish<B>(result: &mut Result<ServiceResponse<B>, Error>, verdict: &mut Option<Verdict>) {
    match result {
        Ok(response) => {
            if let Some(verdict) = verdict {
                verdict.write(response.headers_mut());
            }
        }
        Err(error) => {
            if let Some(verdict) = verdict.take() {
                error.add_response_mapper(move |mut response| {
                    // Mappers of policies further inside come first.
                    if !response.extensions().contains::<Written>() {
                        verdict.write(response.headers_mut());
                        response.extensions_mut().insert(Written);
                    }
                    response
                });
            }
        }
    }
}
