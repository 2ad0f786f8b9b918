use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "https://app.example.com", dangerously())]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    App::new().service(items);
}
