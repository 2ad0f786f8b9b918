//! A request on its way through the service inside, and what is written onto the response.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::dev::ServiceResponse;
use pin_project_lite::pin_project;

use crate::verdict::Verdict;

pin_project! {
    /// The response of the service inside, with a verdict written onto it.
    pub(crate) struct Served<F> {
        #[pin]
        inner: F,
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
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let served = self.project();
        let mut poll = served.inner.poll(context);
        if let Poll::Ready(result) = &mut poll {
            finish(result, served.verdict);
        }
        poll
    }
}

/// Writes the verdict, if there is one, onto the response, or onto what an error will become.
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
                    verdict.write(response.headers_mut());
                    response
                });
            }
        }
    }
}
