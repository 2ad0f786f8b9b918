use actix_web::{App, Responder, route};
use cors_actix::cors;

#[cors(origins = "*")]
#[route("/items", method = "get")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
