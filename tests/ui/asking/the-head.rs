use actix_web::dev::RequestHead;
use actix_web::{App, Responder, get};
use cors_actix::{Origin, cors};

fn admits(origin: &Origin<'_>, _: &RequestHead) -> bool {
    origin.host() == "app.example.com"
}

#[cors(origins(with = admits))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
