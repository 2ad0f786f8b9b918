use actix_web::App;
use cors_actix::{Policy, cors, policy};

static WRITERS: Policy = policy!(origins = "https://app.example.com", methods(PUT, DELETE));

#[cors(policy = super::WRITERS)]
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
