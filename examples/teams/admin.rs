//! What needs a token.

use actix_web::dev::ServiceRequest;
use actix_web::{Error, Responder, delete, web};
use actix_web_httpauth::extractors::AuthenticationError;
use actix_web_httpauth::extractors::bearer::{BearerAuth, Config};
use cors_actix::cors;

use super::{FRONT_ENDS, PREVIEWS};

/// Lets the request pass if it has the token.
pub(super) async fn check(
    request: ServiceRequest,
    credentials: BearerAuth,
) -> Result<ServiceRequest, (Error, ServiceRequest)> {
    if credentials.token() == "open-sesame" {
        return Ok(request);
    }
    Err((AuthenticationError::from(Config::default().realm("teams")).into(), request))
}

#[cors(policy = FRONT_ENDS)]
#[cors(policy = PREVIEWS)]
#[utoipa::path(params(("id" = u32, Path)), responses((status = 200, description = "The team is gone")))]
#[delete("/teams/{id}")]
pub(super) async fn remove(id: web::Path<u32>) -> impl Responder {
    format!("removed {id}")
}
