use actix_web::{Responder, get};
use cors_actix::{cors, table};

#[cors(origins = "https://app.example.com")]
#[get("/items")]
async fn list() -> impl Responder {
    "items"
}

mod admin {
    use actix_web::{Responder, delete};

    #[delete("/items")]
    pub async fn purge() -> impl Responder {
        "purged"
    }
}

fn main() {
    println!("{}", table![list, admin::purge]);
}
