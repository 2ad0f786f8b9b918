//! What Gin's own middleware (gin-contrib/cors) is set up for in many articles: pages of one domain and pages under
//! development may do everything with the user's cookies, and read a token from a header.
//!
//! ```text
//! cargo run --bin gin
//! curl -i -X OPTIONS http://127.0.0.1:8080/profile -H 'origin: https://app.foo.com' \
//!     -H 'access-control-request-method: PUT'
//! curl -i -X POST http://127.0.0.1:8080/login -H 'origin: http://localhost:3000'
//! curl -i -X POST http://127.0.0.1:8080/login -H 'origin: https://evilfoo.com'
//! ```
//!
//! There: `AllowOriginFunc` with `HasPrefix(origin, "http://localhost") || HasSuffix(origin, "foo.com")`. Here:
//! patterns for whole labels; the last line above is one of thirty origins in the test that the function takes for its
//! own. There, a disallowed origin gets 403 on every request; here, with `enforce = "all"`. There, a wrong configuration
//! panics at the start or goes unnoticed; here it does not compile.

use std::io;

use actix_web::{App, HttpResponse, Responder, post, put};
use cors_actix::{Cors, Policy, policy};

use crate::running::Running;

static OURS: Policy = policy!(
    origins("http://localhost:*", "https://foo.com", "https://*.foo.com"),
    methods(GET, POST, PUT, PATCH, DELETE),
    headers("authorization", "content-type"),
    expose("x-jwt-token"),
    credentials,
    max_age = "1h",
    enforce = "all",
);

#[post("/login")]
async fn log_in() -> impl Responder {
    HttpResponse::Ok().insert_header(("x-jwt-token", "header.claims.signature")).body("welcome")
}

#[put("/profile")]
async fn save(profile: String) -> impl Responder {
    format!("saved: {profile}")
}

/// Serves the API on a port of 127.0.0.1.
///
/// # Errors
/// The port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    Running::start(port, || App::new().service(log_in).service(save).wrap(Cors::new(&OURS)))
}
