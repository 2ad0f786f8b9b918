//! Applications put together at random: for each row of the report, a preflight and an actual request are answered as it
//! says.

use std::collections::BTreeMap;
use std::net::TcpListener;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, rt};
use cors_actix::report::{AnsweredBy, Row, RowKind};
use cors_actix::{Cors, Report};
use cors_tests::ask::wait;
use cors_tests::plain::{Line, PlainRequest};
use cors_tests::random::Random;
use cors_tests::server::Server;
use cors_tests::wire::{Connection, Response};

use crate::expected::{Expected, actual, plain, preflight};
use crate::plan::{Wrap, register, registered, services, wrap};

/// How many rows are asked about.
fn rows() -> usize {
    let cases = std::env::var("CORS_TESTS_CASES").ok();
    cases.map_or(10_000, |cases| cases.parse().expect("CORS_TESTS_CASES is a number"))
}

#[test]
fn every_row_is_true() {
    let mut tally = Tally::default();
    let mut seed = 0;
    while tally.rows < rows() {
        one_application(seed, &mut tally);
        seed += 1;
    }
    println!("{seed} applications, {tally:#?}");
    let count = |what| tally.seen.get(what).copied().unwrap_or_default();
    let said = ["approved", "refused", "served"].map(count);
    assert!(said.iter().all(|times| times * 10 > tally.rows), "{tally:?}");
    assert!(count("unsaid") * 3 < said.iter().sum::<usize>(), "{tally:?}");
}

#[derive(Debug, Default)]
struct Tally {
    rows: usize,
    seen: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn count(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }
}

fn one_application(seed: usize, tally: &mut Tally) {
    let mut random = Random::new(seed);
    // Where a `Cors` is behind middleware that waits, or is never reached, the report leaves many rows open.
    let is_tidy = !seed.is_multiple_of(10);
    let around = wrap(&mut random, is_tidy);
    let services = services(&mut random, 0, is_tidy, &mut 200, &mut 0);
    let place = format!("seed {seed}, wrapped in {around:?}");
    macro_rules! report_and_server {
        ($wrap:expr) => {{
            let services = services.clone();
            let app = move || $wrap(App::new().configure(|config| register(&services, "", config)));
            let report = rt::System::new().block_on(Report::of(app())).expect("it starts");
            let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            let server = Server::run(listener, |listener| {
                HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run()
            });
            (report, server)
        }};
    }
    let (report, server) = match around {
        Wrap::Nothing | Wrap::Other | Wrap::Hidden => report_and_server!(|app: App<_>| app),
        Wrap::Cors(layer) => report_and_server!(|app: App<_>| app.wrap(layer.cors())),
        Wrap::Around(layer) => report_and_server!(|app: App<_>| app.wrap(layer.cors().around(from_fn(wait)))),
        Wrap::ByRoute => report_and_server!(|app: App<_>| app.wrap(Cors::by_route().around(from_fn(wait)))),
        Wrap::HiddenCors(layer) => report_and_server!(|app: App<_>| app.wrap(layer.cors()).wrap(from_fn(wait))),
    };
    for service in registered(&services, "") {
        assert!(report.rows.iter().any(|row| service.is_in(row)), "{place}\n{service:?}\n{report}");
    }
    let mut connection = Connection::open(server.address);
    for row in &report.rows {
        tally.rows += 1;
        check_row(&mut connection, row, &mut random, tally, &place);
    }
}

const ORIGINS: &[&str] = &[
    "https://app.example.com",
    "https://b.example",
    "https://shop.partner.example:8443",
    "https://evil.test",
    "http://localhost:5173",
    "null",
];

/// What a pattern of a plan matches, and no other of its patterns that is not as wide.
fn example(row: &Row) -> String {
    let examples = [
        ("{tenant0}", "t"),
        ("{tenant1}", "u"),
        ("{tenant2}", "v"),
        ("{id}", "7"),
        (r"{year:\d{4}}", "2026"),
        ("{tail:.*}", "/tail"),
    ];
    let path = examples.iter().fold(row.path.clone(), |path, (segment, text)| path.replace(segment, text));
    match row.kind {
        RowKind::Unmatched => format!("{path}/not/to/be/found"),
        _ if path.is_empty() => "/".to_owned(),
        _ => path,
    }
}

