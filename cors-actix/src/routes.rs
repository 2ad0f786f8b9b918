//! The inner half of a `Cors`, next to the routes.

use std::cell::RefCell;
use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

use crate::outer::Outer;
use crate::start::cannot_start;

/// The half of a [`Cors`](crate::Cors) that stands next to the routes. See [`Cors::routes`](crate::Cors::routes).
#[derive(Debug, Clone)]
pub struct CorsRoutes {
    /// Where it leaves the routes for the other half.
    pub(crate) left: Rc<RefCell<Option<Router>>>,
}

/// A service that chooses a route in the call.
#[derive(Clone)]
pub(crate) struct Router(Rc<dyn Fn(ServiceRequest)>);

impl Router {
    /// Calls it for what happens in the call. No handler runs.
    pub(crate) fn choose(&self, request: ServiceRequest) {
        (self.0)(request);
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Router")
    }
}

impl<S, B> Transform<S, ServiceRequest> for CorsRoutes
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = CorsRoutesService<S>;
    type InitError = ();
    type Future = Ready<Result<CorsRoutesService<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let service = Rc::new(service);
        let called = Rc::clone(&service);
        let router = Router(Rc::new(move |request| drop(called.call(request))));
        if self.left.replace(Some(router)).is_some() {
            cannot_start("the routes of two places are given to one `Cors`\nhelp: make one `Cors` for each place");
            return ready(Err(()));
        }
        ready(Ok(CorsRoutesService { service }))
    }
}

/// The routes behind a [`CorsRoutes`].
#[derive(Debug)]
pub struct CorsRoutesService<S> {
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for CorsRoutesService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = S::Future;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.service.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        // What the router does with the request itself counts, and no likeness of it.
        if let Some(Outer::Writes(closest)) = Outer::of(&request) {
            closest.pass();
        }
        self.service.call(request)
    }
}
