//! What to change after a call that failed depends on who has answered it, and keeps what the policy lists.

use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{DefaultHeaders, ErrorHandlerResponse, ErrorHandlers, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, Responder, get, options, patch, put, web};
use cors_actix::cors;
use cors_actix::test::{Browser, FetchError};

const PAGE: &str = "https://app.example.com";

#[cors(origins("https://app.example.com", "https://b.example"), headers("x-a", "x-b"))]
#[put("/items")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins("https://app.example.com", "https://b.example"))]
#[get("/broken")]
async fn broken() -> impl Responder {
    HttpResponse::InternalServerError()
}

#[cors(origins("https://app.example.com", "https://b.example"))]
#[get("/cached")]
async fn cached() -> impl Responder {
    "cached"
}

#[cors(origins("https://app.example.com", "https://b.example"))]
#[patch("/part")]
async fn part() -> impl Responder {
    "part"
}

#[options("/items")]
async fn by_hand() -> impl Responder {
    HttpResponse::NoContent()
}

/// The help after a failed call.
fn help(failed: Result<cors_actix::test::Response, FetchError>) -> String {
    let text = failed.expect_err("the call fails").to_string();
    text.lines().find_map(|line| line.strip_prefix("help: ")).unwrap().to_owned()
}

#[actix_web::test]
async fn a_handler_for_options_has_answered() {
    let app = init_service(App::new().service(by_hand).service(edit)).await;
    let help = help(Browser::at(PAGE).fetch(&app, TestRequest::put().uri("/items")).await);
    assert!(help.contains("remove the handler for OPTIONS"), "{help}");
}

#[actix_web::test]
async fn an_error_handler_has_made_another_response() {
    let handlers = ErrorHandlers::new().handler(StatusCode::INTERNAL_SERVER_ERROR, |response| {
        let (request, _) = response.into_parts();
        let response = HttpResponse::InternalServerError().body("sorry").map_into_right_body();
        Ok(ErrorHandlerResponse::Response(actix_web::dev::ServiceResponse::new(request, response)))
    });
    let app = init_service(App::new().wrap(handlers).service(broken)).await;
    let help = help(Browser::at(PAGE).fetch(&app, TestRequest::get().uri("/broken")).await);
    assert!(help.contains("error handler") && help.contains("`Cors` around"), "{help}");
}

#[actix_web::test]
async fn middleware_has_made_a_304() {
    let not_modified = from_fn(async |request: actix_web::dev::ServiceRequest, _: actix_web::middleware::Next<_>| {
        Ok::<_, actix_web::Error>(request.into_response(HttpResponse::NotModified().finish()))
    });
    let app = init_service(App::new().wrap(not_modified).service(cached)).await;
    let help = help(Browser::at(PAGE).fetch(&app, TestRequest::get().uri("/cached")).await);
    assert!(help.contains("304") && help.contains("`Cors` around"), "{help}");
}

#[actix_web::test]
async fn a_redirect_has_no_policy() {
    let app = init_service(App::new().service(web::redirect("/old", "/cached")).service(cached)).await;
    let help = help(Browser::at(PAGE).fetch(&app, TestRequest::get().uri("/old")).await);
    assert!(help.contains("redirect") && help.contains("`Cors` around"), "{help}");
}

#[actix_web::test]
async fn the_method_is_in_lower_case() {
    let patch = || TestRequest::default().method(Method::from_bytes(b"patch").unwrap()).uri("/part");
    let app = init_service(App::new().wrap(DefaultHeaders::new()).service(part)).await;
    let help = help(Browser::at(PAGE).fetch(&app, patch()).await);
    assert_eq!(help, "write the method in upper case in the page: `PATCH`");
}

#[actix_web::test]
async fn what_the_policy_lists_is_kept() {
    let app = init_service(App::new().service(edit).service(cached)).await;
    let put = || TestRequest::put().uri("/items");
    for request in [put(), TestRequest::get().uri("/cached")] {
        let help = help(Browser::at("https://c.example").fetch(&app, request).await);
        assert!(help.starts_with("add `https://c.example` to the `origins` of the policy, and keep"), "{help}");
    }
    let help = help(Browser::at(PAGE).fetch(&app, put().insert_header(("x-c", "1"))).await);
    assert!(help.contains(r#"`headers("x-a", "x-b", "x-c")`"#), "{help}");
}
