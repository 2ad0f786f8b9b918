//! Each front end in a `Browser`.

use actix_web::test::{TestRequest, call_and_read_body_json, init_service};
use cors_actix::Report;
use cors_actix::test::{Browser, Reason};
use examples::teams;

const API: &str = "https://api.example.com";
const PREVIEW: &str = "https://teams-git-fix-acme.vercel.app";

fn browser(page: &str) -> Browser {
    let mut browser = Browser::at(page).api(API);
    browser.set_cookie("session=ada; SameSite=None; Secure");
    browser
}

#[actix_web::test]
async fn every_route_but_the_document_has_a_policy() {
    Report::of(teams::app()).await.unwrap().deny_unlisted(&["/openapi.json"]);
}

#[actix_web::test]
async fn everybody_reads_the_list() {
    let app = init_service(teams::app()).await;
    for page in ["https://app.example.com", PREVIEW, "https://evil.example"] {
        let answer = browser(page).fetch(&app, TestRequest::get().uri("/teams")).await.unwrap();
        assert_eq!(answer.text(), r#"["red","blue"]"#, "{page}");
    }
}

#[actix_web::test]
async fn front_ends_have_the_session() {
    let app = init_service(teams::app()).await;
    let me = || TestRequest::get().uri("/me");
    let mut front_ends = vec!["https://app.example.com", "https://admin.example.com"];
    front_ends.extend(cfg!(debug_assertions).then_some("http://localhost:5173"));
    for page in front_ends {
        assert_eq!(browser(page).fetch(&app, me()).with_credentials().await.unwrap().text(), "ada", "{page}");
    }
    for page in [PREVIEW, "https://evil.example"] {
        let blocked = browser(page).fetch(&app, me()).with_credentials().await.unwrap_err();
        assert_eq!(blocked.reason().map(Reason::id), Some("allow-origin-missing"), "{page}: {blocked}");
    }
}

#[actix_web::test]
async fn uploads_show_their_progress() {
    let app = init_service(teams::app()).await;
    let file = || TestRequest::put().uri("/files/a.txt").set_payload("1234");
    for page in ["https://app.example.com", PREVIEW] {
        let mut browser = browser(page);
        let answer = browser.fetch(&app, file()).upload_listener().await.unwrap();
        assert_eq!(answer.text(), "a.txt: 4 bytes", "{page}");
        assert_eq!(browser.take_requests(), ["preflight for PUT /files/a.txt", "PUT /files/a.txt"]);
    }
    let with_cookies = browser(PREVIEW).fetch(&app, file()).with_credentials().await.unwrap_err();
    assert_eq!(with_cookies.id(), "allow-credentials-missing", "{with_cookies}");
}

#[actix_web::test]
async fn administration_needs_the_token() {
    let app = init_service(teams::app()).await;
    let remove = || TestRequest::delete().uri("/admin/teams/7");
    for page in ["https://admin.example.com", PREVIEW] {
        let allowed = remove().insert_header(("authorization", "Bearer open-sesame"));
        assert_eq!(browser(page).fetch(&app, allowed).await.unwrap().text(), "removed 7", "{page}");
        assert_eq!(browser(page).fetch(&app, remove()).await.unwrap().status(), 401, "pages read the 401");
    }
    assert!(browser("https://evil.example").fetch(&app, remove()).await.is_err());
}

#[actix_web::test]
async fn sockets_are_for_front_ends() {
    let app = init_service(teams::app()).await;
    browser("https://app.example.com").web_socket(&app, "/live").await.unwrap();
    for page in [PREVIEW, "https://evil.example"] {
        assert_eq!(browser(page).web_socket(&app, "/live").await.unwrap_err().id(), "websocket", "{page}");
    }
}

#[actix_web::test]
async fn the_document_names_the_paths() {
    let app = init_service(teams::app()).await;
    let request = TestRequest::get().uri("/openapi.json").to_request();
    let document: serde_json::Value = call_and_read_body_json(&app, request).await;
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(paths, ["/admin/teams/{id}", "/files/{name}", "/me", "/teams"]);
}
