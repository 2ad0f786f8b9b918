//! Kubernetes Gateway API: an `HTTPRoute` with CORS filters, as it is in the channel Standard since version 1.5.
//!
//! A rule has one filter for preflights and other requests alike. A preflight reaches the rule of its method by a match of
//! `Access-Control-Request-Method`, and a rule for some origins by a match of `Origin`.

mod filter;
mod matches;
mod names;

use crate::loss::Loss;
use crate::options::Options;
use crate::pattern::unlisted;
use crate::plan::{Answer, Plan, Policy, Route};
use crate::yaml::{Yaml, map, text};
use matches::Phase;
pub(in crate::target) use names::check;

/// The most rules of an `HTTPRoute`.
const MAX_RULES: usize = 16;
/// The most matches of one rule.
const MAX_MATCHES: usize = 64;
/// The most matches of all its rules.
const MAX_ALL_MATCHES: usize = 128;

/// Matches, and the filter behind them.
struct Rule {
    matches: Vec<Yaml>,
    filter: Option<Yaml>,
}

pub(super) fn configuration(plan: &Plan, options: &Options) -> (String, Vec<Loss>) {
    let (rules, losses) = rules(plan);
    let mut parts: Vec<Vec<Rule>> = Vec::new();
    for rule in rules {
        let has_room = |part: &&mut Vec<Rule>| {
            let matches: usize = part.iter().map(|other| other.matches.len()).sum();
            part.len() < MAX_RULES && matches + rule.matches.len() <= MAX_ALL_MATCHES
        };
        match parts.last_mut().filter(has_room) {
            Some(part) => part.push(rule),
            None => parts.push(vec![rule]),
        }
    }
    let documents = parts.into_iter().zip(0..).map(|(part, index)| document(part, index, options).lines());
    (documents.collect::<Vec<_>>().join("---\n"), losses)
}

fn document(rules: Vec<Rule>, index: usize, options: &Options) -> Yaml {
    let (host, port) = options.backend();
    let (name, namespace) = host.split_once('.').map_or((host, None), |(name, rest)| (name, rest.split('.').next()));
    let mut backend = vec![("name".to_owned(), text(name)), ("port".to_owned(), Yaml::Number(port.into()))];
    backend.extend(namespace.map(|namespace| ("namespace".to_owned(), text(namespace))));
    let rules = rules.into_iter().map(|rule| {
        let mut pairs = vec![("matches".to_owned(), Yaml::List(rule.matches))];
        let filter = |cors| Yaml::List(vec![map([("type", text("CORS")), ("cors", cors)])]);
        pairs.extend(rule.filter.map(|cors| ("filters".to_owned(), filter(cors))));
        pairs.push(("backendRefs".to_owned(), Yaml::List(vec![Yaml::Map(backend.clone())])));
        Yaml::Map(pairs)
    });
    let spec = map([
        ("parentRefs", Yaml::List(vec![map([("name", text(&options.gateway))])])),
        ("rules", Yaml::List(rules.collect())),
    ]);
    map([
        ("apiVersion", text("gateway.networking.k8s.io/v1")),
        ("kind", text("HTTPRoute")),
        ("metadata", map([("name", text(format!("{name}-{index}")))])),
        ("spec", spec),
    ])
}

fn rules(plan: &Plan) -> (Vec<Rule>, Vec<Loss>) {
    let (mut rules, mut losses) = (Vec::new(), Vec::new());
    for route in &plan.routes {
        losses.extend(matches::unknown_methods(route));
        // What the gateway does not answer, refusals of `off` included, the application does.
        let number = |answer| match answer {
            Answer::Policy(number) => plan.policies.get(number),
            Answer::Untouched | Answer::Refused => None,
        };
        let phases = match (number(route.preflight), number(route.actual)) {
            (preflight, actual) if preflight == actual => vec![(Phase::Both, actual)],
            (preflight, actual) => vec![(Phase::Preflight, preflight), (Phase::Actual, actual)],
        };
        for (phase, policy) in phases {
            match policy {
                Some(policy) => by_policy(route, phase, policy, &mut rules, &mut losses),
                None => push(&mut rules, &matches::matches(route, phase, &[None]), None),
            }
        }
    }
    (rules, losses)
}

fn push(rules: &mut Vec<Rule>, matches: &[Yaml], filter: Option<&Yaml>) {
    let matches = matches.chunks(MAX_MATCHES).filter(|matches| !matches.is_empty());
    rules.extend(matches.map(|matches| Rule { matches: matches.to_vec(), filter: filter.cloned() }));
}

fn by_policy(route: &Route, phase: Phase, policy: &Policy, rules: &mut Vec<Rule>, losses: &mut Vec<Loss>) {
    for host in policy.hosts.iter().flatten() {
        let why = "the Gateway API answers preflights for every host of the listener";
        let mut loss = route.loss(format!("hosts(\"{}\")", host.entry), why, unlisted());
        loss.request += " -H 'Host: other.example'";
        add(losses, loss);
    }
    if ![200, 204].contains(&policy.status) {
        let why = "a gateway answers approved preflights with 200 or 204, as it likes";
        add(losses, route.loss(format!("preflight_status = {}", policy.status), why, unlisted()));
    }
    let count = policy.rules.len();
    for (index, rule) in policy.rules.iter().enumerate() {
        let (filter, lost) = filter::filter(route, rule);
        for loss in lost {
            add(losses, loss);
        }
        // The last rule is for requests that no match of `Origin` takes.
        let origins: Option<Vec<_>> = rule.origins.iter().map(|entry| entry.exact().map(Some)).collect();
        match origins {
            _ if index + 1 == count => push(rules, &matches::matches(route, phase, &[None]), Some(&filter)),
            Some(origins) => push(rules, &matches::matches(route, phase, &origins), Some(&filter)),
            None => {
                for entry in rule.origins.iter().filter(|entry| entry.exact().is_none()) {
                    let why = "the Gateway API chooses a rule by whole origins alone, so the last rule applies";
                    add(losses, route.loss(entry.argument(), why, &entry.example));
                }
                let exact: Vec<_> = rule.origins.iter().filter_map(|entry| entry.exact().map(Some)).collect();
                push(rules, &matches::matches(route, phase, &exact), Some(&filter));
            }
        }
    }
}

fn add(losses: &mut Vec<Loss>, loss: Loss) {
    if !losses.contains(&loss) {
        losses.push(loss);
    }
}
