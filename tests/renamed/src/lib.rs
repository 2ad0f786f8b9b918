//! `crate = path`: the application knows cors-actix as `sharing`.

#![deny(missing_docs)]

use actix_web::{Responder, get};
use sharing::{Policy, cors, policy};

/// A handler whose generated code has to find the library.
#[cors(crate = ::sharing, origins = "https://app.example.com")]
#[get("/items")]
pub async fn items() -> impl Responder {
    "items"
}

/// A policy with a name, whose expression has to find the library, too.
pub static PARTNERS: Policy = policy!(crate = ::sharing, origins = "https://partner.example", expose("etag"));

/// Handlers that share a policy.
#[cors(crate = ::sharing, policy = super::PARTNERS)]
pub mod partners {
    use actix_web::{Responder, get};

    /// A handler in a module.
    #[get("/partners/items")]
    pub async fn items() -> impl Responder {
        "items"
    }
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::{TestRequest, call_service, init_service};

    #[actix_web::test]
    async fn the_policy_is_there() {
        let app = init_service(App::new().service(super::items).service(super::partners::items)).await;
        for (path, origin) in [("/items", "https://app.example.com"), ("/partners/items", "https://partner.example")] {
            let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
            assert_eq!(response.headers().get("access-control-allow-origin").unwrap(), origin, "{path}");
        }
    }

    #[test]
    fn the_table_is_there() {
        let table = sharing::table![super::items, super::partners::items];
        let paths: Vec<_> = table.rows.iter().map(|row| (row.handler.as_deref().unwrap(), row.path.as_str())).collect();
        assert_eq!(paths, [("super::items", "/items"), ("super::partners::items", "/partners/items")]);
    }
}
