//! Requests of our own: copies for routers, which keep the request that they are called with.

use actix_web::dev::{Path, RequestHead, ServiceRequest, Url};
use actix_web::test::TestRequest;

/// The head of a request, and how far its path is routed.
#[derive(Clone)]
pub(crate) struct RequestCopy(Box<(RequestHead, Path<Url>)>);

impl RequestCopy {
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        RequestCopy(Box::new((request.head().clone(), request.match_info().clone())))
    }

    /// Makes a request of it, without extensions, application data and payload. A test request is the only public way to
    /// one.
    pub(crate) fn into_request(self) -> ServiceRequest {
        let (head, path) = *self.0;
        let mut request = TestRequest::default().to_srv_request();
        *request.head_mut() = head;
        *request.match_info_mut() = path;
        request
    }
}
