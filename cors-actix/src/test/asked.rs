//! What stands in a `TestRequest`, which can be read only by making a request of it.

use std::net::SocketAddr;

use actix_http::Request;
use actix_web::body::{BodyStream, to_bytes};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, Version};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use cors_fetch::Body;

/// What script asks for, ready to be sent more than once.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) uri: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) version: Version,
    pub(super) peer_address: Option<SocketAddr>,
    pub(super) body: Body,
    pub(super) bytes: Bytes,
}

impl Asked {
    pub(super) async fn read(request: TestRequest, body: Body) -> Self {
        let mut request: Request = request.to_request();
        let payload = request.take_payload();
        let bytes = to_bytes(BodyStream::new(payload)).await.expect("the body of a `TestRequest` is in memory");
        let head = request.head();
        let headers = head.headers().iter().map(|(name, value)| (name.clone(), value.clone()));
        let mut headers: Vec<_> = headers.collect();
        // The map has no order of names. That of values with one name is kept.
        headers.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        Asked {
            method: head.method.clone(),
            uri: head.uri.to_string(),
            headers,
            version: head.version,
            peer_address: head.peer_addr,
            body,
            bytes,
        }
    }
}
