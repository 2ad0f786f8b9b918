//! The attacks of `testdata/casebook.toml`: every origin under every kind of policy, every request under its own.

use std::collections::BTreeMap;

use actix_web::http::header::{HeaderValue, ORIGIN};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use cors_actix::{Cors, PolicyHandle};
use cors_core::{Draft, Origin, OriginEntry, Policy};
use cors_tests::exchange::of_the_protocol;
use cors_tests::plain::{PlainHandler, PlainRequest, decided};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Casebook {
    policy: BTreeMap<String, Named>,
    origin: Vec<Attempt>,
    attack: Vec<Attack>,
    /// Where the other rows are tested, which `vulnerabilities` sees to.
    #[serde(rename = "elsewhere")]
    _elsewhere: Vec<toml::Table>,
}

/// A policy that all origins are tried under.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    draft: Draft,
    /// Whether the application is asked about the rest.
    #[serde(default)]
    with: bool,
    /// What it says to everybody.
    always: Option<String>,
    admits: Vec<String>,
}

/// A trick with origins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attempt {
    row: usize,
    trick: String,
    #[serde(default)]
    values: Vec<String>,
    /// Values that no text holds.
    #[serde(default)]
    hex: Vec<String>,
    /// Values put together of repeated parts.
    #[serde(default)]
    built: Vec<Vec<(String, usize)>>,
    /// Several lines at once.
    #[serde(default)]
    lines: Vec<Vec<String>>,
    /// A policy that the trick was made for.
    own: Option<Draft>,
    /// Drafts that would fall for it, and the rule that they break.
    #[serde(default)]
    unwritable: Vec<Unwritable>,
    /// The policies that admit it, and why that is right.
    #[serde(default)]
    admitted_by: Vec<String>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unwritable {
    draft: Draft,
    rule: String,
}

/// A trick with preflights, headers or caches.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    id: String,
    trick: String,
    policy: Draft,
    method: String,
    request: Vec<Part>,
    #[serde(default)]
    handler: Vec<(String, String)>,
    #[serde(default = "ok")]
    status: u16,
    decision: String,
    headers: Vec<(String, String)>,
}

fn ok() -> u16 {
    200
}

/// A header line, perhaps with a value that is repeated.
#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Line(String, String),
    Repeated(String, String, usize),
}

impl Part {
    fn line(&self) -> (String, Vec<u8>) {
        match self {
            Part::Line(name, value) => (name.clone(), value.clone().into_bytes()),
            Part::Repeated(name, value, times) => (name.clone(), value.repeat(*times).into_bytes()),
        }
    }
}

