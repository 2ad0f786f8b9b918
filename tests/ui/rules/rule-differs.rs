use actix_web::{App, Responder, post};
use cors_actix::cors;

#[cors(origins = "https://app.example.com", credentials, enforce = "all")]
#[cors(origins = "*", enforce = false)]
#[post("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
