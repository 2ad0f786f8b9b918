//! Routes: which policy applies to which path and method.

use cors_actix::Report;
use cors_actix::report::{AnsweredBy, PolicyFacts, Preflights, Row, RowKind};

use super::contents::Plan;
use super::policies::Policy;
use super::route::{Answer, Route};
use crate::error::Error;
use crate::pattern::{below, path, unlisted};

/// Adds the routes of a report, the specific ones first.
pub(super) fn add(plan: &mut Plan, report: &Report) -> Result<(), Error> {
    let mut rest = Vec::new();
    for row in report.rows.iter().filter(|row| row.kind == RowKind::Unmatched) {
        rest.push(route(plan, row)?);
    }
    rest.sort_by_key(|route| std::cmp::Reverse(route.pattern.len()));
    if !rest.iter().any(|route| route.pattern.is_empty()) {
        rest.push(rest_of_application()?);
    }
    let mut routes: Vec<Route> = Vec::new();
    for row in report.rows.iter().filter(|row| row.kind != RowKind::Unmatched) {
        let own = route(plan, row)?;
        // A resource without `#[cors]` takes its path for every method: other ones get a 405, as unmatched paths get a 404.
        let around = rest
            .iter()
            .find(|rest| is_below(&own.pattern, &rest.pattern))
            .filter(|_| row.answered_by != AnsweredBy::Route);
        let others = around.map(|around| {
            let title = format!("other methods of {}", own.pattern);
            Route { title, methods: Vec::new(), preflight: around.preflight, actual: around.actual, ..own.clone() }
        });
        routes.push(own);
        routes.extend(others);
    }
    // Of one path, the routes for some methods come first.
    routes.sort_by(|one, other| {
        let key = |route: &Route| (route.path.rank.clone(), route.pattern.clone(), route.methods.is_empty());
        key(one).cmp(&key(other))
    });
    routes.dedup_by(|next, earlier| {
        next.pattern == earlier.pattern && next.methods.is_empty() && earlier.methods.is_empty()
    });
    plan.routes = routes.into_iter().chain(rest).collect();
    Ok(())
}

/// A plan's last route: what no row is about.
pub(super) fn rest_of_application() -> Result<Route, Error> {
    Ok(Route {
        title: "everything else".to_owned(),
        pattern: String::new(),
        path: below("").map_err(Error::Unreadable)?,
        is_rest: true,
        methods: Vec::new(),
        preflight: Answer::Untouched,
        actual: Answer::Untouched,
        off: None,
        is_uncertain: false,
    })
}

fn is_below(path: &str, scope: &str) -> bool {
    path.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn route(plan: &mut Plan, row: &Row) -> Result<Route, Error> {
    let is_rest = row.kind == RowKind::Unmatched;
    let matcher = if is_rest { below(&row.path) } else { path(&row.path) };
    let path = matcher.map_err(|why| Error::Unreadable(format!("the path `{}` of the report: {why}", row.path)))?;
    let methods = if row.methods.is_empty() { "any method".to_owned() } else { row.methods.join(", ") };
    let mut route = Route {
        title: format!("{methods} {}{}", row.path, if is_rest { "/*" } else { "" }),
        pattern: row.path.clone(),
        path,
        is_rest,
        methods: row.methods.clone(),
        preflight: Answer::Untouched,
        actual: Answer::Untouched,
        off: row.rules.first().filter(|_| row.rules.iter().all(|rule| rule.off)).map(|rule| rule.enforce),
        is_uncertain: !row.guards.is_empty() || !row.reached,
    };
    route.preflight = match &row.preflights {
        Preflights::OwnPolicy => by_policy(plan, &route, &row.rules, row, Answer::Refused),
        Preflights::OtherPolicy(rules) => by_policy(plan, &route, rules, row, Answer::Refused),
        Preflights::Refused => Answer::Refused,
        Preflights::Application => Answer::Untouched,
        _ => unknown(plan, &route, "preflights", row),
    };
    route.actual = match row.answered_by {
        AnsweredBy::Route | AnsweredBy::Cors => by_policy(plan, &route, &row.rules, row, Answer::Untouched),
        AnsweredBy::None => Answer::Untouched,
        _ => unknown(plan, &route, "answered_by", row),
    };
    if !row.guards.is_empty() {
        let guards = row.guards.join(", ");
        let why = "the gateway does not ask guards, so it answers for this route where the guard turns a request away";
        plan.losses.push(route.loss(format!("guard = {guards}"), why, unlisted()));
    }
    if !row.reached && row.answered_by != AnsweredBy::Unknown {
        plan.losses.push(route.loss(
            "route",
            "the report has not reached it, so another route may get its requests",
            unlisted(),
        ));
    }
    Ok(route)
}

/// Nobody knows who answers, so the application does.
fn unknown(plan: &mut Plan, route: &Route, argument: &str, row: &Row) -> Answer {
    let why = row.notes.first().map_or("the notes of the report say why", String::as_str);
    plan.losses.push(route.loss(argument, format!("the report does not know who answers: {why}"), unlisted()));
    Answer::Untouched
}

fn by_policy(plan: &mut Plan, route: &Route, rules: &[PolicyFacts], row: &Row, off: Answer) -> Answer {
    if rules.iter().all(|rule| rule.off) {
        return off;
    }
    let (policy, losses) = Policy::of(rules, &row.hosts_around);
    for (argument, why) in losses {
        let loss = route.loss(argument, why, unlisted());
        if !plan.losses.contains(&loss) {
            plan.losses.push(loss);
        }
    }
    Answer::Policy(plan.number(policy))
}
