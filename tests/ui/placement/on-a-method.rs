use actix_web::{App, Responder};
use cors_actix::cors;

struct Shop;

impl Shop {
    #[cors(origins = "https://app.example.com")]
    #[get("/items")]
    async fn items(&self) -> impl Responder {
        "items"
    }
}

fn main() {
    let _ = (App::new(), Shop);
}
