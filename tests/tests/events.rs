//! What is told about refusals: one event each, to those who listen.
#![deny(warnings, clippy::pedantic)]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse, Responder, get, guard, put, web};
use cors_actix::{Cors, Draft, cors};
use cors_tests::ask::{APP, wait};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

const EVIL: &str = "https://evil.test";

#[cors(origins("https://app.example.com", "https://b.example"), headers("x-csrf"))]
#[put("/items/{id}")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins("https://app.example.com", "https://b.example"), enforce)]
#[get("/enforced")]
async fn enforced() -> impl Responder {
    "enforced"
}

#[cors(off)]
#[put("/off")]
async fn off() -> impl Responder {
    "off"
}

#[cors(origins(with = vouches))]
#[get("/vouched")]
async fn vouched() -> impl Responder {
    "vouched"
}

fn vouches(origin: &cors_actix::Origin<'_>, _: &actix_web::HttpRequest) -> bool {
    origin.as_str() == APP
}

/// Notes the events of this library, one line each.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "cors"
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        assert_eq!(*event.metadata().level(), Level::DEBUG);
        self.0.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

/// What is told about requests, all in one application: annotated handlers, and a `Cors` around everything.
async fn told(requests: Vec<TestRequest>) -> Vec<String> {
    let log = Log::default();
    let _listening = tracing::subscriber::set_default(log.clone());
    let around = Cors::new(Draft::new().origins([APP, "https://c.example"]).check().unwrap());
    let service =
        web::scope("").service((edit, enforced, off, vouched)).route("/plain", web::get().to(HttpResponse::Ok));
    let app = init_service(App::new().wrap(around).service(service)).await;
    for request in requests {
        call_service(&app, request.to_request()).await;
    }
    let lines = log.0.lock().unwrap();
    lines.clone()
}

fn ask(method: Method, path: &str, origin: &str) -> TestRequest {
    TestRequest::with_uri(path).method(method).insert_header(("origin", origin))
}

fn cross_site(method: Method, path: &str) -> TestRequest {
    ask(method, path, EVIL).insert_header(("sec-fetch-site", "cross-site"))
}

fn preflight(path: &str, origin: &str, method: &str, headers: &str) -> TestRequest {
    ask(Method::OPTIONS, path, origin)
        .insert_header(("access-control-request-method", method))
        .insert_header(("access-control-request-headers", headers))
}

#[actix_web::test]
async fn one_event_for_each_refusal() {
    for (request, step, value, path, route) in [
        (ask(Method::PUT, "/items/1", EVIL), "origin-not-host", Some(EVIL), "/items/1", "/items/{id}"),
        (cross_site(Method::PUT, "/items/1"), "site-not-allowed", Some(EVIL), "/items/1", "/items/{id}"),
        (ask(Method::PUT, "/off", EVIL), "origin-not-host", Some(EVIL), "/off", "/off"),
        (ask(Method::POST, "/plain", EVIL), "origin-not-host", Some(EVIL), "/plain", "/plain"),
        (ask(Method::GET, "/enforced", EVIL), "origin-not-host", Some(EVIL), "/enforced", "/enforced"),
        (cross_site(Method::GET, "/enforced"), "site-not-allowed", Some(EVIL), "/enforced", "/enforced"),
        (ask(Method::GET, "/vouched", EVIL), "origin-not-allowed", Some(EVIL), "/vouched", "/vouched"),
        (ask(Method::GET, "/plain", EVIL), "origin-not-allowed", Some(EVIL), "/plain", "/plain"),
        (ask(Method::GET, "/plain", "nonsense"), "origin-malformed", Some("nonsense"), "/plain", "/plain"),
        (preflight("/items/1", EVIL, "PUT", "x-csrf"), "origin-not-allowed", Some(EVIL), "/items/1", "/items/{id}"),
        (
            preflight("/items/1", APP, "PUT", "x-other"),
            "header-not-allowed",
            Some("x-other"),
            "/items/1",
            "/items/{id}",
        ),
        // The default answers without an inner route.
        (preflight("/plain", EVIL, "GET", ""), "origin-not-allowed", Some(EVIL), "/plain", ""),
        (preflight("/plain", APP, "PURGE", ""), "method-not-allowed", Some("PURGE"), "/plain", ""),
        (preflight("/off", APP, "PUT", ""), "off", None, "/off", "/off"),
    ] {
        let lines = told(vec![request]).await;
        let [line] = &lines[..] else { panic!("{step} {path}: {lines:?}") };
        let value = value.map_or_else(String::new, |value| format!("value=\"{value}\" "));
        assert!(line.contains(&value) && line.contains("value=") != value.is_empty(), "{value}: {line}");
        for said in [format!("step=\"{step}\""), format!("path=\"{path}\"")] {
            assert!(line.contains(&said), "{said}: {line}");
        }
        let route = if route.is_empty() { String::new() } else { format!("route=\"{route}\" ") };
        assert!(line.contains(&route) && line.contains("route=") != route.is_empty(), "{route}: {line}");
        assert!(line.contains("message=") && line.contains("help="), "{line}");
    }
}

