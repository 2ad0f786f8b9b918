//! The application that `tests/environment.rs` starts: it takes origins from the variable `CORS_TESTS_ORIGINS`, prints
//! where it listens, and serves until it is killed.

use std::io;

use actix_web::{App, HttpServer, Responder, get, route};
use cors_actix::cors;

/// What is written and what the variable says.
#[cors(
    origins("https://app.example.com", env = "CORS_TESTS_ORIGINS"),
    methods(GET, PUT),
    headers("x-a"),
    expose("x-b"),
    max_age = "1m",
    credentials
)]
#[route("/items", method = "GET", method = "PUT", method = "DELETE")]
async fn items() -> impl Responder {
    "items"
}

/// Only what the variable says.
#[cors(origins(env = "CORS_TESTS_ORIGINS"), preflight_status = 200)]
#[get("/only")]
async fn only() -> impl Responder {
    "only"
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let server = HttpServer::new(|| App::new().service(items).service(only)).workers(2).bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        println!("{address}");
    }
    server.run().await
}
