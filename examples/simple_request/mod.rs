//! A simple request: every site may read, and the browser does not ask first.
//!
//! ```text
//! cargo run --bin simple_request
//! curl -i http://127.0.0.1:8080/squares/12 -H 'origin: https://any.example'
//! curl -i http://127.0.0.1:8080/squares/twelve -H 'origin: https://any.example'
//! curl -i -X OPTIONS http://127.0.0.1:8080/squares/12 -H 'origin: https://any.example' \
//!     -H 'access-control-request-method: GET'
//! ```
//!
//! There, by hand: `Access-Control-Allow-Origin: *`, set where a handler makes its response. Here:
//! `#[cors(origins = "*")]` above the handler. The 404 of the second request has the header, too; without it, script
//! would see a network error. The third shows that a browser which asks first all the same, for an upload with a
//! progress bar, gets its answer.

use std::io;

use actix_web::{App, Responder, get, web};
use cors_actix::cors;

use crate::running::Running;

#[cors(origins = "*")]
#[get("/squares/{number}")]
async fn square(number: web::Path<u32>) -> impl Responder {
    let number = u64::from(*number);
    web::Json(number * number)
}

/// Serves squares on a port of 127.0.0.1.
///
/// # Errors
/// The port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    Running::start(port, || App::new().service(square))
}
