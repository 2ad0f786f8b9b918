//! Handlers with a policy behind middleware.

use actix_web::middleware::{Logger, from_fn};
use actix_web::test::init_service;
use actix_web::{App, web};
use cors_tests::ask::authenticate;

use crate::{annotated, assert_answers, edit, layer, plain};

#[actix_web::test]
async fn around_a_login() {
    let app = init_service(
        App::new()
            .service(annotated)
            .service(plain)
            .service(web::scope("/v1").service(edit))
            .service(web::scope("/v3").wrap(layer("v3")).service(plain))
            .wrap(layer("app").around(from_fn(authenticate))),
    )
    .await;
    let expected = [
        ("GET", "/annotated", "x-route"),
        ("PUT", "/v1/items/7", "x-route"),
        ("DELETE", "/v1/items/7", "x-app"),
        ("PUT", "/v2/items/7", "x-app"),
        ("GET", "/plain", "x-app"),
        ("GET", "/v3/plain", "x-v3"),
        ("GET", "/v3/nowhere", "x-v3"),
    ];
    assert_answers(&app, &expected).await;
}

/// Middleware that passes a request on in the call itself hides nothing.
#[actix_web::test]
async fn middleware_that_looks_on_hides_nothing() {
    let app =
        init_service(App::new().service(annotated).service(plain).wrap(Logger::default()).wrap(layer("app"))).await;
    assert_answers(&app, &[("GET", "/annotated", "x-route"), ("GET", "/plain", "x-app")]).await;
}
