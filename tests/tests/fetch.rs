//! The browser's half of the protocol on the rows of `testdata/fetch.toml`.

use std::path::Path;
use std::time::Duration;

use cors_fetch::{
    Blocked, Exchange, FilteredResponse, Headers, Outcome, PreflightCache, Request, Response, Step, cors_check,
    cors_unsafe_request_header_names, is_cors_safelisted_request_header, is_forbidden_request_header,
};
use cors_tests::ask::APP;
use cors_tests::words;
use serde::Deserialize;

const API: &str = "https://api.example.com/items";

type Pairs = Vec<(String, String)>;

#[test]
fn header_values_are_safelisted_as_written() {
    for row in rows().header {
        for value in &row.safelisted {
            assert!(is_cors_safelisted_request_header(&row.name, value.as_bytes()), "{}: {value:?}", row.name);
        }
        for value in &row.r#unsafe {
            assert!(!is_cors_safelisted_request_header(&row.name, value.as_bytes()), "{}: {value:?}", row.name);
        }
    }
}

#[test]
fn unsafe_names_are_those_that_are_written() {
    for row in rows().names {
        // `*128` stands for a value of 128 bytes.
        let value = |value: &str| match value.strip_prefix('*').and_then(|length| length.parse().ok()) {
            Some(length) => "a".repeat(length),
            None => value.to_owned(),
        };
        let headers: Headers = row.headers.iter().map(|(name, text)| (name, value(text))).collect();
        assert_eq!(cors_unsafe_request_header_names(&headers), row.r#unsafe, "{:?}", row.headers);
    }
}

#[test]
fn headers_are_forbidden_as_written() {
    let rows = rows();
    for (name, value) in rows.forbidden.into_iter().flat_map(|row| row.headers) {
        assert!(is_forbidden_request_header(&name, value.as_bytes()), "{name}: {value}");
    }
    for (name, value) in rows.allowed.into_iter().flat_map(|row| row.headers) {
        assert!(!is_forbidden_request_header(&name, value.as_bytes()), "{name}: {value}");
    }
}

#[test]
fn responses_are_shared_as_written() {
    for row in rows().check {
        let credentials = words::credentials(row.credentials.as_deref());
        let checked = cors_check(row.origin.as_deref().unwrap_or(APP), credentials, &headers(&row.headers));
        assert_eq!(checked.err().map(|reason| reason.id()), row.blocked.as_deref(), "{:?}", row.headers);
    }
}

#[test]
fn script_is_told_as_written() {
    for row in rows().type_error {
        let error = row.request.to_request().start(&PreflightCache::default(), Duration::ZERO).unwrap_err().to_string();
        let (what, note) = error.split_once("\nnote: ").unwrap();
        assert_eq!(what, row.error);
        assert!(note.starts_with("https://"), "{note}");
    }
}

#[test]
fn fetches_go_as_written() {
    for row in rows().fetch {
        let mut exchanges = row.exchanges.iter();
        let mut cache = PreflightCache::new(Duration::ZERO);
        let outcome = run(&row.request, &mut cache, Duration::ZERO, |exchange, is_preflight| {
            let expected = exchanges.next().unwrap_or_else(|| panic!("{}: {exchange:?} on top", row.name));
            assert_eq!(format!("{} {}", exchange.method(), exchange.url()), expected.sent, "{}", row.name);
            assert_eq!(is_preflight, expected.sent.starts_with("OPTIONS "), "{}", row.name);
            if let Some(headers) = &expected.headers {
                assert_eq!(pairs(&exchange.headers()), *headers, "{}", row.name);
            }
            if let Some(metadata) = &expected.metadata {
                let found =
                    pairs(&exchange.metadata()).into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" ");
                assert_eq!(found, *metadata, "{}", row.name);
            }
            assert_eq!(exchange.includes_credentials(), expected.credentials, "{}", row.name);
            assert_eq!(exchange.has_body(), expected.body, "{}", row.name);
            Response { status: expected.status.unwrap_or(200), headers: headers(&expected.answer) }
        });
        assert_eq!(exchanges.next().map(|exchange| &exchange.sent), None, "{}", row.name);
        match outcome {
            Ok(response) => row.assert_response(&response),
            Err(blocked) => row.assert_blocked(&blocked),
        }
    }
}

