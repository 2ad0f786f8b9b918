//! What a browser remembers: cookies by their site and age, permissions by page, URL and age.

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpRequest, HttpResponse, Responder, delete, get, put};
use cors_actix::cors;
use cors_actix::test::{Browser, RecordedRequest};
use cors_tests::ask::APP;

use crate::browser;

#[cors(origins("https://app.example.com", "https://partner.example"), credentials)]
#[get("/cookies")]
async fn cookies(request: HttpRequest) -> impl Responder {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let mut response = HttpResponse::Ok();
    for line in request.query_string().split('&').filter(|line| !line.is_empty()) {
        response.append_header(("set-cookie", line.replace("%20", " ")));
    }
    response.body(text("cookie"))
}

#[cors(origins("https://app.example.com", "https://partner.example"), max_age = "10m")]
#[put("/items/{id}")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins = "https://app.example.com")]
#[delete("/items/{id}/now")]
async fn remove() -> impl Responder {
    "removed"
}

async fn service() -> impl Service<actix_http::Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    init_service(App::new().service(cookies).service(edit).service(remove)).await
}

async fn cookies_of<S, B>(browser: &mut Browser, app: &S, set: &str) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let request = TestRequest::get().uri(&format!("/cookies?{}", set.replace(' ', "%20")));
    let response = browser.fetch(app, request).with_credentials().await;
    response.expect("both pages may read").text().into_owned()
}

#[actix_web::test]
async fn cookies_go_by_site() {
    let app = service().await;
    let mut browser = browser(APP);
    let lines = "lax=1; SameSite=Lax&strict=2; SameSite=Strict&none=3; SameSite=None; Secure&silent=4";
    assert_eq!(cookies_of(&mut browser, &app, lines).await, "", "none yet");
    assert_eq!(cookies_of(&mut browser, &app, "").await, "lax=1; strict=2; none=3; silent=4");

    browser.visit("https://partner.example");
    assert_eq!(cookies_of(&mut browser, &app, "third=5&other=6; SameSite=None; Secure").await, "none=3");
    assert_eq!(cookies_of(&mut browser, &app, "").await, "none=3; other=6");
    assert_eq!(browser.cookie("third"), None, "another site sets nothing but SameSite=None");
    assert_eq!(browser.cookie("lax"), Some("1"));

    browser.visit(APP);
    let request = TestRequest::get().uri("/cookies");
    assert_eq!(browser.fetch(&app, request).await.expect("it is shared").text(), "", "nobody asked for credentials");
}

#[actix_web::test]
async fn cookies_that_a_browser_refuses() {
    let app = service().await;
    let mut browser = browser(APP);
    let refused =
        "a=1; SameSite=None&__Host-b=1; Secure; Path=/x&__Secure-c=1&d=1; Domain=cdn.example.com&e=1; Domain=com";
    cookies_of(&mut browser, &app, refused).await;
    assert_eq!(cookies_of(&mut browser, &app, "").await, "");
    let kept = "a=1; SameSite=None; Secure&__Host-b=1; Secure; Path=/&__Secure-c=1; Secure&d=1; Domain=example.com";
    cookies_of(&mut browser, &app, kept).await;
    assert_eq!(cookies_of(&mut browser, &app, "").await, "a=1; __Host-b=1; __Secure-c=1; d=1");
}

#[actix_web::test]
async fn cookies_have_an_age() {
    let app = service().await;
    let mut browser = browser(APP);
    cookies_of(&mut browser, &app, "a=1; Max-Age=60&b=2; Max-Age=120&c=3").await;
    browser.advance(Duration::from_secs(59));
    assert_eq!(cookies_of(&mut browser, &app, "").await, "a=1; b=2; c=3");
    browser.advance(Duration::from_secs(1));
    assert_eq!(cookies_of(&mut browser, &app, "b=; Max-Age=0").await, "b=2; c=3");
    assert_eq!(cookies_of(&mut browser, &app, "").await, "c=3");
}

#[actix_web::test]
async fn permissions_have_an_age() {
    let app = service().await;
    let put = || TestRequest::put().uri("/items/1");
    for (mut browser, lasts) in [(browser(APP), 600), (browser(APP).preflight_limit(Duration::from_secs(60)), 60)] {
        browser.fetch(&app, put()).await.expect("it may");
        browser.advance(Duration::from_secs(lasts - 1));
        browser.fetch(&app, put()).await.expect("it may");
        let requests = browser.take_requests();
        assert_eq!(requests, ["preflight for PUT /items/1", "PUT /items/1", "PUT /items/1"], "{lasts}");
        assert_eq!(format!("{:?}", requests[0]), "\"preflight for PUT /items/1\"", "as a failing test prints it");
        browser.advance(Duration::from_secs(1));
        browser.fetch(&app, put()).await.expect("it may");
        assert_eq!(browser.take_requests(), ["preflight for PUT /items/1", "PUT /items/1"], "{lasts}");
    }

    // Five seconds where the policy says nothing.
    let mut browser = browser(APP);
    for wait in [0, 4, 1] {
        browser.advance(Duration::from_secs(wait));
        browser.fetch(&app, TestRequest::delete().uri("/items/1/now")).await.expect("it may");
    }
    let sent = ["preflight for DELETE /items/1/now", "DELETE /items/1/now", "DELETE /items/1/now"];
    assert_eq!(browser.requests()[..3], sent);
    assert_eq!(browser.requests()[3..], ["preflight for DELETE /items/1/now", "DELETE /items/1/now"]);
}

#[actix_web::test]
async fn permissions_are_of_one_page_and_one_url() {
    let app = service().await;
    let mut browser = browser(APP);
    for (page, path, asks) in [
        (APP, "/items/1", true),
        (APP, "/items/2", true),
        ("https://partner.example", "/items/1", true),
        (APP, "/items/1", false),
        ("https://partner.example", "/items/1", false),
    ] {
        browser.visit(page);
        browser.fetch(&app, TestRequest::put().uri(path)).await.expect("it may");
        let sent = browser.take_requests();
        assert_eq!(sent.iter().any(RecordedRequest::is_preflight), asks, "{page} {path}: {sent:?}");
        assert_eq!(sent.last().expect("it is sent").header("origin").as_deref(), Some(page));
    }
}
