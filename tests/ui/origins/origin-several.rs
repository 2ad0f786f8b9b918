use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "https://a.example, https://b.example")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
