//! What everybody may read.

use actix_web::{Responder, get, web};
use cors_actix::cors;
use serde_json::json;

#[cors(origins = "*", max_age = "1d")]
#[utoipa::path(responses((status = 200, description = "All teams")))]
#[get("/teams")]
pub(super) async fn list() -> impl Responder {
    web::Json(json!(["red", "blue"]))
}
