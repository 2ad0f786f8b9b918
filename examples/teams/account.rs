//! What a signed-in user does.

use actix_web::error::ErrorUnauthorized;
use actix_web::web::{Bytes, Path, Payload};
use actix_web::{Error, HttpRequest, HttpResponse, Responder, get, put};
use actix_ws::Message;
use cors_actix::cors;

use super::{FRONT_ENDS, PREVIEWS};

/// The session is in a cookie, so previews cannot use it.
#[utoipa::path(responses((status = 200, description = "The name of the user"), (status = 401, description = "Not signed in")))]
#[cors(policy = FRONT_ENDS)]
#[get("/me")]
pub(super) async fn me(request: HttpRequest) -> Result<String, Error> {
    let session = request.cookie("session").ok_or_else(|| ErrorUnauthorized("not signed in"))?;
    Ok(session.value().to_owned())
}

/// A script that listens to `xhr.upload` makes browsers ask first, whatever it sends.
#[cors(policy = FRONT_ENDS)]
#[cors(policy = PREVIEWS)]
#[utoipa::path(params(("name" = String, Path)), request_body = Vec<u8>, responses((status = 200, description = "How many bytes have arrived")))]
#[put("/files/{name}")]
pub(super) async fn upload(name: Path<String>, file: Bytes) -> impl Responder {
    format!("{name}: {} bytes", file.len())
}

/// Browsers do not ask before they open a socket. Pages of other sites get 403, and nothing is opened.
#[cors(policy = FRONT_ENDS)]
#[get("/live")]
pub(super) async fn live(request: HttpRequest, body: Payload) -> Result<HttpResponse, Error> {
    let (response, mut session, mut messages) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        while let Some(Ok(Message::Text(text))) = messages.recv().await {
            if session.text(text).await.is_err() {
                break;
            }
        }
    });
    Ok(response)
}
