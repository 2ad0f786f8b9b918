//! What is in a `TestRequest`. It can be read only after it is turned into a request.

use std::net::SocketAddr;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::{BodyStream, to_bytes};
use actix_web::http::Version;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use cors_fetch::Body;

/// What a script asks for.
pub(super) struct ScriptRequest {
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) payload: Payload,
}

/// What every request of a fetch carries beside its head.
pub(super) struct Payload {
    pub(super) version: Version,
    pub(super) peer_address: Option<SocketAddr>,
    pub(super) bytes: Bytes,
    pub(super) is_stream: bool,
}

impl ScriptRequest {
    pub(super) async fn read(request: TestRequest, body: &Body) -> Self {
        let mut request: Request = request.to_request();
        let stream = BodyStream::new(request.take_payload());
        let bytes = to_bytes(stream).await.map_err(Error::from).expect("the body of a `TestRequest` is in memory");
        let head = request.head();
        let headers = head.headers().iter().map(|(name, value)| (name.clone(), value.clone()));
        let mut headers: Vec<_> = headers.collect();
        // The map does not keep the order of names, only that of values with one name.
        headers.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        ScriptRequest {
            method: head.method.to_string(),
            uri: head.uri.to_string(),
            headers,
            payload: Payload {
                version: head.version,
                peer_address: head.peer_addr,
                bytes,
                is_stream: *body == Body::Stream,
            },
        }
    }
}

impl Payload {
    /// A payload of HTTP/1.1.
    pub(super) fn new(bytes: impl Into<Bytes>) -> Self {
        Payload { version: Version::HTTP_11, peer_address: None, bytes: bytes.into(), is_stream: false }
    }
}
