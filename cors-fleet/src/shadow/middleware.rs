//! The middleware that counts.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::ORIGIN;
use arc_swap::Cache;
use cors_actix::PolicyHandle;

use crate::shadow::difference::difference;
use crate::shadow::run::Run;
use crate::shadow::{Shadow, Slot};

/// The service of a [`Shadow`].
#[derive(Debug)]
pub struct ShadowService<S> {
    inside: S,
    live: PolicyHandle,
    /// As this worker sees it: without a candidate it costs one atomic load.
    candidate: RefCell<Cache<Slot, Option<Arc<Run>>>>,
}

impl<S, B> Transform<S, ServiceRequest> for Shadow
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = ShadowService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inside: S) -> Self::Future {
        let candidate = RefCell::new(Cache::new(Arc::clone(&self.slot)));
        ready(Ok(ShadowService { inside, live: self.live.clone(), candidate }))
    }
}

impl<S, B> Service<ServiceRequest> for ShadowService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = S::Future;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inside.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if let Ok(mut candidate) = self.candidate.try_borrow_mut()
            && let Some(run) = candidate.load()
        {
            count(run, &self.live, &request);
        }
        self.inside.call(request)
    }
}

/// Counts a request, and whether the candidate decides differently.
fn count(run: &Run, live: &PolicyHandle, request: &ServiceRequest) {
    let difference = difference(request, &live.policy(), run.policy());
    // Health checks and programs without an origin say nothing about a policy, except where it refuses them.
    if difference.is_some() || request.headers().contains_key(ORIGIN) {
        run.count(difference);
    }
}
