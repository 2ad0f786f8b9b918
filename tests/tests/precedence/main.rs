//! Closest wins: which of several policies around and on a route answers.

mod agreement;
mod around;
mod guards;
mod hidden;
mod lines;
mod methods;
mod off;
mod order;
mod routings;

use std::cell::Cell;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::{Error, Responder, get, put};
use cors_actix::{Cors, Draft, Policy, cors};
use cors_tests::ask::{APP, ask, preflight};

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[get("/annotated")]
async fn annotated() -> impl Responder {
    ran();
    "annotated"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[put("/items/{id}")]
async fn edit() -> impl Responder {
    ran();
    "edit"
}

#[get("/plain")]
async fn plain() -> impl Responder {
    ran();
    "plain"
}

async fn any() -> impl Responder {
    ran();
    "any method"
}

thread_local! {
    static RUNS: Cell<u32> = const { Cell::new(0) };
}

fn ran() {
    RUNS.set(RUNS.get() + 1);
}

/// A policy whose preflights and responses tell its name.
fn named(name: &str) -> Policy {
    let draft = Draft::new().origins([APP]).methods(["GET", "PUT", "DELETE"]).headers([format!("x-{name}")]);
    draft.expose([format!("x-{name}")]).check().unwrap()
}

fn layer(name: &str) -> Cors {
    Cors::new(named(name))
}

/// Whose headers the response to a request carries.
async fn who<S, B>(app: &S, method: &str, path: &str) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let answer = ask(app, method, path, &[("origin", APP)]).await;
    match answer.allowed_origin() {
        Some(origin) => {
            assert_eq!(origin, APP, "{answer:?}");
            answer.header("access-control-expose-headers").unwrap().to_owned()
        }
        None => "nobody".to_owned(),
    }
}

/// Who answers the preflight for a request. No handler runs.
async fn who_approves<S, B>(app: &S, method: &str, path: &str) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    RUNS.set(0);
    let answer = preflight(app, method, path).await;
    // Where no policy is found, a preflight is the application's; that it got there shows in the status.
    assert!(RUNS.get() == 0 || answer.status == 200, "a handler ran for the preflight of {method} {path}");
    match (answer.status, answer.header("access-control-allow-headers")) {
        (204, Some(name)) => name.to_owned(),
        // The routes name no headers.
        (204, None) => "x-route".to_owned(),
        (403, None) => format!("refused: {}", answer.body),
        (status, None) => status.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Asserts for each request, method and path, who answers its preflight and whose headers its response carries.
async fn assert_answers<S, B>(app: &S, expected: &[(&str, &str, &str)])
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    for (method, path, name) in expected {
        assert_eq!(who_approves(app, method, path).await, *name, "the preflight of {method} {path}");
        assert_eq!(who(app, method, path).await, *name, "{method} {path}");
    }
}
