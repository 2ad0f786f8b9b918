//! Attributes of other crates on a handler, above and below `#[cors]`: each does what it does without it.

use std::collections::HashSet;
use std::future::ready;

use actix_web::dev::ServiceRequest;
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, Responder, get, put};
use actix_web_grants::{GrantsMiddleware, protect};
use cors_actix::cors;
use cors_tests::ask::{APP, ask};
use utoipa_actix_web::AppExt;

#[utoipa::path(responses((status = 200, description = "All items")))]
#[cors(origins = "https://app.example.com")]
#[get("/above")]
async fn utoipa_above() -> impl Responder {
    "items"
}

#[cors(origins = "https://app.example.com")]
#[utoipa::path(params(("id" = u32, Path)), responses((status = 200, description = "One item")))]
#[put("/below/{id}")]
async fn utoipa_below(id: actix_web::web::Path<u32>) -> impl Responder {
    id.to_string()
}

/// The document names the paths, and the routes have their policies.
#[actix_web::test]
async fn utoipa() {
    let (app, document) = App::new().into_utoipa_app().service(utoipa_above).service(utoipa_below).split_for_parts();
    let paths: Vec<_> = document.paths.paths.keys().collect();
    assert_eq!(paths, ["/above", "/below/{id}"]);
    assert!(document.paths.paths["/below/{id}"].put.is_some());
    let app = init_service(app).await;
    for (path, method) in [("/above", "GET"), ("/below/1", "PUT")] {
        let preflight = [("origin", APP), ("access-control-request-method", method)];
        let answer = ask(&app, "OPTIONS", path, &preflight).await;
        assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, Some(method)), "{path}");
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)), "{path}");
    }
}

#[cors(origins = "https://app.example.com")]
#[protect("ADMIN")]
#[put("/protected/inside")]
async fn protected_inside() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(origins = "https://app.example.com")]
#[put("/protected/below")]
#[protect("ADMIN")]
async fn protected_below() -> HttpResponse {
    HttpResponse::Ok().finish()
}

async fn roles(request: &ServiceRequest) -> Result<HashSet<String>, Error> {
    Ok(request.headers().get("x-role").and_then(|role| role.to_str().ok()).map(str::to_owned).into_iter().collect())
}

/// Who has the role gets in, and pages read the 403 of those who have not.
#[actix_web::test]
async fn grants() {
    let app = App::new().service(protected_inside).service(protected_below);
    let app = init_service(app.wrap(GrantsMiddleware::with_extractor(roles))).await;
    for path in ["/protected/inside", "/protected/below"] {
        for (lines, status) in [(&[("origin", APP), ("x-role", "ADMIN")][..], 200), (&[("origin", APP)], 403)] {
            let answer = ask(&app, "PUT", path, lines).await;
            assert_eq!((answer.status, answer.allowed_origin()), (status, Some(APP)), "{path}");
        }
        let answer = ask(&app, "OPTIONS", path, &[("origin", APP), ("access-control-request-method", "PUT")]).await;
        assert_eq!(answer.status, 204, "{path}");
    }
}

#[tracing::instrument]
#[cors(origins = "https://app.example.com")]
#[get("/traced/above")]
async fn traced_above() -> String {
    "traced".to_owned()
}

#[cors(origins = "https://app.example.com")]
#[tracing::instrument]
#[get("/traced/between")]
async fn traced_between() -> String {
    "traced".to_owned()
}

#[cors(origins = "https://app.example.com")]
#[get("/traced/below")]
#[tracing::instrument]
async fn traced_below() -> String {
    "traced".to_owned()
}

#[cors(origins = "https://app.example.com")]
#[get("/cached")]
#[cached::macros::cached]
async fn cached_below() -> String {
    ready("cached".to_owned()).await
}

#[actix_web::test]
async fn tracing_and_cached() {
    let app = App::new().service(traced_above).service(traced_between).service(traced_below).service(cached_below);
    let app = init_service(app).await;
    for path in ["/traced/above", "/traced/between", "/traced/below", "/cached"] {
        let answer = ask(&app, "GET", path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)), "{path}");
    }
}
