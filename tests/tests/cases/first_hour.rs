//! What stops whoever tries the library for the first time.

use std::sync::Arc;

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, get, post, put};
use cors_actix::test::{Body, Browser};
use cors_actix::{Cors, Draft, Policy, cors, policy};
use cors_tests::ask::ask;
use cors_tests::server::Server;

/// Nothing is published: what the pages say has to work today.
#[test]
fn the_pages_say_how_to_add_the_library() {
    let readme = include_str!("../../../README.md");
    let getting_started = include_str!("../../../cors-actix/guide/getting_started.md");
    for page in [readme, getting_started] {
        assert!(page.contains("cargo add --path"));
        assert!(!page.contains("cargo add cors-actix"));
    }
}

#[cors(
    origins("https://app.example.com", "https://*.preview.example.com"),
    headers("content-type"),
    credentials,
    max_age = "1h"
)]
#[put("/items/{id}")]
async fn edit() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// The README shows a policy and the answer to a preflight for it.
#[actix_web::test]
async fn the_preflight_of_the_readme() {
    let readme = include_str!("../../../README.md");
    let policy = "#[cors(
    origins(\"https://app.example.com\", \"https://*.preview.example.com\"),
    headers(\"content-type\"), credentials, max_age = \"1h\",
)]";
    assert!(readme.contains(policy), "the README has another policy than `edit` above");
    let (_, exchange) = readme.split_once("```http\nOPTIONS /items/1\n").unwrap();
    let (exchange, _) = exchange.split_once("\n```").unwrap();
    let (request, response) = exchange.split_once("\n\n204\n").unwrap();
    let headers: Vec<_> = request.lines().map(|line| line.split_once(": ").unwrap()).collect();
    let app = init_service(App::new().service(edit)).await;
    let answer = ask(&app, "OPTIONS", "/items/1", &headers).await;
    let is_shown = |name: &str| name.starts_with("access-control-") || name == "vary";
    let lines = answer.headers.iter().filter(|(name, _)| is_shown(name));
    let mut found: Vec<_> = lines.map(|(name, value)| format!("{name}: {value}")).collect();
    let mut shown: Vec<_> = response.lines().map(str::to_owned).collect();
    found.sort_unstable();
    shown.sort_unstable();
    assert_eq!((answer.status, found), (204, shown));
}

/// Shared by handlers in several files, with origins from the environment and others in debug builds. That the variable is not
/// set stops no test.
static APPS: Policy = policy!(
    origins(
        "https://app.example.com",
        env("CASES_APPS_OF_THE_FIRST_HOUR", default = ""),
        #[cfg(debug_assertions)]
        "http://localhost:5173",
    ),
    credentials,
);

mod one_file {
    use super::*;

    #[cors(policy = APPS)]
    #[get("/one")]
    pub async fn handler() -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

mod another_file {
    use super::*;

    #[cors(policy = APPS)]
    #[get("/another")]
    pub async fn handler() -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

#[actix_web::test]
async fn a_policy_of_the_service_with_an_origin_for_debug_builds() {
    let app = init_service(App::new().service(one_file::handler).service(another_file::handler)).await;
    for path in ["/one", "/another"] {
        for (origin, is_allowed) in [
            ("https://app.example.com", true),
            ("http://localhost:5173", cfg!(debug_assertions)),
            ("https://evil.test", false),
        ] {
            let answer = ask(&app, "GET", path, &[("origin", origin)]).await;
            assert_eq!(answer.allowed_origin(), is_allowed.then_some(origin), "{path}");
        }
    }
}

/// A checked draft, in the function that makes the application of each worker.
#[test]
fn a_policy_of_a_draft_in_a_server() {
    let draft = || Draft::new().origins(["https://app.example.com"]);
    let policy = draft().check().expect("the policy is valid");
    let shared = Arc::new(draft().credentials(true).check().expect("the policy is valid"));
    let server = Server::start(move |config| {
        let one = actix_web::web::scope("/one").wrap(Cors::new(policy.clone()));
        let other = actix_web::web::scope("/shared").wrap(Cors::new(Arc::clone(&shared)));
        config.service(one).service(other);
    });
    for path in ["/one", "/shared"] {
        let reply = cors_tests::closing::ask(server.address, "GET", path, &[("origin", "https://app.example.com")]);
        assert_eq!(reply.unwrap().header("access-control-allow-origin"), Some("https://app.example.com"), "{path}");
    }
}

#[cors(origins = "https://app.example.com")]
#[post("/upload")]
async fn upload() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// `FormData` needs no preflight, unless script listens to the progress of the upload. The policy is the same.
#[actix_web::test]
async fn an_upload_with_progress() {
    let app = init_service(App::new().service(upload)).await;
    let mut page = Browser::at("https://app.example.com");
    let post = || TestRequest::post().uri("/upload").set_payload("a");
    page.fetch(&app, post()).body(Body::FormData).await.unwrap();
    assert_eq!(page.take_requests(), ["POST /upload"]);
    page.fetch(&app, post()).body(Body::FormData).upload_listener().await.unwrap();
    assert_eq!(page.take_requests(), ["preflight for POST /upload", "POST /upload"]);
    let getting_started = include_str!("../../../cors-actix/guide/getting_started.md");
    for topic in ["WebSocket", "server-sent events", "upload"] {
        assert!(getting_started.contains(topic), "{topic}");
    }
}
