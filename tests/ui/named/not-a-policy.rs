use actix_web::{App, Responder, get};
use cors_actix::cors;

static PARTNERS: &str = "https://app.example.com";

#[cors(policy = PARTNERS)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
