//! What the generated requests came upon: a comparison of answers that nobody gets says nothing.

use std::collections::BTreeMap;

use cors_core::Enforce;
use cors_tests::oracle;
use cors_tests::plain::{PlainAnswer, PlainPolicy, PlainRequest};

/// What becomes of a request.
pub const DECISIONS: &[&str] = &["share", "no-origin", "withhold", "leave-alone", "block", "approve", "refuse"];

/// Why an origin, a sender or a preflight is refused.
pub const STEPS: &[&str] = &[
    "origin-not-allowed",
    "origin-malformed",
    "origin-repeated",
    "method-malformed",
    "method-repeated",
    "headers-malformed",
    "off",
    "host-not-allowed",
    "site-not-allowed",
    "origin-not-host",
    "cookie-not-allowed",
];

/// Why an actual request is served.
pub const SENDERS: &[&str] = &["not-enforced", "no-write", "same-origin", "admitted", "origin-is-host", "no-browser"];

/// What a policy can mean to a request.
pub const MEANINGS: &[&str] = &[
    "any origin",
    "one origin",
    "one origin, to somebody else",
    "one of several origins",
    "null",
    "vouched for",
    "a WebSocket handshake that is refused",
    "a read that is refused",
    "a preflight to another host",
    "the own host, and not readable",
    "any sender with a cookie, from the own host",
    "a sender that only the application knows",
    "a host that is listed",
    "an authority that is listed",
    "off, and all enforced",
    "a guarded constant",
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

/// Which of several rules applies.
pub const RULES: &[&str] = &[
    "the first of several rules",
    "a further rule",
    "the last rule, for an origin that none lists",
    "the last rule, without an origin",
];

/// What occurred how often.
#[derive(Default)]
pub struct Tally {
    compared: u32,
    occurred: BTreeMap<&'static str, u32>,
}

impl Tally {
    /// Takes down one comparison.
    pub fn count(&mut self, rules: &[PlainPolicy], request: &PlainRequest, answer: &PlainAnswer) {
        self.compared += 1;
        let rules = oracle::on_one_route(rules);
        let rule = oracle::rule_for(&rules, request);
        let policy = &rules[rule];
        if rules.len() > 1 {
            *self.occurred.entry(which_rule(rule, request, answer)).or_default() += 1;
        }
        // Whoever is sent away by the host, or asks first, is not asked who he is.
        let is_actual = !matches!(answer.decision, "approve" | "refuse");
        let served = oracle::sender(policy, request).ok().filter(|_| is_actual && answer.is_handled());
        let names = answer.failed.iter().copied().chain([answer.decision]).chain(served);
        for name in names.chain(meanings(policy, request, answer)) {
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

fn which_rule(rule: usize, request: &PlainRequest, answer: &PlainAnswer) -> &'static str {
    let is_refused = ["withhold", "refuse", "block"].contains(&answer.decision);
    match rule {
        _ if request.values("origin").count() == 0 => RULES[3],
        0 => RULES[0],
        _ if is_refused => RULES[2],
        _ => RULES[1],
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
    let sender = oracle::sender(policy, request);
    let is_read = ["GET", "HEAD", "OPTIONS", "QUERY"].contains(&request.method.as_str());
    let is_blocked = answer.decision == "block" && answer.status == 403;
    let varies = value("vary").unwrap_or_default();
    let is_merged =
        answer.is_handled() && varies.windows(8).any(|bytes| bytes == b", Origin") && !varies.starts_with(b"Origin");
    let meanings = [
        ("any origin", allowed == Some(b"*")),
        ("one origin", policy.origins.len() == 1 && allowed.is_some_and(listed)),
        ("one origin, to somebody else", policy.origins.len() == 1 && allowed.is_some_and(listed) && origin != allowed),
        ("one of several origins", policy.origins.len() > 1 && allowed.is_some() && origin == allowed),
        ("null", allowed == Some(b"null") && origin == allowed),
        ("vouched for", policy.origins.is_empty() && allowed.is_some()),
        ("a WebSocket handshake that is refused", is_read && is_blocked && policy.enforce == Enforce::Writes),
        ("a read that is refused", is_read && is_blocked && policy.enforce == Enforce::All),
        ("a preflight to another host", answer.decision == "refuse" && answer.status == 421),
        ("the own host, and not readable", sender == Ok("origin-is-host") && answer.decision == "withhold"),
        (
            "any sender with a cookie, from the own host",
            sender == Ok("origin-is-host") && answer.is_handled() && has(&policy.origins, "*"),
        ),
        ("a sender that only the application knows", sender == Ok("admitted") && is_shared && policy.asks),
        ("a host that is listed", !policy.hosts.is_empty() && answer.is_handled() && request.authority.is_none()),
        ("an authority that is listed", !policy.hosts.is_empty() && answer.is_handled() && request.authority.is_some()),
        ("off, and all enforced", answer.decision == "leave-alone" && policy.enforce == Enforce::All),
        ("a guarded constant", policy.guarded && is_shared && policy.origins.len() == 1),
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
        ("a merged vary", is_merged),
    ];
    meanings.into_iter().filter(|(_, occurs)| *occurs).map(|(name, _)| name)
}
