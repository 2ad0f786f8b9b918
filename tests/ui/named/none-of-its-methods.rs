use actix_web::{App, Responder, get};
use cors_actix::{Policy, cors, policy};

static WRITERS: Policy = policy!(origins = "https://app.example.com", methods(PUT, DELETE));

#[cors(policy = WRITERS)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
