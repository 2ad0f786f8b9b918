//! Who has the token.

use actix_web::Error;
use actix_web::dev::ServiceRequest;
use actix_web_httpauth::extractors::AuthenticationError;
use actix_web_httpauth::extractors::bearer::{BearerAuth, Config, Error as Challenge};

/// Lets the request pass if it has the token.
pub(super) async fn check(
    request: ServiceRequest,
    credentials: BearerAuth,
) -> Result<ServiceRequest, (Error, ServiceRequest)> {
    if credentials.token() == "open-sesame" {
        return Ok(request);
    }
    let challenge = AuthenticationError::from(Config::default().realm("notes")).with_error(Challenge::InvalidToken);
    Err((challenge.into(), request))
}
