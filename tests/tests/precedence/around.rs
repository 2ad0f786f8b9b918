//! One `Cors` around another, and around routes of their own.

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorTooManyRequests;
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, Responder, options, put, web};
use cors_actix::{Cors, Draft, Policy, cors, policy};
use cors_tests::ask::{APP, ask, authenticate, preflight, wait};

use crate::{annotated, any, assert_answers, edit, layer, plain, ran, who, who_approves};

#[actix_web::test]
async fn an_application_around_everything() {
    let app = init_service(
        App::new()
            .wrap(layer("app"))
            .service(annotated)
            .service(plain)
            .service(web::resource("/any").to(any))
            .service(web::scope("/v1").service(edit).service(web::resource("/any").to(any))),
    )
    .await;
    let expected = [
        ("GET", "/annotated", "x-route"),
        ("PUT", "/v1/items/7", "x-route"),
        // Nobody serves it there.
        ("PUT", "/items/7", "x-app"),
        ("DELETE", "/v1/items/7", "x-app"),
        ("GET", "/plain", "x-app"),
        ("PUT", "/any", "x-app"),
        ("PUT", "/v1/any", "x-app"),
        ("GET", "/nowhere", "x-app"),
        ("DELETE", "/plain", "x-app"),
    ];
    assert_answers(&app, &expected).await;
}

#[actix_web::test]
async fn an_application_around_scopes_and_resources() {
    let app = init_service(
        App::new()
            .wrap(layer("app"))
            .service(
                web::scope("/scope")
                    .wrap(layer("scope"))
                    .service(annotated)
                    .service(plain)
                    .service(web::resource("/resource").wrap(layer("resource")).to(any))
                    .service(web::scope("/inner").wrap(layer("inner")).service(annotated).service(plain)),
            )
            .service(web::resource("/resource").wrap(layer("resource")).route(web::get().to(any)))
            .service(plain),
    )
    .await;
    let expected = [
        ("GET", "/plain", "x-app"),
        ("GET", "/resource", "x-resource"),
        ("DELETE", "/resource", "x-resource"),
        ("GET", "/scope/annotated", "x-route"),
        ("GET", "/scope/plain", "x-scope"),
        ("GET", "/scope/nowhere", "x-scope"),
        ("PUT", "/scope/annotated", "x-scope"),
        ("PUT", "/scope/resource", "x-resource"),
        ("GET", "/scope/inner/annotated", "x-route"),
        ("GET", "/scope/inner/plain", "x-inner"),
        ("GET", "/nowhere", "x-app"),
    ];
    assert_answers(&app, &expected).await;
}

#[actix_web::test]
async fn responses_of_the_application_without_origin_vary_once() {
    let app = init_service(
        App::new().wrap(layer("app")).service(
            web::scope("/a")
                .wrap(Cors::new(Draft::new().origins(["https://a.example", "https://b.example"]).check().unwrap())),
        ),
    )
    .await;
    let answer = ask(&app, "GET", "/a/x", &[("origin", "https://b.example")]).await;
    assert_eq!(answer.allowed_origin(), Some("https://b.example"));
    assert_eq!(answer.header("vary"), Some("Origin"));
    let answer = ask(&app, "GET", "/a/x", &[]).await;
    assert_eq!((answer.allowed_origin(), answer.header("vary")), (None, Some("Origin")));
}

#[options("/own")]
async fn own_options() -> impl Responder {
    ran();
    HttpResponse::Ok().insert_header(("allow", "GET")).body("options of the application")
}

#[actix_web::test]
async fn other_options_belong_to_the_application() {
    let app = init_service(App::new().wrap(layer("app")).service(own_options).service(annotated)).await;
    let answer = ask(&app, "OPTIONS", "/own", &[("origin", APP)]).await;
    assert_eq!((answer.body.as_str(), answer.allowed_origin()), ("options of the application", Some(APP)));
    let answer = ask(&app, "OPTIONS", "/own", &[("access-control-request-method", "PUT")]).await;
    assert_eq!(answer.body, "options of the application");
    assert_eq!(who_approves(&app, "PUT", "/own").await, "x-app");
}

async fn too_many<B: MessageBody>(_: ServiceRequest, _: Next<B>) -> Result<ServiceResponse<B>, Error> {
    Err(ErrorTooManyRequests("slow down"))
}

