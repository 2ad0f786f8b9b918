//! The rows of a report about an application: what it was asked about each resource, and what it said.

use std::rc::Rc;

use super::ask::Answer;
use super::policies::Policies;
use super::resources::Resource;
use crate::policy::active::ActivePolicy;
use crate::policy::annotated_route::AnnotatedRoute;
use crate::report::facts::PolicyFacts;
use crate::report::row::{AnsweredBy, Preflights, Row, RowKind};

/// The methods that are asked about where no guard names any.
const ANY: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What an application has said about a path and a method.
pub(super) struct Said {
    pub(super) preflight: Answer,
    /// `None` if no host name passes each `Cors` around.
    pub(super) actual: Option<Answer>,
}

/// What answers on a path, as a row has it.
#[derive(Clone, PartialEq)]
struct Outcome {
    reached: bool,
    answered_by: AnsweredBy,
    rules: Vec<PolicyFacts>,
    preflights: Preflights,
    hosts_around: Vec<Vec<String>>,
    notes: Vec<String>,
}

const NO_EXAMPLE: &str = "the report found no path that matches this pattern, so it could not ask";
const TURNED_AWAY: &str =
    "its guards have turned the report's question away: what they do not admit is answered as if it were not there";
const NOT_REACHED: &str = "the report did not reach it: another route gets these requests first, or middleware around it \
                           waits before it calls what is inside (pass that middleware to `Cors::around`)";
const SHADOWED: &str = "a handler with `#[cors]` gets these requests first, unless a guard turns them away";

/// The rows of one resource. `ask` asks about a method, and about nothing if no path is known.
pub(super) fn rows(resource: &Resource, policies: &Policies, mut ask: impl FnMut(&str) -> Option<Said>) -> Vec<Row> {
    if resource.is_scope {
        let outcome = ask("GET").map(|said| plain(&said, policies));
        return outcome.map(|outcome| row(resource, Vec::new(), None, outcome)).into_iter().collect();
    }
    let mut rows = Vec::new();
    for &route in &resource.annotated {
        // An application that starts has no violations.
        let (rules, _) = PolicyFacts::of_route(route);
        let methods = route.methods().iter().map(ToString::to_string);
        for (methods, outcome) in grouped(methods, |method| annotated(route, &rules, ask(method).as_ref(), policies)) {
            let name = Some(route.name().to_owned());
            let mut row = Row { name: name.clone(), ..row(resource, methods, name, outcome) };
            row.guards.extend(route.guard_names().iter().map(ToString::to_string));
            rows.push(row);
        }
    }
    let is_any = resource.plain_methods.is_empty();
    if is_any && !resource.annotated.is_empty() {
        return rows;
    }
    let methods = if is_any { ANY.map(ToOwned::to_owned).to_vec() } else { resource.plain_methods.clone() };
    let groups = grouped(methods.into_iter(), |method| match ask(method) {
        Some(said) => plain(&said, policies),
        None => Outcome::unknown(NO_EXAMPLE),
    });
    let is_alike = is_any && groups.len() == 1;
    for (methods, outcome) in groups {
        let methods = if is_alike { Vec::new() } else { methods };
        rows.push(Row { name: resource.name.clone(), ..row(resource, methods, resource.plain_handler(), outcome) });
    }
    rows
}

/// The methods that have the same outcome, together.
fn grouped(
    methods: impl Iterator<Item = String>,
    mut outcome: impl FnMut(&str) -> Outcome,
) -> Vec<(Vec<String>, Outcome)> {
    let mut groups: Vec<(Vec<String>, Outcome)> = Vec::new();
    for method in methods {
        let outcome = outcome(&method);
        match groups.iter_mut().find(|(_, other)| *other == outcome) {
            Some((methods, _)) if methods.contains(&method) => {}
            Some((methods, _)) => methods.push(method),
            None => groups.push((vec![method], outcome)),
        }
    }
    groups
}

fn row(resource: &Resource, methods: Vec<String>, handler: Option<String>, outcome: Outcome) -> Row {
    Row {
        path: resource.path.clone(),
        kind: if resource.is_scope { RowKind::Unmatched } else { RowKind::Resource },
        methods,
        name: None,
        handler,
        guards: resource.guards.clone(),
        reached: outcome.reached,
        answered_by: outcome.answered_by,
        rules: outcome.rules,
        preflights: outcome.preflights,
        hosts_around: outcome.hosts_around,
        notes: outcome.notes,
        violations: Vec::new(),
    }
}

