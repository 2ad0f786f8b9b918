use actix_web::{App, Responder, get};
use cors_actix::cors;

#[get("/items")]
#[cors(origins = "*")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
