//! What a test asserts about a report: no handler without a policy, and nobody who gains access.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use actix_web::middleware::from_fn;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpResponse, web};
use cors_actix::draft::OriginEntry;
use cors_actix::{Cors, Draft, Policy, Report};
use cors_tests::annotated::{annotated_by_rules, served};
use cors_tests::ask::wait;
use cors_tests::random::Random;

use crate::expected::{Expected, actual, plain, preflight};
use crate::plan::rules;

const METHODS: &[&str] = &["GET", "PUT"];

/// A report about one handler with these rules.
async fn report(rules: Vec<Policy>) -> Report {
    let route = annotated_by_rules("/items", METHODS, rules);
    Report::of(App::new().service(served(route, || async { "an item" }))).await.unwrap()
}

fn checked(drafts: Vec<Draft>) -> Vec<Policy> {
    drafts.into_iter().map(|draft| draft.route_methods(METHODS).check().unwrap()).collect()
}

fn of(origins: &[&str]) -> Draft {
    Draft::new().origins(origins.to_vec())
}

fn regex(pattern: &str) -> Draft {
    Draft::new().origins([OriginEntry::Regex(pattern.to_owned())])
}

/// What an assertion says that fails.
fn caught(assertion: impl FnOnce()) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(assertion)).err()?;
    Some(payload.downcast_ref::<String>().expect("it is a formatted message").clone())
}

#[actix_web::test]
async fn who_gains_what() {
    let a = || of(&["https://a.example"]);
    let off = || Draft::new().off();
    for (old, new, expected) in [
        (vec![a()], vec![a()], &[][..]),
        (vec![a()], vec![off()], &[]),
        (vec![a().credentials(true).headers(["x-a"]).timing(true)], vec![a()], &[]),
        (vec![a().max_age(1_u64)], vec![a().max_age(600_u64).preflight_status(200)], &[]),
        // What the lists admit counts, and not how they are written.
        (vec![regex(r"https://(x\.)?a\.example")], vec![of(&["https://a.example", "https://x.a.example"])], &[]),
        (
            vec![of(&["*"])],
            vec![of(&["https://*.a.example"])],
            &["(PUT) pages of `https://x.a.example` may send requests that change something with cookies"],
        ),
        (
            vec![of(&["https://x.a.example", "https://y.a.example"])],
            vec![of(&["https://*.a.example"])],
            &[
                "(GET, PUT) pages of `https://a.a.example` may read responses",
                "(PUT) pages of `https://a.a.example` may send requests that change something",
            ],
        ),
        (
            vec![off()],
            vec![of(&["*"])],
            &[
                "(GET, PUT) pages of other origins may read responses",
                "(PUT) pages of other origins may send requests that change something",
            ],
        ),
        (
            vec![a()],
            vec![a().credentials(true)],
            &["(GET, PUT) pages of `https://a.example` may read responses with credentials"],
        ),
        (vec![a().methods(["PUT"])], vec![a().methods(["GET", "PUT"])], &[]),
        (vec![a().methods(["GET"])], vec![a()], &["(PUT) pages of `https://a.example` may send the method `PUT`"]),
        (
            vec![a().headers(["x-a"])],
            vec![a().headers(["*"])],
            &["(GET, PUT) pages of `https://a.example` may send the header `*`"],
        ),
        (
            vec![a().headers(["*"])],
            vec![a().headers(["x-b", "authorization"])],
            &["(GET, PUT) pages of `https://a.example` may send the header `authorization`"],
        ),
        (
            vec![a().expose(["etag"]).timing(true)],
            vec![a().expose(["etag", "x-total"])],
            &["(GET, PUT) pages of `https://a.example` may read the header `x-total`"],
        ),
        (vec![a()], vec![a().timing(true)], &["(GET, PUT) pages of `https://a.example` may read timings"]),
        (vec![a().enforce(true)], vec![a()], &["(GET) pages of other origins may send requests"]),
        (
            vec![a()],
            vec![a().enforce(false)],
            &["(PUT) pages of other origins may send requests that change something"],
        ),
        (vec![a().hosts(["api.example"])], vec![a()], &["(GET, PUT) the server answers to more host names"]),
        (vec![a().hosts(["api.example", "b.example"])], vec![a().hosts(["b.example"])], &[]),
        (
            vec![a()],
            vec![a().origins([OriginEntry::Predicate])],
            &["(GET, PUT) a function decides about origins that are not listed"],
        ),
        // The first rule that lists an origin applies.
        (vec![a().credentials(true), of(&["*"])], vec![a(), of(&["*"])], &[]),
        (
            vec![a(), of(&["https://*.example"]).timing(true)],
            vec![of(&["https://*.example"]).timing(true)],
            &["(GET, PUT) pages of `https://a.example` may read timings"],
        ),
    ] {
        let (old, new) = (report(checked(old)).await, report(checked(new)).await);
        let found: Vec<_> =
            new.wider_than(&old).iter().map(|line| line.replace("/items (", "(").replace(" /items:", "")).collect();
        assert_eq!(found, expected, "{old}{new}");
        assert_eq!(caught(|| new.assert_no_wider_than(&old)).is_some(), !found.is_empty());
    }
}