/// What answers for an annotated handler: its own policy, and for its preflights whatever they reach.
fn annotated(
    route: &'static AnnotatedRoute,
    rules: &[PolicyFacts],
    said: Option<&Said>,
    policies: &Policies,
) -> Outcome {
    let mut outcome = Outcome {
        answered_by: AnsweredBy::Route,
        rules: rules.to_vec(),
        preflights: Preflights::OwnPolicy,
        ..Outcome::default()
    };
    let Some(Said { preflight, actual }) = said else {
        outcome.notes.push(NO_EXAMPLE.to_owned());
        return outcome;
    };
    let is_own = |policy: &Rc<ActivePolicy>| policies.route(policy).is_some_and(|other| std::ptr::eq(other, route));
    let is_reached = actual.as_ref().and_then(Answer::innermost).is_some_and(is_own);
    outcome.reached = is_reached;
    outcome.hosts_around = hosts(preflight.policies());
    if preflight.owner.as_ref().is_some_and(is_own) {
        outcome.reached = true;
    } else if preflight.turned_away.iter().any(|other| std::ptr::eq(*other, route)) {
        outcome.notes.push(TURNED_AWAY.to_owned());
    } else {
        outcome.preflights = match preflights(preflight, policies) {
            // Middleware that waits, or a route for any method, may have them.
            Preflights::Application => Preflights::Unknown,
            preflights => preflights,
        };
        if !is_reached {
            outcome.notes.push(NOT_REACHED.to_owned());
        }
    }
    outcome
}

/// What answers where no `#[cors]` is: the innermost `Cors`, if there is one.
fn plain(Said { preflight, actual }: &Said, policies: &Policies) -> Outcome {
    // A preflight skips the middleware inside a `Cors`, and the check of hosts.
    let deepest = actual.as_ref().filter(|actual| !actual.way.is_waiting).unwrap_or(preflight);
    let innermost = deepest.innermost();
    let is_annotated = |policy: &Rc<ActivePolicy>| policies.route(policy).is_some();
    if preflight.owner.is_some() || innermost.is_some_and(is_annotated) {
        return Outcome::unknown(SHADOWED);
    }
    let is_innermost = |policy: &Rc<ActivePolicy>| innermost.is_some_and(|innermost| Rc::ptr_eq(policy, innermost));
    let preflights = match preflights(preflight, policies) {
        Preflights::OtherPolicy(_) if preflight.innermost().is_some_and(is_innermost) => Preflights::OwnPolicy,
        preflights => preflights,
    };
    Outcome {
        reached: true,
        answered_by: if innermost.is_some() { AnsweredBy::Cors } else { AnsweredBy::None },
        rules: innermost.map(|policy| policies.facts(policy)).unwrap_or_default(),
        preflights,
        hosts_around: hosts(deepest.policies().filter(|policy| !is_innermost(policy))),
        notes: Vec::new(),
    }
}

/// What answers the preflights: the annotated handler that claims them, or the innermost `Cors`.
fn preflights(preflight: &Answer, policies: &Policies) -> Preflights {
    if let Some(owner) = &preflight.owner {
        return Preflights::OtherPolicy(policies.facts(owner));
    }
    if preflight.is_declined {
        return Preflights::Refused;
    }
    if preflight.way.policies.is_empty() {
        return Preflights::Application;
    }
    match preflight.innermost() {
        Some(policy) if preflight.turned_away.is_empty() => Preflights::OtherPolicy(policies.facts(policy)),
        _ => Preflights::Refused,
    }
}

fn hosts<'p>(policies: impl Iterator<Item = &'p Rc<ActivePolicy>>) -> Vec<Vec<String>> {
    policies.map(|policy| policy.hosts()).filter(|hosts| !hosts.is_empty()).collect()
}

impl Outcome {
    fn unknown(why: &str) -> Self {
        Outcome { notes: vec![why.to_owned()], ..Outcome::default() }
    }
}

impl Default for Outcome {
    fn default() -> Self {
        Outcome {
            reached: false,
            answered_by: AnsweredBy::Unknown,
            rules: Vec::new(),
            preflights: Preflights::Unknown,
            hosts_around: Vec::new(),
            notes: Vec::new(),
        }
    }
}
