//! Which methods the guards of resources before a place stand for.
//!
//! actix-web falls through resources whose guards refuse a request. Its method guards note their methods in the request, and
//! only the 405 of a resource says which: in `Allow`.

use std::any::TypeId;
use std::cell::OnceCell;
use std::future::{Future, Ready, ready};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse, Transform};
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{ALLOW, HeaderMap};
use actix_web::{App, Error, test, web};

type Answer = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;

/// The methods of earlier resources, sorted out of an `Allow` header.
#[derive(Debug, Clone, Default)]
pub(crate) struct MethodsBefore(Vec<Vec<u8>>);

impl MethodsBefore {
    /// Asks a resource that has no route for this request, and takes the methods from its answer. The request comes back as
    /// it was.
    ///
    /// # Errors
    /// Whatever the resource fails with; one of actix-web does not.
    pub(crate) fn read<F>(
        request: ServiceRequest,
        resource: impl FnOnce(ServiceRequest) -> F,
    ) -> Result<(ServiceRequest, Self), Error>
    where
        F: Future<Output = Result<ServiceResponse, Error>>,
    {
        let (request, payload) = request.into_parts();
        let answer = pin!(resource(ServiceRequest::from_request(request)));
        // A 405 is ready at once.
        let Poll::Ready(answer) = answer.poll(&mut Context::from_waker(Waker::noop())) else {
            return Err(ErrorInternalServerError("an empty resource waits"));
        };
        let (request, answer) = answer?.into_parts();
        let before = MethodsBefore::of(answer.headers());
        Ok((ServiceRequest::from_parts(request, payload), before))
    }

    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let methods = headers.get_all(ALLOW).flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
        MethodsBefore(methods.map(|method| method.trim_ascii().to_vec()).collect())
    }

    /// Adds what is known from further out.
    pub(crate) fn add(&mut self, further_out: &MethodsBefore) {
        self.0.extend_from_slice(&further_out.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, method: &[u8]) -> bool {
        self.0.iter().any(|before| before == method)
    }

    /// Whether a request with this method may be for a resource before. A guard that stands for OPTIONS and has let one
    /// pass was turned round (`Not(Options())`) or refused by another one: what becomes of the request cannot be told.
    pub(crate) fn may_get(&self, method: &[u8]) -> bool {
        !self.is_empty() && (self.contains(method) || self.contains(b"OPTIONS"))
    }
}

/// Whether a `Cors` is wrapped around the router of an application, so nothing has been routed before it.
pub(crate) fn is_around_app<S: 'static>() -> bool {
    fn router_of<T: ServiceFactory<ServiceRequest, Service: 'static>>(_: &App<T>) -> TypeId {
        TypeId::of::<T::Service>()
    }
    TypeId::of::<S>() == router_of(&App::new())
}

/// An empty resource, whose 405 says which methods resources before stand for.
#[derive(Clone)]
pub(crate) struct EmptyResource(Rc<dyn Fn(ServiceRequest) -> Answer>);

impl EmptyResource {
    /// Builds one. Only a router makes the service of a resource, so a middleware around it keeps the service.
    pub(crate) async fn new() -> Option<Self> {
        let keep = Keep::default();
        let kept = Rc::clone(&keep.0);
        drop(test::init_service(App::new().service(web::resource("/").wrap(keep))).await);
        kept.get().cloned()
    }

    pub(crate) fn methods_before(&self, request: ServiceRequest) -> Result<(ServiceRequest, MethodsBefore), Error> {
        MethodsBefore::read(request, |request| (self.0)(request))
    }
}

/// Keeps the service that it is wrapped around.
#[derive(Default)]
struct Keep(Rc<OnceCell<EmptyResource>>);

impl<S> Transform<S, ServiceRequest> for Keep
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = Rc<S>;
    type InitError = ();
    type Future = Ready<Result<Rc<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let service = Rc::new(service);
        let kept = Rc::clone(&service);
        self.0.get_or_init(|| EmptyResource(Rc::new(move |request| Box::pin(kept.call(request)))));
        ready(Ok(service))
    }
}
