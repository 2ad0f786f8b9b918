use actix_web::App;
use cors_actix::cors;

#[cors(origins = "https://app.example.com")]
mod items {
    use actix_web::{Responder, get as read, put};

    #[read("/items")]
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
