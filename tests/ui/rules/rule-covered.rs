use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins("https://*.example.com", "https://www.example.org"))]
#[cors(origins("https://app.example.com", "https://www.example.org"), credentials)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
