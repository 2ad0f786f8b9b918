//! The service, which knows nothing of CORS.

use actix_web::{HttpResponse, Responder, delete, get, put, web};
use serde_json::json;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(read).service(replace).service(remove);
}

#[get("/api/v1/namespaces/{name}")]
async fn read(name: web::Path<String>) -> impl Responder {
    web::Json(json!({ "kind": "Namespace", "metadata": { "name": *name } }))
}

#[put("/api/v1/namespaces/{name}")]
async fn replace(namespace: web::Json<serde_json::Value>) -> impl Responder {
    namespace
}

#[delete("/api/v1/namespaces/{name}")]
async fn remove() -> impl Responder {
    HttpResponse::Accepted()
}
