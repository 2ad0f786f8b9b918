use actix_web::Responder;
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

fn main() {
    let _ = actix_web::App::new().service(items);
}
