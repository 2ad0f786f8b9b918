use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(
    origins("https://app.example.com/", "app.example.com"),
    methods(get, TRACE),
    headers("cookie", "x-csrf-token"),
    expose = "*",
    credentials = "yes",
    max_age = "2d",
    cachable
)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
