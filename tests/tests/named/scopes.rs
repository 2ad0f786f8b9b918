//! `#[scope]` above and below the policy of a module.

use actix_web::scope;
use cors_actix::cors;
use cors_tests::ask::{APP, ask, preflight};

use crate::modules::module;
use crate::words;

#[scope("/above")]
#[cors(policy = super::super::PARTNERS)]
pub mod above {
    use actix_web::{Responder, put};

    #[put("/items")]
    pub async fn items() -> impl Responder {
        "above"
    }
}

#[cors(policy = super::super::PARTNERS)]
#[scope("/below")]
pub mod below {
    use actix_web::{Responder, get, put};

    #[put("/items")]
    pub async fn items() -> impl Responder {
        "below"
    }

    #[cors_actix::cors(origins = "https://own.example")]
    #[get("/own")]
    pub async fn own() -> impl Responder {
        "own"
    }
}

#[actix_web::test]
async fn a_module_and_its_scope() {
    let app = app!(module::first, above::items, below::items, below::own);
    for (method, path, body) in
        [("GET", "/first", "first"), ("PUT", "/above/items", "above"), ("PUT", "/below/items", "below")]
    {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.body.as_str(), answer.allowed_origin()), (body, Some(APP)), "{path}");
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)), "{path}");
        assert_eq!(answer.header("access-control-allow-methods"), Some(method), "{path}");
    }
    assert_eq!(words(below::own), [Some("https://own.example may read; methods: GET".to_owned())]);
}
