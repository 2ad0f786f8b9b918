//! How often a preflight is routed: once, whatever a client sends and a policy lists.

use std::cell::Cell;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::guard::{GuardContext, fn_guard};
use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, Responder, route};
use cors_actix::{Cors, Draft, Policy, cors};
use cors_tests::ask::{APP, ask, wait};

use crate::{annotated, any, layer, ran};

thread_local! {
    static ROUTED: Cell<usize> = const { Cell::new(0) };
}

/// The router asks it first, once for each request that it routes.
fn counts(_: &GuardContext<'_>) -> bool {
    ROUTED.set(ROUTED.get() + 1);
    false
}

/// A route of six methods, of which the policy lists three.
#[cors(origins = "https://app.example.com", methods(PUT, PATCH, DELETE))]
#[route(
    "/listed/{tail:.*}",
    method = "GET",
    method = "POST",
    method = "PUT",
    method = "PATCH",
    method = "DELETE",
    method = "PURGE"
)]
async fn listed() -> impl Responder {
    ran();
    "listed"
}

fn routes(config: &mut ServiceConfig) {
    let counted = web::resource("/{tail:.*}").guard(fn_guard(counts)).to(any);
    config.service((counted, listed, annotated)).service(web::resource("/{tail:.*}").to(any));
}

/// A policy that lists the methods `M1`, `M2`, …
fn listing(count: usize) -> Policy {
    Draft::new().origins([APP]).methods((1..=count).map(|number| format!("M{number}"))).check().unwrap()
}

/// A short one, and long ones: in segments, in one, in bytes that mean another.
fn paths(start: &str) -> [String; 5] {
    let long = |part: &str| format!("{start}{}", part.repeat(2_000 / part.len()));
    [format!("{start}x"), long("x/"), long("x"), long("/"), long("%2F")]
}

/// What a preflight may say beside its origin, and whether it can be approved.
fn preflights(method: &str) -> [(Vec<(&str, String)>, bool); 6] {
    let asks = ("access-control-request-method", method.to_owned());
    let names = |names: String| ("access-control-request-headers", names);
    [
        (vec![asks.clone()], true),
        (vec![asks.clone(), names("x-a,".repeat(8_000))], true),
        (vec![asks.clone(), names(",".repeat(32_000)), ("x-other", "PUT,".repeat(8_000))], true),
        (vec![asks.clone(); 60], false),
        (vec![asks, ("origin", "https://evil.test".to_owned())], false),
        (vec![("access-control-request-method", "M1,".repeat(8_000))], false),
    ]
}

/// Asserts that a preflight is routed once, approved or not.
async fn assert_routed_once<S, B>(app: &S, method: &str, start: &str)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    for path in paths(start) {
        for (number, (lines, is_approved)) in preflights(method).into_iter().enumerate() {
            let lines = lines.iter().map(|(name, value)| (*name, value.as_str()));
            let lines: Vec<_> = [("origin", APP)].into_iter().chain(lines).collect();
            ROUTED.set(0);
            let answer = ask(app, "OPTIONS", &path, &lines).await;
            let place = format!("{method} {path:.20}, {number}");
            assert_eq!(answer.allowed_origin().is_some(), is_approved, "{place}: {answer:?}");
            assert_eq!(ROUTED.get(), 1, "{place}");
        }
    }
}

#[actix_web::test]
async fn whatever_the_policy_lists() {
    for count in [1, 10] {
        let app = init_service(App::new().configure(routes).wrap(Cors::new(listing(count)))).await;
        assert_routed_once(&app, "M1", "/any/").await;
        assert_routed_once(&app, "PUT", "/listed/").await;
    }
}

#[actix_web::test]
async fn past_the_middleware_in_between() {
    let app = App::new().configure(routes).wrap(Cors::new(listing(10)).around(from_fn(wait)));
    let app = init_service(app).await;
    assert_routed_once(&app, "M1", "/any/").await;
    assert_routed_once(&app, "PUT", "/listed/").await;
}

#[actix_web::test]
async fn through_several_around_one_another() {
    let scope = web::scope("").configure(routes).wrap(Cors::new(listing(10)).around(from_fn(wait)));
    let app = App::new().service(web::scope("").service(scope).wrap(layer("middle"))).wrap(layer("outer"));
    let app = init_service(app).await;
    assert_routed_once(&app, "M1", "/any/").await;
    assert_routed_once(&app, "PUT", "/listed/").await;
}

/// A write that the default refuses is routed once, too.
#[actix_web::test]
async fn a_write_that_the_default_refuses() {
    let app = init_service(App::new().configure(routes).wrap(Cors::new(listing(10)))).await;
    for (path, status) in [("/any/x", 403), ("/listed/x", 403)] {
        ROUTED.set(0);
        let answer = ask(&app, "PUT", path, &[("origin", "https://evil.test"), ("sec-fetch-site", "cross-site")]).await;
        assert_eq!((answer.status, ROUTED.get()), (status, 1), "{path}");
    }
}
