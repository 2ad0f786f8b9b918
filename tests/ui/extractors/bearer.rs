use actix_web::{App, FromRequest, HttpRequest, Responder, get};
use cors_actix::cors;

struct BearerAuth;

impl FromRequest for BearerAuth {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(_: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        std::future::ready(Ok(BearerAuth))
    }
}

#[cors(origins = "https://app.example.com", headers = "*")]
#[get("/me")]
async fn me(_: BearerAuth) -> impl Responder {
    "me"
}

fn main() {
    let _ = App::new().service(me);
}