fn check_row(connection: &mut Connection, row: &Row, random: &mut Random, tally: &mut Tally, place: &str) {
    let methods =
        if row.methods.is_empty() { vec!["GET", "PUT"] } else { row.methods.iter().map(String::as_str).collect() };
    let path = example(row);
    for method in methods {
        let mut lines = vec![("host", *random.one_of(&["api.example", "a.example.com", "localhost:80"]))];
        if row.guards.iter().any(|guard| guard.contains("x-tenant")) {
            lines.push(("x-tenant", "a"));
        }
        if random.once_in(3) {
            lines.push(("x-vouched", "yes"));
        }
        let origin = ("origin", *random.one_of(ORIGINS));
        let mut asked = lines.clone();
        asked.extend([origin, ("access-control-request-method", method)]);
        if random.once_in(2) {
            asked.push(("access-control-request-headers", "content-type,x-a"));
        }
        let request = plain("OPTIONS", &asked);
        let answer = connection.request("OPTIONS", &path, &asked);
        tally.count(compare(preflight(row, &request).as_ref(), &answer, row, &request, place));

        if !random.once_in(4) {
            lines.push(origin);
        }
        if random.once_in(2) {
            lines.push(("sec-fetch-site", *random.one_of(&["cross-site", "same-origin"])));
        }
        if random.once_in(3) {
            lines.push(("cookie", "id=1"));
        }
        let request = plain(method, &lines);
        let answer = connection.request(method, &path, &lines);
        tally.count(compare(actual(row, &request).as_ref(), &answer, row, &request, place));
    }
}

/// The methods that a preflight approves, and the other lines.
fn split(lines: &[Line]) -> (Vec<Vec<u8>>, Vec<&Line>) {
    let (methods, others): (Vec<_>, Vec<_>) =
        lines.iter().partition(|(name, _)| name == "access-control-allow-methods");
    let names = methods.iter().flat_map(|(_, value)| value.split(|byte| *byte == b','));
    (names.map(|name| name.trim_ascii().to_vec()).collect(), others)
}

/// Panics if the answer is not the expected one, and returns what it is.
fn compare(
    expected: Option<&Expected>,
    answer: &Response,
    row: &Row,
    request: &PlainRequest,
    place: &str,
) -> &'static str {
    let is_cors = |name: &str| name.starts_with("access-control-") || name == "timing-allow-origin";
    let lines = answer.headers.iter().filter(|(name, _)| is_cors(name));
    let mut lines: Vec<_> = lines.map(|(name, value)| (name.clone(), value.as_bytes().to_vec())).collect();
    lines.sort();
    let handler = answer.values("x-handled").first().copied();
    let Some(expected) = expected else { return "unsaid" };
    let (what, is_true) = match expected {
        Expected::Refused(statuses) => {
            ("refused", statuses.contains(&answer.status) && handler.is_none() && lines.is_empty())
        }
        Expected::Approved(status, expected) => {
            let (methods, others) = split(&lines);
            let (expected_methods, expected_others) = split(expected);
            let requested = request.values("access-control-request-method").next().expect("it is a preflight");
            let permits = |methods: &[Vec<u8>]| methods.contains(requested) || methods.contains(&b"*".to_vec());
            // Methods that reach another route are left out.
            let is_any = expected_methods.contains(&b"*".to_vec());
            let is_part = methods.iter().all(|method| is_any || expected_methods.contains(method));
            let is_permitted = permits(&methods) == permits(&expected_methods);
            let is_approved = answer.status == *status && handler.is_none();
            ("approved", is_approved && is_part && is_permitted && others == expected_others)
        }
        Expected::Served(expected) => {
            // An earlier resource may match the path, too, and have no route for the method.
            let is_by_application = handler.is_some() || [404, 405].contains(&answer.status);
            let is_preflight = request.values("access-control-request-method").next().is_some();
            let is_own = is_preflight || row.answered_by != AnsweredBy::Route || handler == Some(row.path.as_str());
            ("served", is_by_application && is_own && lines == *expected)
        }
    };
    let asked = request.lines.iter().map(|(name, value)| format!("{name}: {}", value.escape_ascii()));
    assert!(
        is_true,
        "{place}\n{}\n{} {:?}\nexpected: {expected:?}\nanswer: {answer:?}",
        serde_json::to_string_pretty(row).expect("it is data"),
        request.method,
        asked.collect::<Vec<_>>()
    );
    what
}
