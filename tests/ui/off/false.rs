use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(off = false, origins = "https://app.example.com")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
