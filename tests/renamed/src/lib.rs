//! `crate = path`: the application knows cors-actix as `sharing`.

#![deny(missing_docs)]

use actix_web::{Responder, get};
use sharing::cors;

/// A handler whose generated code has to find the library.
#[cors(crate = ::sharing, origins = "https://app.example.com")]
#[get("/items")]
pub async fn items() -> impl Responder {
    "items"
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::{TestRequest, call_service, init_service};

    #[actix_web::test]
    async fn the_policy_is_there() {
        let app = init_service(App::new().service(super::items)).await;
        let response = call_service(&app, TestRequest::get().uri("/items").to_request()).await;
        assert_eq!(response.headers().get("access-control-allow-origin").unwrap(), "https://app.example.com");
    }
}
