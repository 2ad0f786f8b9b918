//! Handlers with `Json` whose policy says what it means. `tests/ui/extractors` has those that do not compile.

use actix_web::test::init_service;
use actix_web::{App, Responder, get, post, put, web};
use cors_actix::{Policy, cors, policy};
use cors_tests::ask::{APP, ask};

/// It lists the header.
#[cors(origins = "https://app.example.com", headers("content-type"))]
#[put("/listed")]
async fn listed(name: web::Json<String>) -> impl Responder {
    name.into_inner()
}

#[cors(origins = "https://app.example.com", headers = "*")]
#[put("/any")]
async fn any(name: web::Json<String>) -> impl Responder {
    name.into_inner()
}

/// One of its rules does.
#[cors(origins = "https://app.example.com", headers("content-type"))]
#[cors(origins = "*")]
#[put("/rules")]
async fn rules(name: web::Json<String>) -> impl Responder {
    name.into_inner()
}

/// Nobody is meant to send it.
#[cors(origins = "https://app.example.com", headers())]
#[put("/none")]
async fn none(name: web::Json<String>) -> impl Responder {
    name.into_inner()
}

#[cors(off)]
#[post("/off")]
async fn off(name: web::Json<String>) -> impl Responder {
    name.into_inner()
}

/// A macro does not see what a named policy lists.
static SHARED: Policy = policy!(origins = "https://app.example.com", headers("content-type"));

#[cors(policy = SHARED)]
#[put("/named")]
async fn named(name: web::Json<String>) -> impl Responder {
    name.into_inner()
}

/// A request with GET has no body.
#[cors(origins = "https://app.example.com")]
#[get("/get")]
async fn get_only(name: Option<web::Json<String>>) -> impl Responder {
    name.map_or_else(String::new, web::Json::into_inner)
}

#[actix_web::test]
async fn who_may_send_json() {
    let app = App::new().service(listed).service(any).service(rules).service(none).service(off).service(named);
    let app = init_service(app.service(get_only)).await;
    for (path, method, headers) in [
        ("/listed", "PUT", Some("content-type")),
        ("/any", "PUT", Some("*")),
        ("/rules", "PUT", Some("content-type")),
        ("/none", "PUT", None),
        ("/off", "POST", None),
        ("/named", "PUT", Some("content-type")),
        ("/get", "GET", None),
    ] {
        let preflight = [
            ("origin", APP),
            ("access-control-request-method", method),
            ("access-control-request-headers", "content-type"),
        ];
        let answer = ask(&app, "OPTIONS", path, &preflight).await;
        assert_eq!(answer.header("access-control-allow-headers"), headers, "{path}");
    }
}
