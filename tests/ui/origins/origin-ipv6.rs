use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins = "http://[0:0:0:0:0:0:0:1]:8080")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
