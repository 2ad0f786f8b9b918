use actix_web::{App, Responder, get, routes};
use cors_actix::cors;

#[cors(origins = "*")]
#[routes]
#[get("/items")]
#[actix_web::post("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
