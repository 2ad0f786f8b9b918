use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
#[api_operation(summary = "All items")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

#[cors(origins = "https://app.example.com")]
#[paperclip::actix::get("/users")]
async fn users() -> impl Responder {
    "users"
}

fn main() {
    let _ = App::new().service(items);
}
