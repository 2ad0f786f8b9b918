use actix_web::{App, Responder, get};
use cors_actix::cors;

#[cors(
    origins = ["https://app.example.com", "https://admin.example.com"],
    headers(&["content-type"]),
    expose = vec!["etag"],
    methods = ("GET",),
)]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    App::new().service(items);
}
