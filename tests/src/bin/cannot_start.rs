//! The application that `tests/environment.rs` starts, and that never runs: each of its policies is wrong in a way that shows
//! when it starts.

use std::io;
use std::sync::LazyLock;

use actix_web::{App, HttpServer, Responder, delete, get, put};
use cors_actix::{Cors, Draft, Policy, cors, policy};

/// A variable that nobody sets.
static UNSET: Policy = policy!(origins(env = "CORS_TESTS_NOBODY_SETS_THIS"));
static LIST: [&str; 2] = ["https://a.example", "https://b.example/"];
static READERS: Policy = policy!(origins = "https://app.example.com", methods(GET));
static EVERYBODY: LazyLock<Policy> = LazyLock::new(|| Draft::new().origins(["*"]).check().expect("a valid policy"));

#[cors(policy = UNSET)]
#[get("/unset")]
async fn unset() -> impl Responder {
    "unset"
}

#[cors(origins(list = LIST))]
#[get("/list")]
async fn list() -> impl Responder {
    "list"
}

#[cors(policy = READERS)]
#[put("/readers")]
async fn readers() -> impl Responder {
    "readers"
}

#[cors(policy = EVERYBODY)]
#[cors(policy = READERS)]
#[get("/order")]
async fn order() -> impl Responder {
    "order"
}

#[cors(policy = READERS)]
#[cors(origins = "https://www.example.com")]
#[delete("/methods")]
async fn methods() -> impl Responder {
    "methods"
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let app = || {
        let app = App::new().service(unset).service(list).service(readers).service(order).service(methods);
        app.wrap(Cors::new([&UNSET, &READERS]))
    };
    HttpServer::new(app).workers(2).bind(("127.0.0.1", 0))?.run().await
}
