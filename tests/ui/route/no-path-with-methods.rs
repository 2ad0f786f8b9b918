use actix_web::{Responder, put};
use cors_actix::cors;

#[cors(origins = "https://app.example.com", methods(PUT))]
#[put()]
async fn item() -> impl Responder {
    "item"
}

fn main() {
    let _ = actix_web::App::new().service(item);
}
