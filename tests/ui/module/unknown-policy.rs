use actix_web::App;
use cors_actix::{Policy, cors, policy};

static PARTNERS: Policy = policy!(origins = "https://*.partner.example");

#[cors(policy = PARTNERS)]
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