#[actix_web::test]
async fn what_is_new_or_cannot_be_told() {
    let old = report(checked(vec![of(&["https://a.example"])])).await;
    let with = |config: &mut ServiceConfig| {
        config.route("/bare", web::get().to(HttpResponse::Ok)).route("/bare", web::post().to(HttpResponse::Ok));
    };
    let bare = cors_actix::report(with).await.unwrap();
    assert_eq!(
        bare.wider_than(&old),
        [
            "/bare (GET): pages of other origins may send requests",
            "/bare (POST): pages of other origins may send requests that change something"
        ]
    );
    let around = Report::of(App::new().configure(with).wrap(Cors::new(of(&["https://a.example"]).check().unwrap())));
    let around = around.await.unwrap();
    let gains = around.wider_than(&bare);
    assert!(gains.iter().all(|gain| gain.ends_with("pages of `https://a.example` may read responses")), "{gains:?}");
    assert!(!gains.is_empty() && !bare.wider_than(&around).is_empty(), "without it, all may send");
    let hidden =
        Report::of(App::new().configure(with).wrap(Cors::new(of(&["*"]).check().unwrap())).wrap(from_fn(wait)));
    let hidden = hidden.await.unwrap();
    assert!(hidden.wider_than(&bare).iter().all(|gain| gain.ends_with("it cannot be told which policy applies")));
    assert_eq!(hidden.wider_than(&hidden), [""; 0]);
}

/// Whatever the oracle permits under the new rules and not under the old ones is a gain.
#[actix_web::test]
async fn no_gain_is_missed() {
    const ORIGINS: &[&str] = &[
        "https://app.example.com",
        "https://b.example",
        "https://shop.partner.example:1",
        "http://localhost:1",
        "null",
    ];
    let mut random = Random::new(0);
    let mut times = [0, 0];
    for _ in 0..200 {
        let old_rules = rules(&mut random, METHODS);
        let (old, new) = (report(old_rules).await, report(rules(&mut random, METHODS)).await);
        let row = |report: &Report| report.rows.iter().find(|row| row.path == "/items").unwrap().clone();
        let (old_row, new_row) = (row(&old), row(&new));
        let mut is_wider = false;
        for (origin, host) in
            ORIGINS.iter().flat_map(|origin| ["api.example", "localhost:1"].map(|host| (*origin, host)))
        {
            for method in METHODS {
                let lines = [
                    ("host", host),
                    ("origin", origin),
                    ("access-control-request-method", *method),
                    ("access-control-request-headers", "x-a"),
                ];
                let asked = plain("OPTIONS", &lines);
                let [new, old] = [&new_row, &old_row].map(|row| permits(preflight(row, &asked), origin, method));
                is_wider |= new.difference(&old).next().is_some();
                for lines in [&lines[..2], &[lines[0], lines[1], ("cookie", "id=1")]] {
                    let sent = plain(method, lines);
                    let [new, old] = [&new_row, &old_row].map(|row| permits(actual(row, &sent), origin, method));
                    is_wider |= new.difference(&old).next().is_some();
                }
            }
        }
        let gains = new.wider_than(&old);
        assert!(!is_wider || !gains.is_empty(), "{old}{new}");
        times[usize::from(is_wider)] += 1;
    }
    assert!(times.iter().all(|times| *times > 20), "{times:?}");
}

/// What an answer permits pages of the origin.
fn permits(expected: Option<Expected>, origin: &str, method: &str) -> BTreeSet<&'static str> {
    let (mut permits, lines) = match expected {
        None | Some(Expected::Refused(_)) => return BTreeSet::new(),
        Some(Expected::Approved(_, lines)) => (BTreeSet::new(), lines),
        Some(Expected::Served(lines)) => (BTreeSet::from(["send"]), lines),
    };
    let has = |name: &str, value: &str| {
        let lines = lines.iter().filter(|(line, _)| line == name);
        let values = lines
            .flat_map(|(_, value)| String::from_utf8_lossy(value).split(", ").map(str::to_owned).collect::<Vec<_>>());
        values.into_iter().any(|listed| listed == value || listed == "*")
    };
    if has("access-control-allow-origin", origin) {
        permits.insert("read");
        // GET needs no permission.
        let is_sent = |(_, header, value): &(&'static str, &str, &str)| *value == "GET" || has(header, value);
        let permissions = [
            ("credentials", "access-control-allow-credentials", "true"),
            ("method", "access-control-allow-methods", method),
            ("header", "access-control-allow-headers", "x-a"),
            ("response header", "access-control-expose-headers", "etag"),
            ("timing", "timing-allow-origin", origin),
        ];
        permits.extend(permissions.iter().filter(|permission| is_sent(permission)).map(|(name, ..)| *name));
    }
    permits
}

#[actix_web::test]
async fn handlers_without_a_policy() {
    let report = cors_actix::report(|config| {
        let scope = web::scope("/inside").route("/a", web::get().to(HttpResponse::Ok));
        config
            .service(scope.wrap(Cors::new(of(&["https://a.example"]).check().unwrap())))
            .route("/health", web::get().to(HttpResponse::Ok))
            .route("/items", web::post().to(HttpResponse::Ok));
    });
    let report = report.await.unwrap();
    report.deny_unlisted(&["/health", "/items"]);
    let message = caught(|| report.deny_unlisted(&["/health", "/inside/a", "/none"])).unwrap();
    assert_eq!(
        message,
        "/items (POST): no policy answers\n\
         /inside/a: it is excepted for nothing\n\
         /none: it is excepted for nothing\n\
         help: add `#[cors(…)]` or `#[cors(off)]` to the handler, or a `Cors` around it, or add its path to the exceptions"
    );
}
