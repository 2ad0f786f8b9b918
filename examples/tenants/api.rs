//! The handlers.

use actix_web::{Responder, get, put, web};
use cors_actix::cors;
use serde_json::json;

use super::origins::admits;

#[cors(origins(with = admits), credentials)]
#[get("/{tenant}/items")]
pub(super) async fn list(tenant: web::Path<String>) -> impl Responder {
    web::Json(json!({ "tenant": *tenant, "items": ["bread"] }))
}

#[cors(origins(with = admits), headers("content-type"), credentials)]
#[put("/{tenant}/items/{id}")]
pub(super) async fn add(path: web::Path<(String, u32)>) -> impl Responder {
    let (tenant, id) = path.into_inner();
    format!("item {id} of {tenant} is saved")
}
