//! The handlers, which need not know that there is authentication.

use actix_web::{Responder, get, put, web};
use cors_actix::cors;
use serde_json::json;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(list).service(save);
}

#[cors(origins = "https://app.example.com", headers("authorization"), expose("www-authenticate"))]
#[get("")]
async fn list() -> impl Responder {
    web::Json(json!(["buy bread"]))
}

#[cors(origins = "https://app.example.com", headers("authorization", "content-type"), expose("www-authenticate"))]
#[put("/{id}")]
async fn save(id: web::Path<u32>) -> impl Responder {
    format!("saved {id}")
}
