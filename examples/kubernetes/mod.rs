//! What Kubernetes has around its API server, `WithCORS`: a service wrapped whole, and regular expressions for origins.
//!
//! ```text
//! cargo run --bin kubernetes -- --cors-allowed-origins='^https://.*\.example\.com$,^http://localhost(:\d+)?$'
//! curl -i http://127.0.0.1:8080/api/v1/namespaces/default -H 'origin: https://ui.example.com'
//! cargo run --bin kubernetes -- --cors-allowed-origins='^https://.*example\.com$'
//! ```
//!
//! There, a pattern has to look pinned, with `^` or `//` and with `$` or `:`. Here it has to match the whole origin,
//! and before the start it is proven whose origins those are: of the last line above it is said who would get in.
//! There, write `//example\.com(:|$)`; here `^https://example\.com(:\d+)?$`, as scheme and port belong to an origin.
//! There, methods and headers go onto every response, and `Content-Length` and `Accept-Encoding`, which no script can
//! send, are among them. There, a disallowed preflight reaches the service, and caches are not told of `Origin`; here
//! it gets 403, and they are. There, a page of any site may send a POST, and only cannot read the answer; here it gets 403.

mod namespaces;
mod patterns;

use std::error::Error;

use actix_web::App;
use cors_actix::Cors;

use crate::running::Running;

/// Serves namespaces on a port of 127.0.0.1, for the origins that the values of `--cors-allowed-origins` match.
///
/// # Errors
/// The port is taken or is not ours to take, or there is something wrong with a pattern.
pub fn start<'v>(port: u16, patterns: impl Iterator<Item = &'v str>) -> Result<Running, Box<dyn Error>> {
    let app = || App::new().configure(namespaces::routes);
    Ok(match patterns::policy(patterns)? {
        None => Running::start(port, app)?,
        Some(policy) => Running::start(port, move || app().wrap(Cors::new(policy.clone())))?,
    })
}
