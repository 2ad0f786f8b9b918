use actix_web::web::Json;
use actix_web::{App, Responder, post};
use cors_actix::cors;

#[cors(origins = "https://app.example.com", headers("x-csrf-token"))]
#[cors(origins = "https://www.example.com")]
#[post("/items")]
async fn add(name: Json<String>) -> impl Responder {
    name.into_inner()
}

fn main() {
    let _ = App::new().service(add);
}
