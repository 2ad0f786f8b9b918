//! Authentication in front of annotated handlers. A preflight carries no token. If the authentication sees it first, it
//! answers 401, and the browser gives up. Its own 401s have no CORS headers, so scripts cannot read them.
//! A `Cors` around the authentication routes preflights to the handlers inside, and gives their headers to each 401.
//!
//! ```text
//! cargo run --bin auth
//! curl -i -X OPTIONS http://127.0.0.1:8080/bare/7 -H 'origin: https://app.example.com' \
//!     -H 'access-control-request-method: PUT' -H 'access-control-request-headers: authorization'
//! curl -i http://127.0.0.1:8080/bare -H 'origin: https://app.example.com'
//! ```
//!
//! Both fail. With `/notes` instead of `/bare` the first is a 204, and the 401 of the second can be read. With
//! `-H 'authorization: Bearer open-sesame'` the second is a 200 in both places.

mod notes;
mod token;

use std::io;

use actix_web::{App, web};
use actix_web_httpauth::middleware::HttpAuthentication;
use cors_actix::Cors;

use crate::running::Running;

/// Serves notes on a port of 127.0.0.1: under `/notes` as they should be, under `/bare` as they often are.
///
/// # Errors
/// The port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    Running::start(port, || {
        let bare = web::scope("/bare").configure(notes::routes).wrap(HttpAuthentication::bearer(token::check));
        let cors = Cors::by_route().around(HttpAuthentication::bearer(token::check));
        let notes = web::scope("/notes").configure(notes::routes).wrap(cors);
        App::new().service(bare).service(notes)
    })
}
