//! An exchange, carried to the service and back.

use std::future::poll_fn;

use actix_http::Request;
use actix_web::body::{BodySize, MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{ACCEPT, CONTENT_LENGTH, COOKIE, HOST, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse};
use cors_fetch::{Body, Exchange, Response, Url};

use super::asked::Asked;
use super::browser::Browser;
use super::error::FetchError;
use super::sent::Sent;

/// The body of a response, or why it ended too early.
pub(super) type Received = Result<Bytes, String>;

impl Browser {
    pub(super) async fn carry<S, B, E>(
        &mut self,
        app: &S,
        asked: &Asked,
        exchange: &Exchange,
        is_preflight: bool,
    ) -> Result<(Response, Received), FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        let url = exchange.url();
        if !self.knows(url) {
            return Err(FetchError::Elsewhere { url: url.to_string() });
        }
        let request = self.request(asked, exchange);
        self.requests.push(Sent::new(&request, is_preflight, self.api.origin() == url.origin(), url));
        let is_head = request.method() == Method::HEAD;
        let answered = match poll_fn(|context| app.poll_ready(context)).await {
            Ok(()) => app.call(request).await,
            Err(error) => Err(error),
        };
        let (response, received) = match answered {
            Ok(response) => read(response.into_parts().1, is_head).await,
            // What the server makes of an error that nobody has caught.
            Err(error) => read(error.into().error_response(), is_head).await,
        };
        self.cookies.keep(exchange, &response, self.now);
        Ok((response, received))
    }

    fn request(&self, asked: &Asked, exchange: &Exchange) -> Request {
        let url = exchange.url();
        let is_https = url.origin().starts_with("https:");
        let mut request = TestRequest::default().version(asked.version);
        if let Some(address) = asked.peer_address {
            request = request.peer_addr(address);
        }
        let method = Method::from_bytes(exchange.method().as_bytes());
        request = request.method(method.expect("the protocol sends methods that script may send, and OPTIONS"));
        request = request.uri(&if is_https { url.to_string() } else { url.path().to_owned() });
        let has_body = exchange.has_body();
        if has_body {
            request = request.set_payload(asked.bytes.clone());
        }
        let mut request = request.to_request();
        let headers = request.headers_mut();
        headers.clear();
        for (name, value) in exchange.headers().iter() {
            let pair = HeaderName::try_from(name).ok().zip(HeaderValue::from_bytes(value).ok());
            let (name, value) = pair.expect("what script may not send has been refused before");
            headers.append(name, value);
        }
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        headers.insert(HOST, HeaderValue::from_str(host(url)).expect("origins are visible ASCII"));
        if has_body && asked.body != Body::Stream {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(asked.bytes.len()));
        }
        let cookies = self.cookies.header(exchange, self.now);
        if let Some(cookies) = cookies.and_then(|cookies| HeaderValue::try_from(cookies).ok()) {
            headers.insert(COOKIE, cookies);
        }
        request
    }
}

/// As the server would send it.
async fn read<B: MessageBody>(response: HttpResponse<B>, is_head: bool) -> (Response, Received) {
    let status = response.status();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let mut read = Response::new(status.as_u16(), headers);
    let has_body = !status.is_informational() && !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    match response.body().size() {
        BodySize::Sized(length) if has_body && !read.headers.contains("content-length") => {
            read.headers.append("content-length", length.to_string());
        }
        _ => {}
    }
    if is_head || !has_body {
        return (read, Ok(Bytes::new()));
    }
    let received = to_bytes(response.into_body()).await;
    (read, received.map_err(|error| error.into().to_string()))
}

fn host(url: &Url) -> &str {
    url.origin().split_once("://").map_or(url.origin(), |(_, host)| host)
}
