//! Which policy applies: the very one that the actual request would meet.

use std::future::{Ready, ready};

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorTooManyRequests;
use actix_web::guard::{GuardContext, Host, Not, Options};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, Responder, delete, get, options, post, put, route, routes, web};
use cors_actix::cors;
use cors_tests::ask::{APP, ask, preflight};

const ORIGIN: (&str, &str) = ("origin", APP);

#[cors(origins = "https://app.example.com", max_age = 1)]
#[get("/items")]
async fn list() -> impl Responder {
    "list"
}

#[cors(origins = "https://admin.example.com", max_age = 2)]
#[post("/items")]
async fn create() -> impl Responder {
    "create"
}

#[put("/items")]
async fn replace() -> impl Responder {
    "replace"
}

#[actix_web::test]
async fn each_method_of_a_path_has_its_own_policy() {
    let app = init_service(App::new().service(list).service(create).service(replace)).await;
    let answer = preflight(&app, "GET", "/items").await;
    assert_eq!((answer.status, answer.header("access-control-max-age")), (204, Some("1")));
    let answer = preflight(&app, "POST", "/items").await;
    assert_eq!((answer.status, answer.header("access-control-max-age")), (204, Some("2")));
    assert_eq!(answer.allowed_origin(), Some("https://admin.example.com"));
    for (method, body) in [("GET", "list"), ("POST", "create"), ("PUT", "replace")] {
        assert_eq!(ask(&app, method, "/items", &[]).await.body, body);
    }
}

#[actix_web::test]
async fn methods_that_no_policy_covers_are_not_approved() {
    let app = init_service(App::new().service(list).service(create).service(replace)).await;
    for (method, path) in
        [("PUT", "/items"), ("DELETE", "/items"), ("GET", "/other"), ("get", "/items"), ("GET, POST", "/items")]
    {
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (404, None), "{method} {path}");
    }
}

#[delete("/{id}", guard = "is_deletable")]
async fn guarded() -> impl Responder {
    "guarded"
}

fn is_deletable(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-delete")
}

#[delete("/me")]
async fn delete_me() -> impl Responder {
    "delete_me"
}

#[get("/me")]
async fn me() -> impl Responder {
    "me"
}

#[cors(origins = "https://app.example.com")]
#[delete("/{id}")]
async fn delete_one() -> impl Responder {
    "delete_one"
}

#[cors(origins = "https://other.example.com")]
#[delete("/me")]
async fn delete_me_with_policy() -> impl Responder {
    "delete_me_with_policy"
}

#[actix_web::test]
async fn a_route_before_it_without_a_policy_is_never_approved() {
    let app = init_service(App::new().service(delete_me).service(delete_one)).await;
    assert_eq!(ask(&app, "DELETE", "/me", &[]).await.body, "delete_me");
    let answer = preflight(&app, "DELETE", "/me").await;
    assert_eq!((answer.status, answer.allowed_origin()), (403, None));
    assert!(answer.body.contains("another route"), "{}", answer.body);
    assert_eq!(preflight(&app, "DELETE", "/7").await.status, 204, "which /me does not match");
}

#[actix_web::test]
async fn nor_one_in_a_scope_or_with_a_guard_of_its_own() {
    let app = App::new()
        .route("/api/me", web::delete().to(HttpResponse::Ok))
        .service(web::scope("/api").service(delete_one))
        .service(web::scope("/v2").service(guarded).service(delete_one));
    let app = init_service(app).await;
    assert_eq!(preflight(&app, "DELETE", "/api/me").await.status, 403);
    assert_eq!(preflight(&app, "DELETE", "/api/7").await.status, 204);
    assert_eq!(preflight(&app, "DELETE", "/v2/7").await.status, 403, "the guard may let the request itself through");
}

#[actix_web::test]
async fn a_route_before_it_with_another_method_does_no_harm() {
    let app = init_service(App::new().service(me).service(delete_one)).await;
    assert_eq!(ask(&app, "DELETE", "/me", &[]).await.body, "delete_one");
    assert_eq!(preflight(&app, "DELETE", "/me").await.status, 204);
    assert_eq!(preflight(&app, "GET", "/me").await.status, 404);
}

