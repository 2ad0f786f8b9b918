//! The middleware that everybody has written once: every site may send JSON and a header of its own.
//!
//! ```text
//! cargo run --bin middleware_by_hand
//! curl -i -X OPTIONS http://127.0.0.1:8080/messages -H 'origin: https://any.example' \
//!     -H 'access-control-request-method: POST' -H 'access-control-request-headers: content-type,x-client'
//! curl -i http://127.0.0.1:8080/messages -H 'origin: https://any.example' -H 'content-type: application/json' \
//!     -H 'x-client: curl' -d '{"text": "hello"}'
//! ```
//!
//! There, by hand: a middleware sets three headers on everything, and answers every OPTIONS with 204. Here: a policy
//! that is checked while the program compiles, and `Cors::new` around the application. What is about methods and
//! headers goes onto preflights only, where browsers look for it; an OPTIONS that is no preflight belongs to the
//! application. There, a form of another site is served with the user's cookies; here a POST from another site with a
//! cookie gets 403.

use std::io;

use actix_web::{App, HttpRequest, Responder, post, web};
use cors_actix::{Cors, Policy, policy};
use serde::Deserialize;

use crate::running::Running;

static EVERYBODY: Policy = policy!(origins = "*", headers("content-type", "x-client"));

#[derive(Deserialize)]
struct Message {
    text: String,
}

#[post("/messages")]
async fn receive(request: HttpRequest, message: web::Json<Message>) -> impl Responder {
    let client = request.headers().get("x-client").and_then(|client| client.to_str().ok());
    format!("{} says: {}", client.unwrap_or("somebody"), message.text)
}

/// Serves messages on a port of 127.0.0.1.
///
/// # Errors
/// The port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    Running::start(port, || App::new().service(receive).wrap(Cors::new(&EVERYBODY)))
}
