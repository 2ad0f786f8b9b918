//! Carries the exchanges of a fetch to the service and back.

use std::future::poll_fn;

use actix_http::Request;
use actix_web::body::{BodySize, MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{ACCEPT, CONTENT_LENGTH, COOKIE, HOST, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse};
use cors_core::Denial;
use cors_fetch::{Blocked, Exchange, Step, Url};

use super::error::FetchError;
use super::recorded_request::RecordedRequest;
use super::response::{Body, Response};
use super::script_request::Payload;
use super::state::State;

/// What a response has that browsers do not read for the protocol.
struct Received {
    body: Body,
    /// Why a policy refused the request, if it did.
    denial: Option<Denial>,
}

impl Default for Received {
    fn default() -> Self {
        Received { body: Ok(Bytes::new()), denial: None }
    }
}

impl State {
    /// Fetches, from the first exchange to the last.
    pub(super) async fn run<S, B, E>(
        &mut self,
        app: &S,
        request: cors_fetch::Request,
        payload: &Payload,
    ) -> Result<Response, FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        let mut step = request.start(&self.permissions, self.now)?;
        let mut last = Received::default();
        loop {
            let is_preflight = matches!(step, Step::Preflight(_));
            step = match step {
                Step::Preflight(exchange) | Step::Send(exchange) => {
                    let response;
                    (response, last) = self.carry(app, payload, &exchange, is_preflight).await?;
                    exchange.answer(&response, &mut self.permissions, self.now)
                }
                Step::Done(Ok(response)) => return Response::new(response, last.body),
                Step::Done(Err(blocked)) => return Err(with_denial(blocked, last.denial).into()),
            };
        }
    }

    async fn carry<S, B, E>(
        &mut self,
        app: &S,
        payload: &Payload,
        exchange: &Exchange,
        is_preflight: bool,
    ) -> Result<(cors_fetch::Response, Received), FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        let url = exchange.url();
        if !self.knows(url) {
            return Err(FetchError::UnknownOrigin { url: url.to_string() });
        }
        let request = self.request(payload, exchange);
        let is_relative = self.api.origin() == url.origin();
        self.requests.push(RecordedRequest::new(&request, is_preflight, is_relative, url));
        let is_head = request.method() == Method::HEAD;
        let result = match poll_fn(|context| app.poll_ready(context)).await {
            Ok(()) => app.call(request).await,
            Err(error) => Err(error),
        };
        let (response, received) = match result {
            Ok(response) => read(response.into_parts().1, is_head).await,
            // What the server makes of an error that no middleware handles.
            Err(error) => read(error.into().error_response(), is_head).await,
        };
        self.cookies.keep(exchange, &response, self.now);
        Ok((response, received))
    }

    fn request(&self, payload: &Payload, exchange: &Exchange) -> Request {
        let url = exchange.url();
        let is_https = url.origin().starts_with("https:");
        let mut request = TestRequest::default().version(payload.version);
        if let Some(address) = payload.peer_address {
            request = request.peer_addr(address);
        }
        let method = Method::from_bytes(exchange.method().as_bytes());
        request = request.method(method.expect("scripts cannot send an invalid method"));
        request = request.uri(&if is_https { url.to_string() } else { url.path().to_owned() });
        let has_body = exchange.has_body();
        if has_body {
            request = request.set_payload(payload.bytes.clone());
        }
        let mut request = request.to_request();
        let headers = request.headers_mut();
        headers.clear();
        for (name, value) in exchange.headers().iter().chain(exchange.metadata().iter()) {
            let pair = HeaderName::try_from(name).ok().zip(HeaderValue::from_bytes(value).ok());
            let (name, value) = pair.expect("scripts cannot send an invalid header");
            headers.append(name, value);
        }
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        headers.insert(HOST, HeaderValue::from_str(host(url)).expect("origins are visible ASCII"));
        if has_body && !payload.is_stream {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(payload.bytes.len()));
        }
        let cookies = self.cookies.header(exchange, self.now);
        if let Some(cookies) = cookies.and_then(|cookies| HeaderValue::try_from(cookies).ok()) {
            headers.insert(COOKIE, cookies);
        }
        request
    }
}

/// Adds what the policy says that refused.
fn with_denial(blocked: Blocked, denial: Option<Denial>) -> Blocked {
    match denial {
        // The browser knows which origin is missing.
        Some(denial @ Denial::OriginNotAllowed) => blocked.with_denial(denial.to_string(), None),
        Some(denial) => blocked.with_denial(denial.to_string(), Some(denial.help().to_owned())),
        None => blocked,
    }
}

/// Reads a response as the server would send it.
async fn read<B: MessageBody>(response: HttpResponse<B>, is_head: bool) -> (cors_fetch::Response, Received) {
    let status = response.status();
    let denial = response.extensions().get().copied();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let mut read = cors_fetch::Response::new(status.as_u16(), headers);
    let has_body = !status.is_informational() && !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    match response.body().size() {
        BodySize::Sized(length) if has_body && !read.headers.contains("content-length") => {
            read.headers.append("content-length", length.to_string());
        }
        _ => {}
    }
    let body = if is_head || !has_body {
        Ok(Bytes::new())
    } else {
        to_bytes(response.into_body()).await.map_err(|error| error.into().to_string())
    };
    (read, Received { body, denial })
}

fn host(url: &Url) -> &str {
    url.origin().split_once("://").map_or(url.origin(), |(_, host)| host)
}
