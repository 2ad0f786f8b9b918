//! Which methods the guards of resources before a place stand for.
//!
//! actix-web falls through resources whose guards refuse a request. Its method guards note their methods in the request, and
//! only the 405 of a resource says which: in `Allow`.

use std::any::TypeId;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, HeaderMap};
use actix_web::{App, Error};

/// The methods of earlier resources, sorted out of an `Allow` header.
#[derive(Debug, Default)]
pub(crate) struct MethodsBefore(Vec<Vec<u8>>);

impl MethodsBefore {
    /// Asks a resource that has no route for this request, and takes the methods from its answer. The request comes back as
    /// it was.
    pub(crate) fn read<F>(request: ServiceRequest, resource: impl FnOnce(ServiceRequest) -> F) -> (ServiceRequest, Self)
    where
        F: Future<Output = Result<ServiceResponse, Error>>,
    {
        let (request, payload) = request.into_parts();
        let before = {
            let answer = pin!(resource(ServiceRequest::from_request(request.clone())));
            match answer.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(mut answer)) => MethodsBefore::take(answer.headers_mut()),
                // A 405 of actix-web is ready at once. Where there is none, nothing is approved.
                _ => MethodsBefore(vec![b"OPTIONS".to_vec()]),
            }
        };
        (ServiceRequest::from_parts(request, payload), before)
    }

    /// Takes the methods from the answer of a resource that has no route for a request.
    pub(super) fn take(headers: &mut HeaderMap) -> Self {
        // There hardly ever is a header, and to look for it costs more than the rest.
        if headers.is_empty() {
            return MethodsBefore::default();
        }
        let lines: Vec<_> = headers.remove(ALLOW).collect();
        let methods = lines.iter().flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
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
        self.contains(method) || self.contains(b"OPTIONS")
    }
}

/// Whether a `Cors` is wrapped around the router of an application, so nothing has been routed before it.
pub(crate) fn is_around_app<S: 'static>() -> bool {
    fn router_of<T: ServiceFactory<ServiceRequest, Service: 'static>>(_: &App<T>) -> TypeId {
        TypeId::of::<T::Service>()
    }
    TypeId::of::<S>() == router_of(&App::new())
}
