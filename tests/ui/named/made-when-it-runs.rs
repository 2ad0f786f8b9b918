use std::sync::LazyLock;

use actix_web::{App, Responder, get};
use cors_actix::{Policy, cors, policy};

static PARTNERS: LazyLock<Policy> = LazyLock::new(|| policy!(origins = "https://app.example.com"));

#[cors(policy = PARTNERS)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
