use actix_web::{App, Responder, put};
use cors_actix::{Policy, cors, policy};

const PARTNERS: Policy = policy!(origins = "https://*.partner.example/", methods(GET));

#[cors(policy = PARTNERS)]
#[put("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
    let _: &'static Policy = const { &policy!(origins) };
}
