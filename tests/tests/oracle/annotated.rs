//! Annotated routes, held against the oracle. A policy that the compiler has to see cannot be generated, so these are
//! few, one for each way to a decision; the requests are those that everybody gets.

use std::cell::RefCell;

use actix_web::test::init_service;
use actix_web::{App, HttpRequest, HttpResponse, route, rt};
use cors_actix::{Origin, cors};
use cors_core::Enforce;
use cors_tests::oracle;
use cors_tests::plain::{PlainAnswer, PlainHandler, PlainPolicy, PlainRequest};
use proptest::prelude::*;
use proptest::sample::select;

use crate::tally::{DECISIONS, Tally};
use crate::{asked, cases, for_all, respond, sendable, served};

thread_local! {
    static HANDLER: RefCell<PlainHandler> = RefCell::default();
}

fn said() -> HttpResponse {
    HANDLER.with(|handler| respond(&handler.borrow()))
}

fn vouches(_: &Origin<'_>, request: &HttpRequest) -> bool {
    request.headers().contains_key("x-vouched")
}

async fn vouches_later(_: &Origin<'_>, request: &HttpRequest) -> bool {
    rt::task::yield_now().await;
    request.headers().contains_key("x-vouched")
}

#[cors(origins = "*", headers("*", "authorization"), expose = "*", max_age = 600, timing)]
#[route("/any", method = "GET", method = "PUT", method = "OPTIONS")]
async fn any_origin() -> HttpResponse {
    said()
}

#[cors(
    origins = "https://example.com",
    headers("x-csrf-token"),
    credentials,
    timing,
    hosts("api.example", "*.example.com:*")
)]
#[route("/one", method = "GET", method = "PUT", method = "TRACE")]
async fn one_origin() -> HttpResponse {
    said()
}

#[cors(
    origins("https://example.com", "https://*.example.com:*", "tauri://localhost"),
    methods("PUT"),
    headers = "*",
    expose("etag"),
    credentials,
    max_age = "1d",
    enforce = false,
    preflight_status = 200
)]
#[route("/listed", method = "GET", method = "PUT", method = "OPTIONS")]
async fn listed() -> HttpResponse {
    said()
}

#[cors(origins("https://example.com", "https://*.example.com"), enforce, timing)]
#[route("/enforced", method = "GET", method = "POST", method = "PUT", method = "HEAD")]
async fn enforced() -> HttpResponse {
    said()
}

#[cors(origins("https://*.example.com", with = vouches), headers = "*", credentials, enforce)]
#[route("/asked", method = "GET", method = "PUT")]
async fn asked_at_once() -> HttpResponse {
    said()
}

#[cors(origins(with = vouches_later), expose("etag"), credentials)]
#[route("/asked-later", method = "GET", method = "PUT")]
async fn asked_and_waited_for() -> HttpResponse {
    said()
}

#[cors(off)]
#[route("/off", method = "GET", method = "PUT", method = "OPTIONS")]
async fn off() -> HttpResponse {
    said()
}

#[cors(origins = "https://example.com", credentials, timing, enforce)]
#[cors(origins("https://*.example.com", with = vouches_later), headers = "*", expose("etag"), credentials)]
#[cors(origins = "*", max_age = 600)]
#[route("/rules", method = "GET", method = "PUT", method = "OPTIONS")]
async fn several_rules() -> HttpResponse {
    said()
}

/// The same once more, as the oracle reads it.
fn routes() -> Vec<(&'static str, Vec<PlainPolicy>)> {
    let of_one = one_rule_each().into_iter().map(|(path, policy)| (path, vec![policy]));
    of_one.chain([("/rules", rules())]).collect()
}

fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn rules() -> Vec<PlainPolicy> {
    let served = || list(&["GET", "PUT", "OPTIONS"]);
    vec![
        PlainPolicy {
            origins: list(&["https://example.com"]),
            credentials: true,
            timing: true,
            enforce: Enforce::All,
            served: served(),
            ..PlainPolicy::default()
        },
        PlainPolicy {
            origins: list(&["https://*.example.com"]),
            asks: true,
            headers: list(&["*"]),
            expose: list(&["etag"]),
            credentials: true,
            served: served(),
            ..PlainPolicy::default()
        },
        PlainPolicy { origins: list(&["*"]), max_age: Some(600), served: served(), ..PlainPolicy::default() },
    ]
}

