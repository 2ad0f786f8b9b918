use actix_web::App;
use sharing::cors;

#[cors(origins = "https://app.example.com")]
mod items {
    use actix_web::{Responder, get, put};

    #[get("/items")]
    pub async fn list() -> impl Responder {
        "items"
    }

    #[put("/items")]
    pub async fn edit() -> impl Responder {
        "edited"
    }
}

fn main() {
    let _ = App::new().service(items::list).service(items::edit);
}
