use std::sync::LazyLock;

use actix_web::{App, Responder, get};
use cors_actix::{Draft, cors};

static PARTNERS: LazyLock<Draft> = LazyLock::new(|| Draft::new().origins(["https://app.example.com"]));

#[cors(policy = PARTNERS)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
