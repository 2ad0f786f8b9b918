use actix_web::HttpRequest;
use actix_web::{App, Responder, get};
use cors_actix::{Origin, cors};

async fn admits(origin: &Origin<'_>, _: &HttpRequest) -> u8 {
    origin.host().len() as u8
}

#[cors(origins(with = admits))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = App::new().service(items);
}
