//! What a report says to a gateway, before it is written for one: policies, and the routes that they answer, in the order in which a
//! gateway tries them.

mod policies;
mod route;

mod contents;

mod check;
mod overlap;
mod routes;

use std::collections::BTreeSet;

use cors_actix::Report;

pub(crate) use contents::Plan;
pub(crate) use policies::{Entry, Names, Policy, Rule};
pub(crate) use route::{Answer, Route};

use crate::error::Error;

/// Reads the rows of a report.
///
/// # Errors
/// [`Error::Violations`] if the application does not start, [`Error::Unreadable`] if something in it is not valid.
pub(crate) fn of_report(report: &Report) -> Result<Plan, Error> {
    let violations: Vec<_> = report.rows.iter().flat_map(|row| &row.violations).cloned().collect();
    if !violations.is_empty() {
        return Err(Error::Violations(violations));
    }
    check::check(report)?;
    let mut plan = Plan::default();
    routes::add(&mut plan, report)?;
    let losses = overlap::losses(&mut plan.routes);
    plan.losses.extend(losses);
    plan.notes.extend(report.notes.iter().cloned());
    let variables: BTreeSet<_> = report.rows.iter().flat_map(check::rules).flat_map(|rule| &rule.variables).collect();
    let note = |name| format!("the origins of `{name}` are those of the machine where the report was made");
    plan.notes.extend(variables.into_iter().map(note));
    Ok(plan)
}

/// Every request goes to the application, which answers.
///
/// # Errors
/// None that a report can cause.
pub(crate) fn of_application() -> Result<Plan, Error> {
    Ok(Plan { routes: vec![routes::rest_of_application()?], ..Plan::default() })
}