#[actix_web::test]
async fn a_route_before_it_with_a_policy_answers_itself() {
    let app = init_service(App::new().service(delete_me_with_policy).service(delete_one)).await;
    let answer = preflight(&app, "DELETE", "/me").await;
    assert_eq!(answer.allowed_origin(), Some("https://other.example.com"));
    assert_eq!(preflight(&app, "DELETE", "/7").await.allowed_origin(), Some(APP));
}

#[actix_web::test]
async fn a_route_behind_it_changes_nothing() {
    let app = init_service(App::new().service(delete_one).service(delete_me)).await;
    assert_eq!(ask(&app, "DELETE", "/me", &[]).await.body, "delete_one");
    assert_eq!(preflight(&app, "DELETE", "/me").await.status, 204);
}

#[actix_web::test]
async fn a_resource_that_takes_every_method_keeps_its_preflights() {
    let resource = web::resource("/me").route(web::delete().to(HttpResponse::Ok));
    let app = init_service(App::new().service(resource).service(delete_one)).await;
    let answer = preflight(&app, "DELETE", "/me").await;
    assert_eq!((answer.status, answer.allowed_origin()), (405, None));
}

#[cors(origins = "https://app.example.com", max_age = 600)]
#[route("/{id}", method = "PUT", method = "PATCH", method = "DELETE")]
async fn edit_one() -> impl Responder {
    "edit_one"
}

/// A browser keeps each method of the list and would send it to the path without asking again.
#[actix_web::test]
async fn an_approval_names_no_method_that_another_route_serves_first() {
    let bare = init_service(App::new().service(delete_me).service(edit_one)).await;
    let annotated = init_service(App::new().service(delete_me_with_policy).service(edit_one)).await;
    for app in [bare, annotated] {
        let answer = preflight(&app, "PUT", "/me").await;
        assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, Some("PUT, PATCH")));
        let answer = preflight(&app, "PUT", "/7").await;
        assert_eq!(answer.header("access-control-allow-methods"), Some("PUT, PATCH, DELETE"));
    }
}

#[cors(origins = "https://app.example.com", methods(PUT, DELETE))]
#[routes]
#[put("/r/a")]
#[delete("/r/b")]
#[patch("/r/c")]
async fn several() -> impl Responder {
    "several"
}

#[actix_web::test]
async fn a_path_of_a_handler_does_not_answer_for_another() {
    let app = init_service(App::new().service(several)).await;
    for (method, path, methods) in
        [("PUT", "/r/a", Some("PUT")), ("DELETE", "/r/b", Some("DELETE")), ("PATCH", "/r/c", None)]
    {
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, methods), "{path}");
    }
}

fn has_key(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-key")
}

#[cors(origins = "https://admin.example.com")]
#[put("/keyed", guard = "has_key")]
async fn with_key() -> impl Responder {
    "with_key"
}

#[cors(origins("https://app.example.com", "https://admin.example.com"), headers("x-key"))]
#[put("/keyed")]
async fn without_key() -> impl Responder {
    "without_key"
}

#[cors(origins("https://app.example.com", "https://admin.example.com"), headers("x-key"))]
#[put("/keyed", guard = "has_key")]
async fn with_key_and_the_same_policy() -> impl Responder {
    "with_key_and_the_same_policy"
}

#[actix_web::test]
async fn a_guard_that_may_let_the_request_pass_keeps_another_policy_from_answering() {
    let app = init_service(App::new().service(with_key).service(without_key)).await;
    assert_eq!(ask(&app, "PUT", "/keyed", &[("x-key", "1")]).await.body, "with_key");
    let answer = preflight(&app, "PUT", "/keyed").await;
    assert_eq!((answer.status, answer.allowed_origin()), (403, None));
    let app = init_service(App::new().service(with_key_and_the_same_policy).service(without_key)).await;
    assert_eq!(preflight(&app, "PUT", "/keyed").await.allowed_origin(), Some(APP), "whichever it reaches");
    let host = |host| web::scope("").guard(Host(host));
    let app = App::new().service(host("admin").service(with_key)).service(host("app").service(without_key));
    let app = init_service(app).await;
    let asked = [ORIGIN, ("access-control-request-method", "PUT"), ("host", "app")];
    assert_eq!(ask(&app, "OPTIONS", "/keyed", &asked).await.allowed_origin(), Some(APP), "a scope tells them apart");
}

