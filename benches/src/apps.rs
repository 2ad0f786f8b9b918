//! One route `/data`, with and without CORS.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::guard::{Any, Delete, Get, Put};
use actix_web::http::header;
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, route, web};
use cors_actix::{Cors, Draft, cors};

async fn data() -> HttpResponse {
    HttpResponse::Ok().body("hello")
}

#[cors(
    origins(
        "https://app0.example.com",
        "https://app1.example.com",
        "https://app2.example.com",
        "https://app3.example.com",
        "https://app4.example.com",
        "https://app5.example.com",
        "https://app6.example.com",
        "https://app7.example.com",
        "https://app8.example.com",
        "https://app9.example.com"
    ),
    headers("content-type", "x-csrf-token", "authorization"),
    expose("x-total-count", "etag"),
    credentials,
    max_age = "1h"
)]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
async fn annotated() -> HttpResponse {
    data().await
}

#[cors(origins = "https://app5.example.com", expose("x-total-count", "etag"), credentials)]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
async fn one() -> HttpResponse {
    data().await
}

#[cors(origins = "*", expose("x-total-count", "etag"))]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
async fn any() -> HttpResponse {
    data().await
}

fn draft() -> Draft {
    Draft::new()
        .origins((0..10).map(|n| format!("https://app{n}.example.com")))
        .methods(["GET", "PUT", "DELETE"])
        .headers(["content-type", "x-csrf-token", "authorization"])
        .expose(["x-total-count", "etag"])
        .credentials(true)
        .max_age("1h")
}

fn peer() -> actix_cors::Cors {
    (0..10)
        .fold(actix_cors::Cors::default(), |cors, n| cors.allowed_origin(&format!("https://app{n}.example.com")))
        .allowed_methods(["GET", "PUT", "DELETE"])
        .allowed_headers([header::CONTENT_TYPE, header::HeaderName::from_static("x-csrf-token"), header::AUTHORIZATION])
        .expose_headers(["x-total-count", "etag"])
        .supports_credentials()
        .max_age(3600)
}

fn peer_one() -> actix_cors::Cors {
    actix_cors::Cors::default()
        .allowed_origin("https://app5.example.com")
        .allowed_methods(["GET", "PUT", "DELETE"])
        .expose_headers(["x-total-count", "etag"])
        .supports_credentials()
}

/// What to do with an application, whatever its type.
pub trait Use {
    /// Does it.
    fn with<S, B>(self, app: S) -> impl Future<Output = ()>
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody;
}

/// Makes the application with this name.
pub async fn with(name: &str, it: impl Use) {
    let methods = || Any(Get()).or(Put()).or(Delete());
    let plain = || web::resource("/data").guard(methods()).to(data);
    let resource =
        || web::resource("/data").route(web::get().to(data)).route(web::put().to(data)).route(web::delete().to(data));
    let policy = draft().check().expect("the policy is right");
    match name {
        "bare" => it.with(init_service(App::new().service(plain())).await).await,
        "ours-resource" => it.with(init_service(App::new().service(annotated)).await).await,
        "ours-app" => it.with(init_service(App::new().wrap(Cors::new(policy)).service(plain())).await).await,
        "ours-handle" => {
            let handle = cors_actix::PolicyHandle::from(policy);
            it.with(init_service(App::new().wrap(Cors::new(handle)).service(plain())).await).await;
        }
        "ours-one" => it.with(init_service(App::new().service(one)).await).await,
        "ours-any" => it.with(init_service(App::new().service(any)).await).await,
        "actix-cors-resource" => {
            it.with(init_service(App::new().service(resource().wrap(peer()))).await).await;
        }
        "actix-cors-app" => it.with(init_service(App::new().wrap(peer()).service(plain())).await).await,
        "actix-cors-one" => it.with(init_service(App::new().service(resource().wrap(peer_one()))).await).await,
        other => panic!("there is no application {other}"),
    }
}
