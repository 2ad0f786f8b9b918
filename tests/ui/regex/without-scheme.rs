use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(origins(regex = r"//example\.com(:[0-9]+)?$"))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
