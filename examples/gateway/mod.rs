//! An API behind Envoy: the gateway answers CORS by a configuration that is made of the code.
//!
//! ```text
//! cargo run --bin gateway                              the API, on 127.0.0.1:8080
//! cargo run --bin gateway -- --report > cors.json      its report
//! cors-edge export envoy --report cors.json --backend 127.0.0.1:8080 --listen 127.0.0.1:10000 > envoy.yaml
//! envoy -c envoy.yaml                                  the gateway, on 127.0.0.1:10000
//! cors-edge probe http://127.0.0.1:10000 --report cors.json --requests
//! ```
//!
//! `envoy.yaml` beside this file is what `cors-edge export` writes, without a line by hand. A test compares both, and another one
//! starts Envoy with it and probes it.

use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, Responder, get, put, web};
use cors_actix::cors;

/// Every site may read the catalogue.
#[cors(origins = "*", expose("etag"), max_age = "1d")]
#[get("/books")]
async fn books() -> impl Responder {
    HttpResponse::Ok().insert_header(("etag", "\"1\"")).body("all books")
}

/// The shop's own pages, and previews of them, may edit a book with the user's cookies.
#[cors(
    origins("https://shop.example.com", regex = r"https://pr-[0-9]+\.preview\.example\.net"),
    headers("content-type", "x-csrf-token"),
    credentials,
    max_age = "10m"
)]
#[put("/books/{id}")]
async fn edit(id: web::Path<u32>) -> impl Responder {
    format!("book {id} is edited")
}

/// Pages with cookies may read it if they are ours, and pages of partners without.
#[cors(origins = "https://shop.example.com", credentials)]
#[cors(origins = "https://*.partner.example")]
#[get("/orders")]
async fn orders() -> impl Responder {
    "all orders"
}

/// No page reads this.
#[cors(off)]
#[get("/metrics")]
async fn metrics() -> impl Responder {
    "up 1"
}

/// The handlers, for the application.
pub fn configure(app: &mut ServiceConfig) {
    app.service(books).service(edit).service(orders).service(metrics);
}
