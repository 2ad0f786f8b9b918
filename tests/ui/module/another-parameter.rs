use actix_web::App;
use cors_actix::cors;

fn admits(origin: &str) -> bool {
    origin.is_empty()
}

#[cors(origins(with = super::admits))]
mod items {
    use actix_web::{Responder, get, put};

    #[get("/items")]
    pub async fn list() -> impl Responder {
        "list"
    }

    #[put("/items/{id}")]
    pub async fn edit() -> impl Responder {
        "edit"
    }
}

fn main() {
    let _ = App::new().service(items::list).service(items::edit);
}
