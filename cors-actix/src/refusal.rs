//! Responses that refuse a request: one line of text about what is wrong, and one about the fix.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};
use cors_core::Denial;

use crate::trace::Event;

/// Why a preflight is refused by no policy, but because of where the request would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unroutable {
    /// Another route, or another policy, would get the request itself.
    RouteNotReached,
    /// A `Cors::by_route` is around, and no annotated handler serves the path and method.
    NoPolicy,
}

impl Unroutable {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Unroutable::RouteNotReached => "route-not-reached",
            Unroutable::NoPolicy => "no-policy",
        }
    }

    pub(crate) fn what(self) -> &'static str {
        match self {
            Unroutable::RouteNotReached => "another route gets the request that this preflight asks about",
            Unroutable::NoPolicy => "no handler with `#[cors]` serves this path and method",
        }
    }

    pub(crate) fn help(self) -> &'static str {
        match self {
            Unroutable::RouteNotReached => {
                "a route before this one matches the path and the method: give it the same policy, or register it after \
                 this one"
            }
            Unroutable::NoPolicy => {
                "put `#[cors(origins = \"…\")]` on the handler, or replace `Cors::by_route()` by `Cors::new(policy)`"
            }
        }
    }
}

/// The refusal of a preflight that no policy answers.
pub(crate) fn unroutable(request: &HttpRequest, why: Unroutable) -> HttpResponse {
    Event::unroutable(request, why).tell();
    let body = format!("CORS: {}\nhelp: {}\n", why.what(), why.help());
    let mut response = text(StatusCode::FORBIDDEN, BoxBody::new(body));
    response.headers_mut().append(VARY, const { HeaderValue::from_static("Origin, Access-Control-Request-Method") });
    response
}

/// The refusal of a policy, with the reason in its extensions. `more` is another line of help.
pub(crate) fn denied(denial: Denial, more: Option<&str>) -> HttpResponse {
    let body = match more {
        Some(more) => BoxBody::new(format!("{}help: {more}\n", denial.text())),
        None => BoxBody::new(denial.text()),
    };
    let mut response = text(StatusCode::from_u16(denial.status()).unwrap_or(StatusCode::FORBIDDEN), body);
    response.extensions_mut().insert(denial);
    response
}

fn text(status: StatusCode, body: BoxBody) -> HttpResponse {
    let mut response = HttpResponse::with_body(status, body);
    // Cheaper than `insert`, and the same on an empty response.
    response.headers_mut().append(CONTENT_TYPE, const { HeaderValue::from_static("text/plain; charset=utf-8") });
    response
}
