use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "https://app.example.com", hosts("https://api.example.com", "localhost:*", "api.example.com:443", "user@host"))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
