use actix_web::{Responder, get};

#[get("/items")]
pub async fn list() -> impl Responder {
    "list"
}
