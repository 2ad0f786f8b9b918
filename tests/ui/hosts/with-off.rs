use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(off, hosts("API.example.com"), enforce = "all")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
