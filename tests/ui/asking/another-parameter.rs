use actix_web::{App, Responder, get};
use cors_actix::cors;

fn admits(origin: &str) -> bool {
    origin.is_empty()
}

#[cors(origins(with = admits))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
