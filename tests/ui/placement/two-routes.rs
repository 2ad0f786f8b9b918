use actix_web::{App, Responder, get, post};
use cors_actix::cors;

#[cors(origins = "*")]
#[get("/items")]
#[post("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
