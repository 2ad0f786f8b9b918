//! The same requests of pages to a gateway and to an application, and what is different.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use cors_fetch::{Body, Credentials, Exchange, Outcome, PreflightCache, Request, Response, Step};
use cors_tests::random::Random;
use cors_tests::wire::Connection;

/// How many requests were sent, and what came of them.
#[derive(Debug, Default)]
pub struct Tally {
    /// To the gateway and to the application each, preflights included.
    pub requests: usize,
    /// By outcome.
    pub seen: BTreeMap<&'static str, usize>,
}

const PAGES: &[&str] = &[
    "https://app.example.com",
    "https://app.example.com",
    "https://app.example.com",
    "https://app.example.com",
    "https://app.example.com",
    "https://b.example",
    "https://b.example",
    "https://shop.partner.example:8443",
    "https://shop.partner.example:8443",
    "https://shop.partner.example:8453",
    "https://a.b.example.com",
    "https://pr-17.example.com",
    "https://x.pr-17.example.com",
    "http://localhost:5173",
    "http://localhost",
    "https://evil.test",
    "https://app.example.com.evil.test",
    "https://appxexample.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "null",
    "https://api.example",
];
const PATHS: &[&str] = &[
    "/a",
    "/a/",
    "/b/7",
    "/b/x%2Fy",
    "/b/seven",
    "/b/7/c",
    "/y-2026",
    "/y-20",
    "/a%20b/%C3%A9",
    "/f/x/y/z",
    "/f/",
    "/s/in",
    "/s/7/x",
    "/s/none",
    "/none",
    "/",
];
const METHODS: &[&str] = &["GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
/// What proxies write, and scripts see if the policy exposes everything; and `Allow`, which handlers without policies write otherwise.
const OF_PROXIES: &[&str] = &[
    "allow",
    "server",
    "date",
    "connection",
    "keep-alive",
    "x-envoy-upstream-service-time",
    "transfer-encoding",
    "vary",
];

/// A request of a page.
pub fn request(random: &mut Random) -> Request {
    let host = *random.one_of(&["api.example", "api.example", "x.example.com:8443", "other.example"]);
    let query = if random.once_in(3) { "?x=/a" } else { "" };
    let url = format!("https://{host}{}{query}", random.one_of(PATHS));
    let method = *random.one_of(METHODS);
    let mut request = Request::new(*random.one_of(PAGES), url).method(method);
    request = request.credentials(*random.one_of(&[Credentials::Omit, Credentials::SameOrigin, Credentials::Include]));
    for header in
        [("x-a", "1"), ("x-b", "1"), ("x-$d", "1"), ("content-type", "application/json"), ("authorization", "x")]
    {
        if random.once_in(9) {
            request = request.header(header.0, header.1);
        }
    }
    if !["GET", "HEAD"].contains(&method) && random.once_in(4) {
        request = request.body(Body::Text);
    }
    request
}

/// Sends as many requests as `count` says, and returns what is different.
pub fn differences(
    gateway: SocketAddr,
    application: SocketAddr,
    random: &mut Random,
    count: usize,
    tally: &mut Tally,
) -> Vec<String> {
    let (mut gateway, mut application) = (Connection::open(gateway), Connection::open(application));
    let mut differences = Vec::new();
    for _ in 0..count {
        let request = request(random);
        let (expected, expected_exchanges) = fetch(&request, &mut application);
        let (outcome, exchanges) = fetch(&request, &mut gateway);
        tally.requests += exchanges.len();
        *tally.seen.entry(if outcome.is_ok() { "read" } else { "blocked" }).or_default() += 1;
        if verdict(&outcome) != verdict(&expected) {
            let (gateway, application) = (shown(&exchanges), shown(&expected_exchanges));
            differences.push(format!("{request:?}\ngateway:{gateway}\napplication:{application}"));
        }
        for (one, other) in exchanges.iter().zip(&expected_exchanges) {
            let is_handled = |response: &Response| response.headers.contains("x-handled");
            // An application with one origin answers all preflights alike, and a gateway does not.
            let is_refused = |response: &Response| matches!(response.status, 403 | 421);
            if is_handled(one) != is_handled(other) || is_refused(other) && !is_refused(one) {
                differences.push(format!(
                    "{request:?}\nserved or refused, through the gateway and without it:{}",
                    shown(&[one.clone(), other.clone()])
                ));
            }
            if !varies_on(other).is_subset(&varies_on(one)) {
                let (gateway, application) = (varies_on(one), varies_on(other));
                differences.push(format!(
                    "{request:?}\nVary of the gateway: {gateway:?}\nof the application: {application:?}"
                ));
            }
        }
    }
    differences
}

/// Status, timings, headers.
type Verdict = (u16, bool, BTreeSet<(String, Vec<u8>)>);

/// What the page gets to know; nothing if it is blocked.
fn verdict(outcome: &Outcome) -> Option<Verdict> {
    let response = outcome.as_ref().ok()?;
    let visible = response.headers.iter().filter(|(name, _)| !OF_PROXIES.contains(name) && !is_cors(name));
    Some((
        response.status,
        response.timing_allowed,
        visible.map(|(name, value)| (name.to_ascii_lowercase(), value.to_vec())).collect(),
    ))
}

/// The headers of a policy, which mean nothing to a page of the same origin.
fn is_cors(name: &str) -> bool {
    name.starts_with("access-control-") || name == "timing-allow-origin"
}

fn shown(responses: &[Response]) -> String {
    let line = |(name, value): (&str, &[u8])| format!("\n  {name}: {}", value.escape_ascii());
    let shown = |response: &Response| {
        format!("\n {}{}", response.status, response.headers.iter().map(line).collect::<String>())
    };
    responses.iter().map(shown).collect()
}

fn varies_on(response: &Response) -> BTreeSet<String> {
    let lines = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("vary"));
    let names = lines.flat_map(|(_, value)| value.split(|byte| *byte == b','));
    names
        .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect()
}

fn fetch(request: &Request, connection: &mut Connection) -> (Outcome, Vec<Response>) {
    let (mut cache, now) = (PreflightCache::default(), Duration::ZERO);
    let mut step = request.clone().start(&cache, now).expect("scripts may send it");
    let mut responses = Vec::new();
    loop {
        step = match step {
            Step::Preflight(exchange) | Step::Send(exchange) => {
                let response = carry(&exchange, connection);
                responses.push(response.clone());
                exchange.answer(&response, &mut cache, now)
            }
            Step::Done(outcome) => return (outcome, responses),
        }
    }
}

fn carry(exchange: &Exchange, connection: &mut Connection) -> Response {
    let host = exchange.url().origin().split_once("://").map(|(_, host)| host).unwrap_or_default();
    let mut lines = vec![("host".to_owned(), host.as_bytes().to_vec())];
    let metadata = exchange.metadata();
    lines.extend(
        exchange.headers().iter().chain(metadata.iter()).map(|(name, value)| (name.to_owned(), value.to_vec())),
    );
    if exchange.includes_credentials() {
        lines.push(("cookie".to_owned(), b"id=1".to_vec()));
    }
    if exchange.has_body() {
        lines.push(("content-length".to_owned(), b"0".to_vec()));
    }
    let answer = connection.request(exchange.method(), exchange.url().path(), &lines);
    Response::new(answer.status, answer.headers)
}
