//! Questions to an actix-web service in memory.

use actix_http::Request;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse, rt};

/// The origin that most tests allow.
pub const APP: &str = "https://app.example.com";

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header lines, sorted.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The value of a header that is there at most once.
    #[allow(clippy::missing_panics_doc, reason = "a repeated header fails the test")]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(line, _)| line == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert!(values.next().is_none(), "{name} is in {:?} twice", self.headers);
        value
    }

    /// The origin that the response is shared with.
    pub fn allowed_origin(&self) -> Option<&str> {
        self.header("access-control-allow-origin")
    }
}

/// Sends a request with the given headers.
#[allow(clippy::missing_panics_doc, reason = "an invalid method fails the test")]
pub async fn ask<S, B>(app: &S, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut request = TestRequest::with_uri(path).method(Method::from_bytes(method.as_bytes()).unwrap());
    for header in headers {
        request = request.append_header(*header);
    }
    match app.call(request.to_request()).await {
        Ok(response) => read(response.into_parts().1).await,
        // What the server makes of an error that nobody has caught.
        Err(error) => read(error.error_response()).await,
    }
}

async fn read<B: MessageBody>(response: HttpResponse<B>) -> Answer {
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    let body = to_bytes(response.into_body()).await.ok().unwrap_or_default();
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Sends the preflight for a request from [`APP`].
pub async fn preflight<S, B>(app: &S, method: &str, path: &str) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    ask(app, "OPTIONS", path, &[("origin", APP), ("access-control-request-method", method)]).await
}

/// A middleware that turns away whoever does not say who they are.
///
/// # Errors
/// 401, which says nothing about CORS.
pub async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        next.call(request).await
    } else {
        Err(ErrorUnauthorized("who are you?"))
    }
}

/// A middleware that waits before it passes a request on.
///
/// # Errors
/// Those of what is inside.
pub async fn wait(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    rt::task::yield_now().await;
    next.call(request).await
}
