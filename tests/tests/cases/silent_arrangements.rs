//! Arrangements that compile, start, and answer no preflight.

use actix_web::dev::ServiceRequest;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, guard, put, web};
use cors_actix::{Cors, Policy, cors, policy};
use cors_tests::ask::{APP, ask, preflight};

static POLICY: Policy = policy!(origins = "https://app.example.com", methods(POST, PUT));

async fn answer() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// The guard of a resource turns a preflight away before the `Cors` around the resource is asked: the guide says so where it
/// explains a 404. The guard of a route does not.
#[actix_web::test]
async fn a_guard_of_a_resource() {
    let on_resource = web::resource("/resource").guard(guard::Post()).wrap(Cors::new(&POLICY)).to(answer);
    let on_route = web::resource("/route").wrap(Cors::new(&POLICY)).route(web::post().to(answer));
    let around = web::scope("/around")
        .wrap(Cors::new(&POLICY))
        .service(web::resource("/resource").guard(guard::Post()).to(answer));
    let app = init_service(App::new().service(on_resource).service(on_route).service(around)).await;
    for (path, status) in [("/resource", 404), ("/route", 204), ("/around/resource", 204)] {
        assert_eq!(preflight(&app, "POST", path).await.status, status, "{path}");
    }
    let page = include_str!("../../../cors-actix/guide/why_was_i_blocked.md");
    assert!(page.contains("`web::resource(…).guard(…)`"));
}

static REST: Policy = policy!(origins = "https://rest.example");

#[cors(origins = "https://app.example.com")]
#[put("/annotated")]
async fn annotated() -> HttpResponse {
    answer().await
}

/// Around annotated handlers, the middleware of another library answers their preflights. A `Cors` in its place asks them.
#[actix_web::test]
async fn another_library_around_annotated_handlers() {
    // It answers every preflight, and knows nothing of the routes.
    let refuse = from_fn(async |request: ServiceRequest, next: Next<_>| {
        if request.headers().contains_key("access-control-request-method") {
            return Ok::<_, Error>(request.into_response(HttpResponse::BadRequest().finish()).map_into_right_body());
        }
        Ok(next.call(request).await?.map_into_left_body())
    });
    let app = init_service(App::new().wrap(refuse).service(annotated)).await;
    assert_eq!(preflight(&app, "PUT", "/annotated").await.status, 400);

    let rest = web::resource("/rest").to(answer);
    let app = init_service(App::new().wrap(Cors::new(&REST)).service(annotated).service(rest)).await;
    assert_eq!(preflight(&app, "PUT", "/annotated").await.status, 204);
    assert_eq!(ask(&app, "GET", "/rest", &[("origin", APP)]).await.allowed_origin(), Some("https://rest.example"));
}