#[actix_web::test]
async fn a_guard_against_options_hides_what_it_lets_through() {
    let plain = || web::route().guard(Not(Options())).to(HttpResponse::Ok);
    let app = init_service(App::new().route("/keyed", plain()).service(without_key)).await;
    assert_eq!(ask(&app, "PUT", "/keyed", &[]).await.body, "", "the plain route");
    assert_eq!(preflight(&app, "PUT", "/keyed").await.status, 403);
    // An annotated route that serves OPTIONS hides nothing.
    let app = init_service(App::new().service(both).service(edit_one)).await;
    assert_eq!(preflight(&app, "PUT", "/both").await.status, 204);
}

#[options("/items")]
async fn describe() -> impl Responder {
    HttpResponse::Ok().insert_header(("allow", "GET, POST")).body("describe")
}

#[actix_web::test]
async fn other_options_belong_to_the_application() {
    let app = init_service(App::new().service(list).service(describe)).await;
    for headers in [&[][..], &[ORIGIN], &[("access-control-request-method", "GET")]] {
        assert_eq!(ask(&app, "OPTIONS", "/items", headers).await.body, "describe", "{headers:?}");
    }
    // An empty requested method is one all the same, and it is no method of this route.
    let empty = [ORIGIN, ("access-control-request-method", "")];
    assert_eq!(ask(&app, "OPTIONS", "/items", &empty).await.body, "describe");
    assert_eq!(preflight(&app, "GET", "/items").await.status, 204);
}

#[cors(origins = "https://app.example.com")]
#[route("/both", method = "GET", method = "OPTIONS")]
async fn both() -> impl Responder {
    "both"
}

#[actix_web::test]
async fn a_handler_of_options_sees_those_that_are_no_preflight() {
    let app = init_service(App::new().service(both)).await;
    let answer = ask(&app, "OPTIONS", "/both", &[ORIGIN]).await;
    assert_eq!((answer.body.as_str(), answer.allowed_origin()), ("both", Some(APP)));
    let answer = preflight(&app, "OPTIONS", "/both").await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET, OPTIONS"));
}

fn refuse(_: ServiceRequest, _: Next<BoxBody>) -> Ready<Result<ServiceResponse, Error>> {
    ready(Err(ErrorTooManyRequests("slow down")))
}

#[cors(origins("https://app.example.com", "https://b.example"))]
#[get("/limited", wrap = "actix_web::middleware::from_fn(refuse)")]
async fn limited() -> impl Responder {
    "limited"
}

#[actix_web::test]
async fn errors_of_inner_middleware_carry_the_headers() {
    let app = init_service(App::new().service(limited)).await;
    for (origin, allowed) in [(APP, Some(APP)), ("https://evil.test", None)] {
        let request = TestRequest::with_uri("/limited").insert_header(("origin", origin)).to_request();
        // What the server does with an `Err`.
        let response = match app.call(request).await {
            Ok(_) => panic!("the middleware fails"),
            Err(error) => error.error_response(),
        };
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("access-control-allow-origin"), allowed);
        assert_eq!(header("vary"), Some("Origin"));
    }
    assert_eq!(preflight(&app, "GET", "/limited").await.status, 204);
}

#[actix_web::test]
async fn the_allow_header_of_a_405_is_that_of_the_application_without_policies() {
    let with = App::new().service(list).service(web::resource("/items").route(web::delete().to(HttpResponse::Ok)));
    #[get("/items")]
    async fn bare() -> impl Responder {
        "bare"
    }
    let without = App::new().service(bare).service(web::resource("/items").route(web::delete().to(HttpResponse::Ok)));
    let (with, without) = (init_service(with).await, init_service(without).await);
    let asked = [ORIGIN, ("access-control-request-method", "PATCH")];
    for (method, headers) in [("PATCH", &[][..]), ("OPTIONS", &[]), ("OPTIONS", &asked)] {
        let (with, without) =
            (ask(&with, method, "/items", headers).await, ask(&without, method, "/items", headers).await);
        assert_eq!(with.status, 405);
        assert_eq!(with, without, "{method}");
    }
}