fn casebook() -> Casebook {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/casebook.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

impl Named {
    fn policy(&self) -> Policy {
        if self.with {
            return Draft::new().origins([OriginEntry::Predicate]).credentials(true).check().unwrap();
        }
        self.draft.check().unwrap()
    }
}

impl Attempt {
    /// The `Origin` lines of each request.
    fn requests(&self) -> Vec<Vec<Vec<u8>>> {
        let texts = self.values.iter().map(|value| value.clone().into_bytes());
        let hex = self.hex.iter().map(|digits| {
            let digit = |index: usize| u8::from_str_radix(&digits[index..index + 2], 16).unwrap();
            (0..digits.len()).step_by(2).map(digit).collect()
        });
        let parts =
            |parts: &Vec<(String, usize)>| parts.iter().map(|(part, times)| part.repeat(*times)).collect::<String>();
        let built = self.built.iter().map(|built| parts(built).into_bytes());
        let single = texts.chain(hex).chain(built).map(|value| vec![value]);
        let several = self.lines.iter().map(|lines| lines.iter().map(|line| line.clone().into_bytes()).collect());
        single.chain(several).collect()
    }
}

/// A predicate with care: it compares the whole of what has been parsed.
fn vouches(origin: &[u8]) -> bool {
    Origin::parse(origin).is_some_and(|origin| {
        let host = origin.as_str().strip_prefix("https://");
        host.is_some_and(|host| host == "example.com" || host.ends_with(".example.com"))
    })
}

/// The origin that a response to a request with these `Origin` lines is shared with.
fn shared_with(policy: &Policy, method: &str, origins: &[Vec<u8>]) -> Option<String> {
    let vouched = policy.has_predicate() && matches!(origins, [origin] if vouches(origin));
    let mut lines: Vec<_> = origins.iter().map(|value| ("origin".to_owned(), value.clone())).collect();
    if method == "OPTIONS" {
        lines.push(("access-control-request-method".to_owned(), b"GET".to_vec()));
    }
    let request = PlainRequest { method: method.to_owned(), lines, vouched, ..PlainRequest::default() };
    let answer = decided(policy, &request, &PlainHandler { status: 200, lines: Vec::new() });
    let allowed = answer.lines.into_iter().find(|(name, _)| name == "access-control-allow-origin");
    allowed.map(|(_, value)| String::from_utf8(value).unwrap())
}

#[test]
fn no_origin_gets_in_by_a_trick() {
    let Casebook { policy, origin, .. } = casebook();
    let mut tried = 0;
    for (name, named) in &policy {
        let policy = named.policy();
        for admitted in &named.admits {
            let origins = [admitted.clone().into_bytes()];
            assert_eq!(shared_with(&policy, "GET", &origins).as_deref(), Some(admitted.as_str()), "{name}");
        }
        for attempt in &origin {
            for origins in attempt.requests() {
                let is_admitted = attempt.admitted_by.contains(name);
                let asked = || String::from_utf8(origins[0].clone()).ok();
                for method in ["GET", "OPTIONS"] {
                    let shared = shared_with(&policy, method, &origins);
                    let said = named.always.as_ref().filter(|_| shared.is_some());
                    let expected = if is_admitted { asked() } else { said.cloned() };
                    assert_eq!(shared, expected, "row {}, {}: {method} under {name}", attempt.row, attempt.trick);
                    tried += 1;
                }
            }
            assert!(attempt.admitted_by.is_empty() || attempt.reason.is_some(), "row {} says why", attempt.row);
        }
    }
    let rows: Vec<_> = origin.iter().map(|attempt| attempt.row).collect();
    assert_eq!(rows, (1..=60).collect::<Vec<_>>());
    assert!(tried > 2_000, "{tried} requests");
}

#[test]
fn policies_that_a_trick_was_made_for() {
    for attempt in casebook().origin {
        if let Some(own) = &attempt.own {
            let policy = own.check().unwrap_or_else(|violations| panic!("row {}: {violations}", attempt.row));
            for origins in attempt.requests() {
                assert_eq!(shared_with(&policy, "GET", &origins), None, "row {}, {}", attempt.row, attempt.trick);
            }
        }
        for Unwritable { draft, rule } in &attempt.unwritable {
            let violations = draft.check().expect_err(&attempt.trick);
            let rules: Vec<_> = violations.iter().map(|violation| violation.rule().id()).collect();
            assert!(rules.contains(&rule.as_str()), "row {}, {}: {rules:?}", attempt.row, attempt.trick);
        }
    }
}

/// The same, through an actix-web service whose policy is replaced before each.
#[actix_web::test]
async fn no_origin_gets_in_at_run_time() {
    let Casebook { policy, origin, .. } = casebook();
    let handle = PolicyHandle::new(&policy["exact"].draft).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle)).route("/", web::get().to(|| async { "data" }))).await;
    let allowed = async |origins: Vec<HeaderValue>| {
        let request =
            origins.into_iter().fold(TestRequest::default(), |request, origin| request.append_header((ORIGIN, origin)));
        let response = call_service(&app, request.to_request()).await;
        response.headers().get("access-control-allow-origin").cloned()
    };
    let mut tried = 0;
    for (name, named) in policy.iter().filter(|(_, named)| !named.with && named.always.is_none()) {
        handle.replace(&named.draft).unwrap();
        for admitted in &named.admits {
            let origin = HeaderValue::from_str(admitted).unwrap();
            assert_eq!(allowed(vec![origin.clone()]).await, Some(origin), "{name}");
        }
        for attempt in origin.iter().filter(|attempt| !attempt.admitted_by.contains(name)) {
            for origins in attempt.requests() {
                // What is no header value never reaches an application.
                let values: Result<Vec<_>, _> = origins.iter().map(|origin| HeaderValue::from_bytes(origin)).collect();
                let Ok(values) = values else { continue };
                assert_eq!(allowed(values).await, None, "row {}, {} under {name}", attempt.row, attempt.trick);
                tried += 1;
            }
        }
    }
    assert!(tried > 800, "{tried} requests");
}

#[test]
fn preflights_headers_and_caches() {
    let attacks = casebook().attack;
    for attack in &attacks {
        let lines = attack.request.iter().map(Part::line).collect();
        let request = PlainRequest { method: attack.method.clone(), lines, ..PlainRequest::default() };
        let lines = attack.handler.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect();
        let policy = attack.policy.check().unwrap_or_else(|violations| panic!("{}: {violations}", attack.id));
        let answer = decided(&policy, &request, &PlainHandler { status: attack.status, lines });
        assert_eq!(answer.decision, attack.decision, "{}, {}", attack.id, attack.trick);
        let lines = answer.lines.into_iter().map(|(name, value)| (name, String::from_utf8(value).unwrap()));
        let expected = of_the_protocol(attack.headers.iter().cloned());
        assert_eq!(of_the_protocol(lines), expected, "{}, {}", attack.id, attack.trick);
    }
    assert!(attacks.len() >= 35, "{} attacks", attacks.len());
}
