//! Every form of route that the attribute goes with.
#![deny(warnings, clippy::pedantic)]

use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, Responder, get, route, routes};
use cors_actix::cors;

#[cors(origins("https://app.example.com", "https://*.preview.example.com"), expose("x-total-count"), credentials)]
#[get("/items")]
async fn list() -> impl Responder {
    "items"
}

#[cors(origins = "*", methods(PUT, "PURGE"), headers("content-type"), max_age = "1h")]
#[route("/items/{id}", method = "PUT", method = "DELETE", method = "PURGE")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins = "https://app.example.com")]
#[routes]
#[get("/a")]
#[post("/b")]
async fn several() -> impl Responder {
    "several"
}

#[actix_web::test]
async fn smoke() {
    let app = init_service(App::new().service(list).service(edit).service(several)).await;
    let request = TestRequest::get().uri("/items").insert_header(("origin", "https://app.example.com")).to_request();
    let response = call_service(&app, request).await;
    println!("{:?} {:?}", response.status(), response.headers());
    let request = TestRequest::default()
        .method(Method::OPTIONS)
        .uri("/items/1")
        .insert_header(("origin", "https://app.example.com"))
        .insert_header(("access-control-request-method", "PUT"))
        .to_request();
    let response = call_service(&app, request).await;
    println!("{:?} {:?}", response.status(), response.headers());
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
}
