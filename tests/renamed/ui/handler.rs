use actix_web::{App, Responder, get};
use sharing::cors;

#[cors(origins = "https://app.example.com")]
#[cors(origins = "*")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
