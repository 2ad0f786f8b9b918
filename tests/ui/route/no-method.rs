use actix_web::{App, Responder, route};
use cors_actix::cors;

#[cors(origins = "*")]
#[route("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
