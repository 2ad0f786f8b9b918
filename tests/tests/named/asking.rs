//! Policies that ask the application.

use actix_web::test::init_service;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpRequest, Responder, get, put};
use cors_actix::{Origin, cors};
use cors_tests::ask::{APP, ask};

use crate::routes_of;

fn admits(origin: &Origin<'_>, request: &HttpRequest) -> bool {
    origin.host().starts_with('t') && request.path() != "/"
}

async fn admits_later(origin: &Origin<'_>, request: &HttpRequest) -> bool {
    std::future::ready(admits(origin, request)).await
}

#[cors(origins("https://app.example.com", with = admits))]
#[get("/asking")]
async fn at_once() -> impl Responder {
    "asking"
}

#[cors(origins(with = admits_later), credentials)]
#[put("/asking")]
async fn later() -> impl Responder {
    "asking"
}

#[cors(origins(env = "NAMED_ORIGINS", with = admits), methods(GET))]
#[get("/asking/environment")]
async fn and_environment() -> impl Responder {
    "asking"
}

fn configure(app: &mut ServiceConfig) {
    async fn local(_: &Origin<'_>, _: &HttpRequest) -> bool {
        true
    }

    #[cors(origins(with = local))]
    #[get("/asking/local")]
    async fn handler() -> impl Responder {
        "asking"
    }

    app.service(at_once).service(later).service(handler);
}

#[actix_web::test]
async fn what_the_application_admits() {
    let words = |words: &str| [Some(words.to_owned())];
    assert_eq!(
        crate::words(at_once),
        words("https://app.example.com, and origins that the application allows, may read; methods: GET")
    );
    assert_eq!(
        crate::words(later),
        words("origins that the application allows may read, with credentials; methods: PUT")
    );
    assert!(routes_of(and_environment)[0].policies().is_err(), "the variable is not there");
    let app = init_service(App::new().configure(configure)).await;
    for path in ["/asking", "/asking/local"] {
        let answer = ask(&app, "GET", path, &[]).await;
        assert_eq!((answer.status, answer.header("vary")), (200, Some("Origin")), "{path}");
    }
    for (method, path, origin, admitted) in [
        ("GET", "/asking", APP, true),
        ("GET", "/asking", "https://tenant.example", true),
        ("GET", "/asking", "https://other.example", false),
        ("PUT", "/asking", "https://tenant.example", true),
        ("PUT", "/asking", APP, false),
        ("GET", "/asking/local", "https://other.example", true),
    ] {
        let answer = ask(&app, method, path, &[("origin", origin)]).await;
        assert_eq!(answer.allowed_origin(), admitted.then_some(origin), "{method} {path} {origin}");
    }
}
