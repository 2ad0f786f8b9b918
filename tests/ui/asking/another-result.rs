use actix_web::HttpRequest;
use actix_web::{App, Responder, get};
use cors_actix::{Origin, cors};

fn admits(origin: &Origin<'_>, _: &HttpRequest) -> Option<bool> {
    Some(origin.host().is_empty())
}

#[cors(origins(with = admits))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
