//! What a row of a report says about a request, read from its data alone.

use cors_actix::report::{AnsweredBy, OriginKind, PolicyFacts, Preflights, Row};
use cors_tests::oracle;
use cors_tests::plain::{Line, PlainHandler, PlainPolicy, PlainRequest};

/// What a row lets a reader expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This library answers in place of the application, with one of these statuses and without permission.
    Refused(&'static [u16]),
    /// It approves a preflight, with this status and these lines.
    Approved(u16, Vec<Line>),
    /// The application answers, and the response gets these lines.
    Served(Vec<Line>),
}

/// A request as the oracle reads it. The functions of the tests allow the origin where it has `x-vouched`.
pub fn plain(method: &str, lines: &[(&str, &str)]) -> PlainRequest {
    let vouched = lines.iter().any(|(name, _)| *name == "x-vouched");
    let lines = lines.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    PlainRequest { method: method.to_owned(), lines, vouched, authority: None }
}

/// The answer to a preflight. `None` if the row does not say it.
pub fn preflight(row: &Row, request: &PlainRequest) -> Option<Expected> {
    if !row.reached && row.preflights == Preflights::OwnPolicy {
        return None;
    }
    if !is_addressed(row, request) {
        return Some(Expected::Refused(&[403, 421]));
    }
    match &row.preflights {
        Preflights::OwnPolicy => Some(by_rules(&row.rules, request)),
        Preflights::OtherPolicy(rules) => Some(by_rules(rules, request)),
        Preflights::Refused => Some(Expected::Refused(&[403, 421])),
        Preflights::Application => Some(Expected::Served(Vec::new())),
        _ => None,
    }
}

/// The answer to an actual request. `None` if the row does not say it.
pub fn actual(row: &Row, request: &PlainRequest) -> Option<Expected> {
    if !row.reached || row.answered_by == AnsweredBy::Unknown {
        return None;
    }
    if !is_addressed(row, request) {
        return Some(Expected::Refused(&[421]));
    }
    Some(if row.rules.is_empty() { Expected::Served(Vec::new()) } else { by_rules(&row.rules, request) })
}

fn is_addressed(row: &Row, request: &PlainRequest) -> bool {
    row.hosts_around
        .iter()
        .all(|hosts| oracle::is_addressed(&PlainPolicy { hosts: hosts.clone(), ..PlainPolicy::default() }, request))
}

/// The first rule that admits the origin applies, and else the last one.
fn by_rules(rules: &[PolicyFacts], request: &PlainRequest) -> Expected {
    let rules: Vec<_> = rules.iter().map(|facts| plain_policy(facts, rules.len() > 1)).collect();
    let origin = request.values("origin").next().map(Vec::as_slice);
    let is_any = |rule: &PlainPolicy| rule.origins.iter().any(|entry| entry == "*");
    let applies =
        |rule: &&PlainPolicy| is_any(rule) || origin.is_some_and(|origin| oracle::admits(rule, request, origin));
    let rule = rules.iter().find(applies).or(rules.last()).expect("there is a rule");
    let answer = oracle::answer(rule, request, &PlainHandler { status: 200, lines: Vec::new() });
    let lines = answer.lines.into_iter().filter(|(name, _)| name != "vary").collect();
    match answer.decision {
        "approve" => Expected::Approved(answer.status, lines),
        "refuse" | "block" => Expected::Refused(if answer.status == 421 { &[421] } else { &[403] }),
        _ => Expected::Served(lines),
    }
}

/// The policy as the oracle reads it.
fn plain_policy(facts: &PolicyFacts, is_one_of_several: bool) -> PlainPolicy {
    let entry = |origin: &OriginKind| match origin {
        OriginKind::Any => "*".to_owned(),
        OriginKind::Exact { origin } => origin.clone(),
        OriginKind::Wildcard { pattern } => pattern.clone(),
        other => panic!("the oracle does not read {other:?}"),
    };
    let mut origins: Vec<_> = facts.origins.iter().map(|fact| entry(&fact.origin)).collect();
    // Of several rules, none answers alike for everybody but one for all origins.
    if is_one_of_several && origins != ["*"] {
        origins.push("https://one.of.several.invalid".to_owned());
    }
    PlainPolicy {
        origins,
        asks: facts.with,
        methods: facts.methods.clone(),
        headers: facts.headers.clone(),
        expose: facts.expose.clone(),
        credentials: facts.credentials,
        max_age: facts.max_age.map(u64::from),
        timing: facts.timing,
        enforce: facts.enforce,
        hosts: facts.hosts.clone(),
        off: facts.off,
        preflight_status: Some(facts.preflight_status),
        ..PlainPolicy::default()
    }
}
