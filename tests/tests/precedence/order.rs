//! Plain handlers before annotated ones, and annotated ones before each other.

use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::web::ServiceConfig;
use actix_web::{App, Responder, delete, get};
use cors_actix::{Cors, cors};
use cors_tests::ask::{APP, ask, authenticate};

use crate::{layer, ran, who, who_approves};

#[delete("/me")]
pub async fn delete_me() -> impl Responder {
    ran();
    "a plain handler"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[delete("/{id}")]
pub async fn delete_any() -> impl Responder {
    ran();
    "any"
}

#[cors(origins = "https://app.example.com", expose("x-first"), headers("x-first"))]
#[delete("/first")]
pub async fn delete_first() -> impl Responder {
    ran();
    "first"
}

#[get("/export")]
pub async fn export() -> impl Responder {
    "export"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[get("/{id}")]
pub async fn get_any() -> impl Responder {
    ran();
    "any"
}

fn configure(config: &mut ServiceConfig) {
    config.service((delete_me, export, delete_first, delete_any, get_any));
}

/// It is the application's own router that says who is meant.
#[actix_web::test]
async fn the_route_that_the_request_would_reach() {
    let by_route = App::new().configure(configure).wrap(Cors::by_route().around(from_fn(authenticate)));
    let by_route = init_service(by_route).await;
    let around = init_service(App::new().configure(configure).wrap(layer("app"))).await;
    for (method, path, by_route_answers, around_answers) in [
        ("DELETE", "/first", "x-first", "x-first"),
        ("DELETE", "/7", "x-route", "x-route"),
        ("GET", "/7", "x-route", "x-route"),
        ("DELETE", "/me", "refused", "x-app"),
        ("GET", "/export", "refused", "x-app"),
    ] {
        assert!(who_approves(&by_route, method, path).await.starts_with(by_route_answers), "{method} {path}");
        assert_eq!(who_approves(&around, method, path).await, around_answers, "{method} {path}");
        let expected = if by_route_answers == "refused" { "nobody" } else { by_route_answers };
        let authorized = [("origin", APP), ("authorization", "yes")];
        let answer = ask(&by_route, method, path, &authorized).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-expose-headers").unwrap_or("nobody"), expected, "{method} {path}");
        assert_eq!(who(&by_route, method, path).await, expected, "the 401 of {method} {path}");
        assert_eq!(who(&around, method, path).await, around_answers, "{method} {path}");
    }
}
