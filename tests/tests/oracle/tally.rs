//! What the generated requests came upon: a comparison of answers that nobody gets says nothing.

use std::collections::BTreeMap;

use cors_tests::plain::{PlainAnswer, PlainPolicy, PlainRequest};

/// What becomes of a request.
pub const DECISIONS: &[&str] = &["share", "no-origin", "withhold", "block", "approve", "refuse"];

/// Why an origin or a preflight is refused.
pub const STEPS: &[&str] = &[
    "origin-not-allowed",
    "origin-malformed",
    "origin-repeated",
    "method-malformed",
    "method-repeated",
    "headers-malformed",
];

/// What a policy can mean to a request.
pub const MEANINGS: &[&str] = &[
    "any origin",
    "one origin",
    "one origin, to somebody else",
    "one of several origins",
    "null",
    "vouched for",
    "the own origin",
    "credentials",
    "timing",
    "exposed headers",
    "max-age",
    "listed methods",
    "methods of the route",
    "any method",
    "an echoed method",
    "listed headers",
    "any header",
    "echoed headers",
    "a status of its own",
    "a merged vary",
];

/// What occurred how often.
#[derive(Default)]
pub struct Tally {
    compared: u32,
    occurred: BTreeMap<&'static str, u32>,
}

impl Tally {
    /// Takes down one comparison.
    pub fn count(&mut self, policy: &PlainPolicy, request: &PlainRequest, answer: &PlainAnswer) {
        self.compared += 1;
        for name in answer.failed.iter().copied().chain([answer.decision]).chain(meanings(policy, request, answer)) {
            *self.occurred.entry(name).or_default() += 1;
        }
    }

    /// Panics if something did not occur, or too seldom to be worth its name.
    pub fn expect(&self, names: &[&str]) {
        println!("{} decisions compared: {:?}", self.compared, self.occurred);
        for name in names {
            let occurred = self.occurred.get(name).copied().unwrap_or_default();
            assert!(occurred > self.compared / 2_000, "{name}: {occurred} of {}", self.compared);
        }
    }
}

/// Which of [`MEANINGS`] this is a case of, read off the policy and the answer that is expected.
fn meanings<'a>(
    policy: &'a PlainPolicy,
    request: &'a PlainRequest,
    answer: &'a PlainAnswer,
) -> impl Iterator<Item = &'static str> + use<'a> {
    let value = |name: &str| answer.lines.iter().find(|(line, _)| line == name).map(|(_, value)| value.as_slice());
    let origin = request.values("origin").next().map(Vec::as_slice);
    let allowed = value("access-control-allow-origin").filter(|_| matches!(answer.decision, "share" | "approve"));
    let is_shared = answer.decision == "share";
    let is_approved = answer.decision == "approve";
    let methods = value("access-control-allow-methods").filter(|_| is_approved);
    let headers = value("access-control-allow-headers").filter(|_| is_approved);
    let listed = |origin: &[u8]| policy.origins.iter().any(|entry| entry.as_bytes() == origin);
    let has = |list: &[String], name: &str| list.iter().any(|entry| entry == name);
    let varies = answer.lines.iter().filter(|(name, _)| name == "vary").count();
    let meanings = [
        ("any origin", allowed == Some(b"*")),
        ("one origin", policy.origins.len() == 1 && allowed.is_some_and(listed)),
        ("one origin, to somebody else", policy.origins.len() == 1 && allowed.is_some_and(listed) && origin != allowed),
        ("one of several origins", policy.origins.len() > 1 && allowed.is_some() && origin == allowed),
        ("null", allowed == Some(b"null") && origin == allowed),
        ("vouched for", policy.origins.is_empty() && allowed.is_some()),
        ("the own origin", policy.enforce && answer.decision == "withhold"),
        ("credentials", allowed.is_some() && value("access-control-allow-credentials").is_some()),
        ("timing", is_shared && policy.timing),
        ("exposed headers", is_shared && value("access-control-expose-headers").is_some()),
        ("max-age", is_approved && value("access-control-max-age").is_some()),
        ("listed methods", methods.is_some() && !policy.methods.is_empty() && !has(&policy.methods, "*")),
        ("methods of the route", methods.is_some() && policy.methods.is_empty()),
        ("any method", methods == Some(b"*") && !policy.credentials),
        ("an echoed method", methods.is_some() && has(&policy.methods, "*") && policy.credentials),
        ("listed headers", headers.is_some() && !has(&policy.headers, "*")),
        ("any header", headers.is_some() && has(&policy.headers, "*") && !policy.credentials),
        ("echoed headers", headers.is_some() && has(&policy.headers, "*") && policy.credentials),
        ("a status of its own", is_approved && answer.status != 204),
        ("a merged vary", !is_approved && varies > 1),
    ];
    meanings.into_iter().filter(|(_, occurs)| *occurs).map(|(name, _)| name)
}
