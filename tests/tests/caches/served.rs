//! The server, and which requests have come through to it.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use cors_tests::server::Server;

use crate::application::configure;

/// The requests that have reached the server.
#[derive(Debug, Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    /// Those for a path with a query, each as method and condition.
    pub fn of(&self, path: &str) -> Vec<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_the_path = |line: &String| Some(line.strip_prefix(path)?.strip_prefix(' ')?.to_owned());
        seen.iter().filter_map(of_the_path).collect()
    }
}

async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let seen = request.app_data::<Data<Seen>>().unwrap();
    let condition = if request.headers().contains_key("if-none-match") { " if changed" } else { "" };
    let line = format!("{} {}{condition}", request.uri(), request.method());
    seen.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    next.call(request).await
}

/// A server and what it has seen.
pub fn serve() -> (Server, Seen) {
    let seen = Seen::default();
    let server = Server::start({
        let seen = seen.clone();
        move |config| {
            config.app_data(Data::new(seen.clone())).service(web::scope("").wrap(from_fn(note)).configure(configure));
        }
    });
    (server, seen)
}
