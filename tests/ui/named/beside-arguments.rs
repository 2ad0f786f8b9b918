use actix_web::{App, Responder, get};
use cors_actix::{Policy, cors, policy};

static PARTNERS: Policy = policy!(origins = "https://*.partner.example");

#[cors(policy = PARTNERS, origins = "https://app.example.com", credentials)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
