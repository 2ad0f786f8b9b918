use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(policies::PARTNERS)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    App::new().service(items);
}
