//! How often the routes are asked for one preflight: once for the method that it asks for, and once for each other that
//! the answering policy lists. Nothing that a client sends makes it more.

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
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// The router asks it first, once for each request that it is asked about.
fn counts(_: &GuardContext<'_>) -> bool {
    ASKED.set(ASKED.get() + 1);
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

/// Asserts how many questions a preflight takes that is approved. The refused ones take no more.
async fn assert_questions<S, B>(app: &S, method: &str, start: &str, count: usize)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    for path in paths(start) {
        for (number, (lines, is_approved)) in preflights(method).into_iter().enumerate() {
            let lines = lines.iter().map(|(name, value)| (*name, value.as_str()));
            let lines: Vec<_> = [("origin", APP)].into_iter().chain(lines).collect();
            ASKED.set(0);
            let answer = ask(app, "OPTIONS", &path, &lines).await;
            let asked = ASKED.get();
            let place = format!("{method} {path:.20}, {number}");
            assert_eq!(answer.allowed_origin().is_some(), is_approved, "{place}: {answer:?}");
            assert!(if is_approved { asked == count } else { (1..=count).contains(&asked) }, "{place}: {asked}");
        }
    }
}

#[actix_web::test]
async fn one_for_the_method_and_one_for_each_other_that_is_listed() {
    for count in [1, 10] {
        let app = init_service(App::new().configure(routes).wrap(Cors::new(listing(count)))).await;
        assert_questions(&app, "M1", "/any/", count).await;
        assert_questions(&app, "PUT", "/any/", 1 + count).await;
        assert_questions(&app, "PUT", "/listed/", 3).await;
    }
}

#[actix_web::test]
async fn past_the_middleware_in_between() {
    let cors = Cors::new(listing(10));
    let app = App::new().configure(routes).wrap(cors.routes()).wrap(from_fn(wait)).wrap(cors);
    let app = init_service(app).await;
    assert_questions(&app, "M1", "/any/", 10).await;
    assert_questions(&app, "PUT", "/listed/", 3).await;
}

/// Those inside are asked by the outermost one alone.
#[actix_web::test]
async fn as_many_for_several_around_one_another() {
    let inner = Cors::new(listing(10));
    let scope = web::scope("").configure(routes).wrap(inner.routes()).wrap(from_fn(wait)).wrap(inner);
    let app = App::new().service(web::scope("").service(scope).wrap(layer("middle"))).wrap(layer("outer"));
    let app = init_service(app).await;
    assert_questions(&app, "M1", "/any/", 10).await;
    assert_questions(&app, "PUT", "/listed/", 3).await;
}