#[test]
fn permissions_are_kept_as_written() {
    for row in rows().cache {
        let mut cache =
            row.max_age.map_or_else(PreflightCache::default, |cap| PreflightCache::new(Duration::from_secs(cap)));
        for (index, fetch) in row.fetches.iter().enumerate() {
            let mut preflights = 0;
            let outcome = run(&fetch.request, &mut cache, Duration::from_secs(fetch.at), |exchange, is_preflight| {
                preflights += usize::from(is_preflight);
                let shared = [
                    ("access-control-allow-origin", exchange.headers().get("origin").unwrap()),
                    ("access-control-allow-credentials", b"true".to_vec()),
                ];
                let mut response = Response::new(200, shared);
                if is_preflight {
                    for (name, value) in fetch.preflight.iter().flatten() {
                        response.headers.append(name, value);
                    }
                } else if let Some(pairs) = &fetch.response {
                    response.headers = headers(pairs);
                }
                response
            });
            assert_eq!(preflights, usize::from(fetch.preflight.is_some()), "{}, {index}", row.name);
            let blocked = outcome.err().map(|blocked| blocked.reason().id());
            assert_eq!(blocked, fetch.blocked.as_deref(), "{}, {index}", row.name);
        }
    }
}

#[test]
fn twenty_redirects_are_followed() {
    let shared = |location: String| {
        Response::new(302, [("access-control-allow-origin", "*".to_owned()), ("location", location)])
    };
    for (redirects, expected) in [(20, Ok(true)), (21, Err("too-many-redirects"))] {
        let mut sent = 0;
        let outcome = run(&Asked::default(), &mut PreflightCache::default(), Duration::ZERO, |_, _| {
            sent += 1;
            let mut response = shared(format!("/{sent}"));
            if sent > redirects {
                response.status = 200;
            }
            response
        });
        let outcome = outcome.map(|response| response.redirected).map_err(|blocked| blocked.reason().id());
        assert_eq!(outcome, expected);
        assert_eq!(sent, 21);
    }
}

#[test]
fn there_are_enough_rows() {
    let rows = rows();
    let count = rows.header.len()
        + rows.names.len()
        + rows.forbidden.len()
        + rows.allowed.len()
        + rows.check.len()
        + rows.type_error.len()
        + rows.fetch.len()
        + rows.cache.len();
    assert!(count >= 150, "{count} rows");
}

/// Drives a fetch to its end.
fn run(
    request: &Asked,
    cache: &mut PreflightCache,
    now: Duration,
    mut server: impl FnMut(&Exchange, bool) -> Response,
) -> Outcome {
    let mut step = request.to_request().start(cache, now).unwrap();
    loop {
        let is_preflight = matches!(step, Step::Preflight(_));
        step = match step {
            Step::Preflight(exchange) | Step::Send(exchange) => {
                let response = server(&exchange, is_preflight);
                exchange.answer(&response, cache, now)
            }
            Step::Done(outcome) => return outcome,
        }
    }
}

