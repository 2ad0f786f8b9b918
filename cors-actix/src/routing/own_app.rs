//! An application of our own, for what only an application can make: requests, and the 405 of a resource.

use std::cell::{Cell, OnceCell};
use std::future::{Ready, pending, ready};
use std::rc::Rc;

use actix_http::Request;
use actix_web::dev::{Path, RequestHead, Service, ServiceRequest, ServiceResponse, Transform, Url, fn_service};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, web};

use crate::routing::methods_before::{MethodsBefore, is_around_app};
use crate::routing::served::BoxFuture;

/// The application.
pub(crate) struct OwnApp {
    make_request: Rc<dyn Fn() -> Option<ServiceRequest>>,
    /// `None` if no resource can be before the place that it is for.
    resource: Option<EmptyResource>,
}

/// The head of a request, and how far its path is routed.
#[derive(Clone)]
pub(crate) struct RequestCopy(Box<(RequestHead, Path<Url>)>);

impl RequestCopy {
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        RequestCopy(Box::new((request.head().clone(), request.match_info().clone())))
    }
}

impl OwnApp {
    /// Makes one for a `Cors` around this service.
    pub(crate) async fn around<S: 'static>() -> Option<Self> {
        let keep = Keep::default();
        let resource = Rc::clone(&keep.0);
        let made = Rc::new(Cell::new(None));
        let slot = Rc::clone(&made);
        let default = fn_service(move |request: ServiceRequest| {
            slot.set(Some(request));
            pending::<Result<ServiceResponse, Error>>()
        });
        let app = init_service(App::new().service(web::resource("/empty").wrap(keep)).default_service(default)).await;
        let make_request = Rc::new(move || {
            // The default service gets the request in the call.
            drop(app.call(Request::new()));
            made.take()
        });
        let resource = if is_around_app::<S>() { None } else { Some(Rc::clone(resource.get()?)) };
        Some(OwnApp { make_request, resource })
    }

    /// Makes a request of a copy, without extensions, application data and payload.
    pub(crate) fn request(&self, copy: RequestCopy) -> ServiceRequest {
        let (head, path) = *copy.0;
        let mut request = (self.make_request)().unwrap_or_else(|| TestRequest::default().to_srv_request());
        *request.head_mut() = head;
        *request.match_info_mut() = path;
        request
    }

    /// The methods that the guards of resources before stand for.
    pub(crate) fn methods_before(&self, request: ServiceRequest) -> (ServiceRequest, MethodsBefore) {
        match &self.resource {
            Some(resource) => MethodsBefore::read(request, &**resource),
            None => (request, MethodsBefore::default()),
        }
    }
}

/// A resource without routes. Its 405 says which methods resources before stand for.
type EmptyResource = Rc<dyn Fn(ServiceRequest) -> BoxFuture>;

/// Keeps the service of the resource, which only a router makes.
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
        self.0.get_or_init(|| Rc::new(move |request| Box::pin(kept.call(request))));
        ready(Ok(service))
    }
}