fn one_rule_each() -> Vec<(&'static str, PlainPolicy)> {
    vec![
        (
            "/any",
            PlainPolicy {
                origins: list(&["*"]),
                headers: list(&["*", "authorization"]),
                expose: list(&["*"]),
                max_age: Some(600),
                timing: true,
                served: list(&["GET", "PUT", "OPTIONS"]),
                ..PlainPolicy::default()
            },
        ),
        (
            "/one",
            PlainPolicy {
                origins: list(&["https://example.com"]),
                headers: list(&["x-csrf-token"]),
                credentials: true,
                timing: true,
                hosts: list(&["api.example", "*.example.com:*"]),
                served: list(&["GET", "PUT", "TRACE"]),
                ..PlainPolicy::default()
            },
        ),
        (
            "/listed",
            PlainPolicy {
                origins: list(&["https://example.com", "https://*.example.com:*", "tauri://localhost"]),
                methods: list(&["PUT"]),
                headers: list(&["*"]),
                expose: list(&["etag"]),
                credentials: true,
                max_age: Some(86_400),
                enforce: Enforce::Never,
                preflight_status: Some(200),
                served: list(&["GET", "PUT", "OPTIONS"]),
                ..PlainPolicy::default()
            },
        ),
        (
            "/enforced",
            PlainPolicy {
                origins: list(&["https://example.com", "https://*.example.com"]),
                enforce: Enforce::All,
                timing: true,
                served: list(&["GET", "POST", "PUT", "HEAD"]),
                ..PlainPolicy::default()
            },
        ),
        (
            "/asked",
            PlainPolicy {
                origins: list(&["https://*.example.com"]),
                asks: true,
                headers: list(&["*"]),
                credentials: true,
                enforce: Enforce::All,
                served: list(&["GET", "PUT"]),
                ..PlainPolicy::default()
            },
        ),
        (
            "/asked-later",
            PlainPolicy {
                asks: true,
                expose: list(&["etag"]),
                credentials: true,
                served: list(&["GET", "PUT"]),
                ..PlainPolicy::default()
            },
        ),
        ("/off", PlainPolicy { off: true, served: list(&["GET", "PUT", "OPTIONS"]), ..PlainPolicy::default() }),
    ]
}

/// What a route answers. It is only asked what it serves; `None` for all else, of which it knows nothing.
fn expected(rules: &[PlainPolicy], request: &PlainRequest, handler: &PlainHandler) -> Option<PlainAnswer> {
    let asks_for = || request.values("access-control-request-method");
    let is_preflight = request.method == "OPTIONS" && request.values("origin").count() > 0 && asks_for().count() > 0;
    let serves = |method: &[u8]| rules[0].served.iter().any(|served| served.as_bytes() == method);
    let is_served =
        if is_preflight { asks_for().any(|method| serves(method)) } else { serves(request.method.as_bytes()) };
    is_served.then(|| oracle::answer_by_rules(rules, request, handler))
}

#[test]
fn annotated_routes_answer_as_the_oracle() {
    let system = rt::System::new();
    let services =
        || (any_origin, one_origin, listed, enforced, asked_at_once, asked_and_waited_for, off, several_rules);
    let app = system.block_on(init_service(App::new().service(services())));
    let tally = RefCell::new(Tally::default());
    let all: Vec<Vec<PlainPolicy>> = routes().into_iter().map(|(_, rules)| rules).collect();
    for_all(cases() / 5, select(all), |rules, requests| {
        let (path, _) = routes().into_iter().find(|(_, other)| *other == rules).expect("one of them");
        system.block_on(async {
            for (request, handler) in requests {
                let Some(sent) = sendable(&request, path) else { continue };
                HANDLER.replace(handler.clone());
                let answer = served(&app, sent).await?;
                let question = format!("{path}\n{}", asked(&request, &handler));
                match expected(&rules, &request, &handler) {
                    Some(expected) => {
                        answer.compare(&expected, &question)?;
                        tally.borrow_mut().count(&rules, &request, &expected);
                    }
                    None => prop_assert_eq!((answer.status, answer.lines), (404, Vec::new()), "{}", question),
                }
            }
            Ok(())
        })
    });
    tally.into_inner().expect(DECISIONS);
}