/// An inner policy that blocks, around handlers that it cannot ask, and an outer one that refuses as well.
#[actix_web::test]
async fn one_event_where_several_policies_refuse() {
    let blocking = Draft::new().origins([APP]).enforce(true).check().unwrap();
    let listed = Draft::new().origins([APP, "https://c.example"]).check().unwrap();
    for path in ["/enforced", "/vouched", "/plain"] {
        let log = Log::default();
        let _listening = tracing::subscriber::set_default(log.clone());
        let scope = web::scope("").service((enforced, vouched)).route("/plain", web::get().to(HttpResponse::Ok));
        let scope = scope.wrap(from_fn(wait)).wrap(Cors::new(blocking.clone()));
        let app = init_service(App::new().service(scope).wrap(Cors::new(listed.clone()))).await;
        let answer = call_service(&app, ask(Method::GET, path, EVIL).to_request()).await;
        assert_eq!(answer.status(), 403, "{path}");
        let lines = log.0.lock().unwrap().clone();
        let [line] = &lines[..] else { panic!("{path}: {lines:?}") };
        assert!(line.contains("step=\"origin-not-host\""), "{path}: {line}");
    }
}

/// A preflight that no policy answers has steps of the adapter.
#[actix_web::test]
async fn one_event_where_no_policy_answers() {
    for (path, method, step) in [("/items/1", "PATCH", "no-policy"), ("/off", "PUT", "route-not-reached")] {
        let log = Log::default();
        let _listening = tracing::subscriber::set_default(log.clone());
        let before = web::resource("/off").guard(guard::Put()).to(HttpResponse::Ok);
        let scope = web::scope("").service((before, edit, off));
        let app = init_service(App::new().service(scope.wrap(Cors::by_route().around(from_fn(wait))))).await;
        let answer = call_service(&app, preflight(path, APP, method, "").to_request()).await;
        assert_eq!(answer.status(), 403, "{path}");
        let lines = log.0.lock().unwrap().clone();
        let [line] = &lines[..] else { panic!("{path}: {lines:?}") };
        assert!(line.contains(&format!("step=\"{step}\"")), "{path}: {line}");
    }
}

#[actix_web::test]
async fn nothing_is_told_about_the_rest() {
    let requests = vec![
        ask(Method::PUT, "/items/1", APP),
        TestRequest::put().uri("/items/1"),
        ask(Method::GET, "/vouched", APP),
        ask(Method::GET, "/plain", "https://c.example"),
        preflight("/items/1", APP, "PUT", "x-csrf"),
        preflight("/plain", APP, "GET", ""),
        TestRequest::put().uri("/off"),
        ask(Method::PUT, "/off", "http://localhost:8080").insert_header(("host", "localhost:8080")),
    ];
    assert_eq!(told(requests).await, Vec::<String>::new());
}

#[actix_web::test]
async fn what_a_client_sent_is_escaped_and_cut() {
    let long = format!("https://{}.test\u{202e}", "x".repeat(5000));
    let origin = actix_web::http::header::HeaderValue::from_bytes(long.as_bytes()).unwrap();
    let path = format!("/plain?{}", "y".repeat(3000));
    let request = TestRequest::with_uri(&path).insert_header(("origin", origin));
    let lines = told(vec![request, ask(Method::GET, "/plain", "a\tb")]).await;
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].len() < 1000, "{}", lines[0]);
    assert!(lines.iter().all(|line| line.chars().all(|char| !char.is_control() && char != '\u{202e}')), "{lines:?}");
}
