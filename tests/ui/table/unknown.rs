use actix_web::{Responder, get};
use cors_actix::{cors, table};

#[cors(origins = "https://app.example.com")]
#[get("/items")]
async fn list() -> impl Responder {
    "items"
}

fn main() {
    println!("{}", table![list, purge]);
}
