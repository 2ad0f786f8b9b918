use actix_web::HttpRequest;
use actix_web::{App, Responder, get};
use cors_actix::{Origin, cors};

fn admits(_: &Origin<'_>, _: &HttpRequest) -> bool {
    true
}

#[cors(origins("*", with = admits))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
