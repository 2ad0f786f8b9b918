//! A request on its way through the service inside, and what is written into its response.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, ServiceResponse};
use pin_project_lite::pin_project;

use crate::response::verdict::Verdict;
use crate::routing::current::{Current, RequestId};

/// A response that has to be awaited.
pub(crate) type BoxFuture = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

pin_project! {
    /// The response of the service inside, with a verdict written into it.
    pub(crate) struct Served<F> {
        #[pin]
        inner: F,
        // `None` if a `Cors` around writes it.
        verdict: Option<(RequestId, Verdict)>,
        // Whether there may be a `Cors` further out that does not know of it.
        has_cors_around: bool,
    }
}

impl<F> Served<F> {
    #[inline]
    pub(crate) fn new(inner: F, verdict: Option<(RequestId, Verdict)>, has_cors_around: bool) -> Self {
        Served { inner, verdict, has_cors_around }
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
        if let Poll::Ready(result) = &mut poll
            && let Some((request, verdict)) = served.verdict.take()
        {
            finish(result, request, verdict, *served.has_cors_around);
        }
        poll
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
pub(crate) fn mark_written<B>(response: &mut ServiceResponse<B>) {
    let written = Written(RequestId::of(response.request().head()));
    response.response_mut().extensions_mut().insert(written);
}

/// Whether a policy that did not know of a `Cors` around has written the headers of the response.
pub(crate) fn is_written<B>(response: &ServiceResponse<B>) -> bool {
    Written::is_in(&response.response().extensions(), RequestId::of(response.request().head()))
}

/// Writes what the innermost policy decided, unless a policy that did not know of a `Cors` around has done so already.
/// `has_cors_around` is whether there may be a `Cors` further out that does not know.
pub(crate) fn settle(result: &mut Result<ServiceResponse, Error>, current: Option<Current>, has_cors_around: bool) {
    let Some((request, verdict)) = current.and_then(Current::into_verdict) else { return };
    if result.as_ref().is_ok_and(is_written) {
        return;
    }
    finish(result, request, verdict, has_cors_around);
}

/// Writes the verdict about a request into the response, or into what the error will become.
#[inline]
fn finish<B>(
    result: &mut Result<ServiceResponse<B>, Error>,
    request: RequestId,
    verdict: Verdict,
    has_cors_around: bool,
) {
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
