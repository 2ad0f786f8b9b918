use actix_web::{App, Responder, routes};
use cors_actix::cors;

mod policies {
    use cors_actix::{Policy, policy};

    pub const WRITERS: Policy = policy!(origins = "https://app.example.com", methods(PUT, DELETE));
}

#[cors(policy = policies::WRITERS)]
#[routes]
#[put("/items/{id}")]
#[get("/items")]
#[post("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