fn rows() -> Rows {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/fetch.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn headers(pairs: &[(String, String)]) -> Headers {
    pairs.iter().map(|(name, value)| (name, value)).collect()
}

fn pairs(headers: &Headers) -> Pairs {
    headers.iter().map(|(name, value)| (name.to_owned(), String::from_utf8(value.to_vec()).unwrap())).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    header: Vec<HeaderRow>,
    names: Vec<NamesRow>,
    forbidden: Vec<HeadersRow>,
    allowed: Vec<HeadersRow>,
    check: Vec<CheckRow>,
    type_error: Vec<TypeErrorRow>,
    fetch: Vec<FetchRow>,
    cache: Vec<CacheRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderRow {
    name: String,
    #[serde(default)]
    safelisted: Vec<String>,
    r#unsafe: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesRow {
    headers: Pairs,
    r#unsafe: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadersRow {
    headers: Pairs,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckRow {
    origin: Option<String>,
    credentials: Option<String>,
    headers: Pairs,
    blocked: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeErrorRow {
    request: Asked,
    error: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FetchRow {
    name: String,
    #[serde(default)]
    request: Asked,
    exchanges: Vec<Hop>,
    r#type: Option<String>,
    status: Option<u16>,
    #[serde(default)]
    visible: Vec<String>,
    url: Option<String>,
    timing: Option<bool>,
    blocked: Option<String>,
    #[serde(default)]
    preflight: bool,
    origin: Option<String>,
    help: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hop {
    sent: String,
    headers: Option<Pairs>,
    metadata: Option<String>,
    #[serde(default)]
    credentials: bool,
    #[serde(default)]
    body: bool,
    status: Option<u16>,
    #[serde(default)]
    answer: Pairs,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CacheRow {
    name: String,
    max_age: Option<u64>,
    fetches: Vec<CachedFetch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CachedFetch {
    at: u64,
    request: Asked,
    preflight: Option<Pairs>,
    response: Option<Pairs>,
    blocked: Option<String>,
}

/// A request as a row writes it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    page: Option<String>,
    url: Option<String>,
    method: Option<String>,
    headers: Pairs,
    credentials: Option<String>,
    mode: Option<String>,
    redirect: Option<String>,
    body: Option<String>,
    upload_listener: bool,
    by_user: bool,
}

impl Asked {
    fn to_request(&self) -> Request {
        let (page, url) = (self.page.as_deref().unwrap_or(APP), self.url.as_deref().unwrap_or(API));
        if self.by_user {
            return Request::by_user(url);
        }
        let mut request = Request::new(page, url)
            .method(self.method.as_deref().unwrap_or("GET"))
            .credentials(words::credentials(self.credentials.as_deref()))
            .mode(words::mode(self.mode.as_deref()))
            .redirect(words::redirect(self.redirect.as_deref()))
            .upload_listener(self.upload_listener);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match self.body.as_deref() {
            None => request,
            Some(word) => request.body(words::body(word)),
        }
    }
}

impl FetchRow {
    fn assert_response(&self, response: &FilteredResponse) {
        assert_eq!(None, self.blocked, "{}", self.name);
        let response_type = words::response_type(response.response_type);
        assert_eq!(response_type, self.r#type.as_deref().unwrap_or("cors"), "{}", self.name);
        assert_eq!(response.status, self.status.unwrap_or(200), "{}", self.name);
        let visible: Vec<&str> = response.headers.iter().map(|(name, _)| name).collect();
        assert_eq!(visible, self.visible, "{}", self.name);
        // Rows name the URL where it is not the one that was asked for.
        if let Some(expected) = &self.url {
            let url = response.url.as_ref().map(ToString::to_string).unwrap_or_default();
            assert_eq!(url, *expected, "{}", self.name);
            assert_eq!(response.redirected, !url.is_empty(), "{}", self.name);
        } else {
            assert!(!response.redirected, "{}", self.name);
        }
        if let Some(timing) = self.timing {
            assert_eq!(response.timing_allowed, timing, "{}", self.name);
        }
    }

    fn assert_blocked(&self, blocked: &Blocked) {
        assert_eq!(Some(blocked.reason().id()), self.blocked.as_deref(), "{}", self.name);
        assert_eq!(blocked.is_preflight(), self.preflight, "{}", self.name);
        if let Some(origin) = &self.origin {
            assert_eq!(blocked.origin(), origin, "{}", self.name);
        }
        if let Some(help) = &self.help {
            assert_eq!(blocked.help(), *help, "{}", self.name);
        }
        let message = blocked.to_string();
        let lines: Vec<&str> = message.lines().collect();
        let starts = ["access to `", "help: ", "note: "];
        assert_eq!(lines.len(), starts.len(), "{message}");
        assert!(lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{message}");
        assert!(lines[2].contains("; https://fetch.spec.whatwg.org/#"), "{message}");
    }
}
