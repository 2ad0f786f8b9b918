//! The application that is deployed.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Responder, get, put, route, rt};
use cors_actix::{Cors, Policy, Report, cors, policy};
use cors_tests::server::Server;

/// The shop's own pages, and previews of them.
#[cors(
    origins("https://app.example.com", "https://*.preview.example.net", regex = r"https://pr-[0-9]+\.example\.org"),
    headers("content-type", "x-csrf-token"),
    expose("etag"),
    credentials,
    max_age = "10m"
)]
#[route("/account", method = "GET", method = "PUT")]
async fn account() -> impl Responder {
    HttpResponse::Ok().insert_header(("etag", "\"1\"")).body("the account")
}

/// Reads have to come from the pages of the application.
#[cors(origins("https://app.example.com", "https://admin.example.com"), enforce = "all")]
#[get("/inbox/{id}")]
async fn inbox() -> impl Responder {
    "a letter"
}

/// One origin, under one name.
#[cors(origins = "https://app.example.com", headers("x-csrf-token"), hosts("127.0.0.1:*"))]
#[put("/notes/{id}")]
async fn note() -> impl Responder {
    "noted"
}

#[cors(origins = "*", expose("etag"), max_age = "1d")]
#[get("/catalogue")]
async fn catalogue() -> impl Responder {
    "the catalogue"
}

#[cors(off)]
#[get("/metrics")]
async fn metrics() -> impl Responder {
    "up 1"
}

#[get("/health")]
async fn health() -> impl Responder {
    "ok"
}

static DEFAULT: Policy = policy!(origins("https://app.example.com", "https://admin.example.com"));

fn configure(app: &mut ServiceConfig) {
    app.service(account).service(inbox).service(note).service(catalogue).service(metrics).service(health);
    app.service(web::scope("/api").wrap(Cors::new(&DEFAULT)).route("/items", web::get().to(|| async { "items" })));
}

/// The report about it.
pub fn report() -> Report {
    rt::System::new().block_on(cors_actix::report(configure)).expect("it starts")
}

/// Runs the same handlers without the policies. They write headers that are too generous, which a gateway has to remove.
pub fn serve_bare() -> Server {
    Server::start(|app| {
        let handler = || async {
            let mut response = HttpResponse::Ok();
            response.insert_header(("access-control-allow-origin", "*")).insert_header(("etag", "\"1\"")).finish()
        };
        app.route("/account", web::get().to(handler)).route("/account", web::put().to(handler));
        app.route("/inbox/{id}", web::get().to(handler)).route("/notes/{id}", web::put().to(handler));
        app.route("/catalogue", web::get().to(handler)).route("/api/items", web::get().to(handler));
    })
}

/// Runs it.
pub fn serve() -> Server {
    Server::start(configure)
}
