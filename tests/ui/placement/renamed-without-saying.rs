use actix_web::{App, Responder, get as read};
use cors_actix::cors;

#[cors(origins = "*")]
#[read("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
