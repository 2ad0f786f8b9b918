//! Responses that refuse a request: one line of text about what is wrong, and one about the fix.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};
use cors_core::Denial;

use crate::response::trace::Event;
use crate::response::unroutable::Unroutable;

/// The refusal of a preflight that no policy answers.
pub(crate) fn unroutable(request: &HttpRequest, why: &Unroutable) -> HttpResponse {
    Event::unroutable(request, why).tell();
    let body = format!("CORS: {}\nhelp: {}\n", why.what, why.help);
    let mut response = text(StatusCode::FORBIDDEN, BoxBody::new(body));
    response.headers_mut().append(VARY, const { HeaderValue::from_static("Origin, Access-Control-Request-Method") });
    response
}

/// The refusal of a policy. `more` is another line of help.
pub(crate) fn denied(denial: Denial, more: Option<&str>) -> HttpResponse {
    let body = match more {
        Some(more) => BoxBody::new(format!("{}help: {more}\n", denial.text())),
        None => BoxBody::new(denial.text()),
    };
    let mut response = text(StatusCode::from_u16(denial.status()).unwrap_or(StatusCode::FORBIDDEN), body);
    // For the `Browser` of tests.
    if cfg!(feature = "test") {
        response.extensions_mut().insert(denial);
    }
    response
}

fn text(status: StatusCode, body: BoxBody) -> HttpResponse {
    let mut response = HttpResponse::with_body(status, body);
    // Cheaper than `insert`, and the same on an empty response.
    response.headers_mut().append(CONTENT_TYPE, const { HeaderValue::from_static("text/plain; charset=utf-8") });
    response
}
