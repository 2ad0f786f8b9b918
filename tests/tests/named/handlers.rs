//! Policies with a name, on handlers.

use actix_web::{Responder, get, get as read, put, route, routes};
use cors_actix::{Policy, cors};
use cors_tests::ask::{APP, ask, preflight};

use crate::{WRITERS, words};

#[cors(policy = super::PARTNERS)]
#[get("/get")]
async fn on_get() -> impl Responder {
    "get"
}

#[cors(policy = super::PARTNERS)]
#[put("/put")]
async fn on_put() -> impl Responder {
    "put"
}

#[cors(policy = WRITERS)]
#[route("/route", method = "GET", method = "DELETE", method = "PURGE")]
async fn on_route() -> impl Responder {
    "route"
}

/// Without methods each path has its own.
#[cors(policy = crate::PARTNERS, crate = ::cors_actix)]
#[routes]
#[get("/several")]
#[put("/several/{id}")]
async fn on_several() -> impl Responder {
    "several"
}

/// With methods each path has those of them that it serves.
#[cors(policy = WRITERS)]
#[routes]
#[put("/written")]
#[delete("/written/{id}")]
async fn on_several_named() -> impl Responder {
    "written"
}

macro_rules! handler {
    ($name:ident, $path:literal, $policy:path) => {
        #[cors(policy = $policy)]
        #[get($path)]
        async fn $name() -> impl Responder {
            $path
        }
    };
}

handler!(by_macro, "/by-macro", super::PARTNERS);

struct Tenant;

impl Tenant {
    const POLICY: Policy = PARTNERS_AGAIN;
}

const PARTNERS_AGAIN: Policy = cors_actix::policy!(origins = "https://again.example");

#[cors(policy = Tenant::POLICY)]
#[get("/associated")]
async fn associated() -> impl Responder {
    "associated"
}

#[cors(route = get, policy = super::PARTNERS)]
#[read("/renamed")]
async fn renamed() -> impl Responder {
    "renamed"
}

#[actix_web::test]
async fn a_named_policy_answers_for_the_methods_of_the_route() {
    let app = app!(on_get, on_put, on_route, on_several, on_several_named, by_macro, renamed,);
    for (method, path, methods) in [
        ("GET", "/get", "GET"),
        ("PUT", "/put", "PUT"),
        ("GET", "/several", "GET"),
        ("PUT", "/several/1", "PUT"),
        ("DELETE", "/route", "DELETE, PURGE"),
        ("PURGE", "/route", "DELETE, PURGE"),
        ("PUT", "/written", "PUT"),
        ("DELETE", "/written/1", "DELETE"),
        ("GET", "/by-macro", "GET"),
        ("GET", "/renamed", "GET"),
    ] {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)), "{method} {path}");
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)), "{method} {path}");
        assert_eq!(answer.header("access-control-allow-methods"), Some(methods), "{method} {path}");
    }
    assert_eq!(words(associated), [Some("https://again.example may read; methods: GET".to_owned())]);
}