#[actix_web::test]
async fn errors_of_middleware_inside() {
    let app = init_service(App::new().service(plain).wrap(from_fn(too_many)).wrap(layer("app"))).await;
    let answer = ask(&app, "GET", "/plain", &[("origin", APP)]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (429, Some(APP)));
    assert_eq!(who_approves(&app, "PUT", "/plain").await, "x-app");
}

#[actix_web::test]
async fn errors_of_extractors() {
    async fn number(_: web::Path<u32>) -> impl Responder {
        "a number"
    }
    let app = init_service(App::new().wrap(layer("app")).route("/{number}", web::get().to(number))).await;
    for (path, status) in [("/none", 404), ("/7", 200)] {
        let answer = ask(&app, "GET", path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, Some(APP)), "{path}");
    }
}

/// Sends what finds nothing on its way once more, to another place.
async fn fall_back(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    if response.status() != StatusCode::NOT_FOUND {
        return Ok(response);
    }
    let mut request = ServiceRequest::from_parts(response.into_parts().0, Payload::None);
    let uri = Uri::from_static("/open");
    request.match_info_mut().get_mut().update(&uri);
    request.match_info_mut().reset();
    request.head_mut().uri = uri;
    next.call(request).await
}

async fn open() -> impl Responder {
    HttpResponse::Ok().insert_header(("access-control-allow-origin", "*")).body("open")
}

/// Each time that a request comes by, the headers of the policy are written.
#[actix_web::test]
async fn a_request_that_comes_a_second_time() {
    let cors = layer("app");
    let app = App::new().service(annotated).route("/open", web::get().to(open));
    let app = init_service(app.wrap(cors.around(from_fn(wait))).wrap(from_fn(fall_back))).await;
    let answer = ask(&app, "GET", "/nowhere", &[("origin", APP)]).await;
    assert_eq!((answer.body.as_str(), answer.allowed_origin()), ("open", Some(APP)));
}

/// Makes requests with `X-Method` requests of that method.
async fn override_method(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let method = request.headers().get("x-method").and_then(|method| Method::from_bytes(method.as_bytes()).ok());
    if let Some(method) = method {
        request.head_mut().method = method;
    }
    next.call(request).await
}

/// The outermost `Cors` has not seen it as one, and the route answers it all the same.
#[actix_web::test]
async fn a_preflight_that_middleware_in_between_has_made() {
    let app = init_service(App::new().service(annotated).wrap(from_fn(override_method)).wrap(layer("app"))).await;
    let lines = [("origin", APP), ("access-control-request-method", "GET"), ("x-method", "OPTIONS")];
    let answer = ask(&app, "POST", "/annotated", &lines).await;
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET"));
}

static PARTNERS: Policy = policy!(origins = "https://app.example.com", headers("x-partners"), expose("x-partners"));

#[cors(policy = PARTNERS)]
#[put("/partners")]
async fn for_partners() -> impl Responder {
    ran();
    "partners"
}

#[actix_web::test]
async fn a_named_policy_on_a_route_and_around_an_application() {
    let app = init_service(App::new().service(for_partners).service(plain).wrap(Cors::new(&PARTNERS))).await;
    for (method, path, methods) in [("PUT", "/partners", Some("PUT")), ("GET", "/plain", None)] {
        let approved = preflight(&app, method, path).await;
        assert_eq!((approved.status, approved.header("access-control-allow-methods")), (204, methods), "{path}");
        assert_eq!(who(&app, method, path).await, "x-partners");
    }
}

/// A handler for OPTIONS before does not keep the 401 from the headers of the handler that the request was for.
#[actix_web::test]
async fn a_login_around_handlers_for_options_and_for_put() {
    #[cors(origins = "https://app.example.com", expose("x-options"))]
    #[options("/x")]
    async fn for_options() -> impl Responder {
        "options"
    }
    #[cors(origins = "https://app.example.com", expose("x-route"))]
    #[put("/x")]
    async fn for_put() -> impl Responder {
        "put"
    }
    let app = App::new().service(for_options).service(for_put).wrap(layer("app").around(from_fn(authenticate)));
    let app = init_service(app).await;
    assert_eq!(who(&app, "PUT", "/x").await, "x-route");
    assert_eq!(ask(&app, "PUT", "/x", &[("origin", APP)]).await.status, 401);
}
