use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "data:text/html,page")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
