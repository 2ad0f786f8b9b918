//! Compares a deployment with its report.

use std::collections::HashSet;

use cors_actix::Report;

use super::asking::Asking;
use super::expect::{Expectations, Expected};
use super::judge::judge;
use super::question::{Aim, Kind};
use super::questions::{Questions, questions};
use super::vary::Varying;
use crate::error::Error;
use crate::plan::{self, Plan};

/// The most routes that a note names.
const NAMED: usize = 5;

/// Asks what the report leads to.
///
/// # Errors
/// [`Error::Unreadable`] if the report has nothing to ask for, [`Error::Unreachable`] if the server does not answer.
pub(super) fn compare(
    asking: &mut Asking<'_>,
    report: &Report,
    progress: &mut impl FnMut(usize, usize),
) -> Result<(), Error> {
    let plan = plan::of_report(report)?;
    let expectations = Expectations::of(&plan)?;
    let questions = questions(&plan, &expectations, asking.options);
    if questions.asked.is_empty() {
        let why = "no route of the report has a policy whose answers it knows, so there is nothing to ask\nhelp: make the report of \
                   the whole application with `cors_actix::report(configure)`";
        return Err(Error::Unreadable(why.to_owned()));
    }
    note(asking, &plan, &expectations, &questions);
    let (mut varying, mut readable, mut logins) = (Varying::default(), HashSet::new(), 0);
    let count = questions.asked.len();
    for (done, question) in questions.asked.iter().enumerate() {
        progress(done, count);
        let Some(response) = asking.ask(question)? else { continue };
        varying.see(question, &response);
        logins +=
            usize::from(matches!(question.kind, Kind::Forged { .. }) && matches!(response.status, 300..=399 | 401));
        if let (Kind::Actual, Aim::Listed, Expected::Approved(rule)) =
            (question.kind, question.aim, expectations.actual(&question.path, &question.method, &question.page))
        {
            let is_readable = question.blocked(&response, rule.credentials).is_none();
            readable.extend(is_readable.then_some((&question.route, &question.page)));
        }
        // A page that can read nothing learns nothing of caches.
        if question.aim == Aim::Cached && !readable.contains(&(&question.route, &question.page)) {
            continue;
        }
        for fault in judge(question, &response, &expectations) {
            asking.add(question, fault, &response);
        }
    }
    progress(count, count);
    for (question, response, fault) in varying.faults() {
        asking.add(&question, fault, &response);
    }
    if logins > 0 {
        asking.note(format!(
            "{logins} forged requests had to log in first, so they show nothing: `--header` gives a login"
        ));
    }
    Ok(())
}

/// What the questions leave out.
fn note(asking: &mut Asking<'_>, plan: &Plan, expectations: &Expectations<'_>, questions: &Questions) {
    let (all, limit) = (questions.all, questions.asked.len());
    if all > limit {
        asking.note(format!("of {all} requests only the first {limit} were sent: raise `--limit` for all"));
    }
    for (routes, why) in [
        (&questions.without, "the report has no policy for them"),
        (&questions.uncertain, "the report does not know whether another route answers"),
    ] {
        if !routes.is_empty() {
            let titles: Vec<_> = routes.iter().take(NAMED).map(|title| format!("`{title}`")).collect();
            let more = match routes.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            asking.note(format!("not asked, since {why}: {}{more}", titles.join(", ")));
        }
    }
    for note in &plan.notes {
        asking.note(note.clone());
    }
    if !asking.options.requests {
        asking.note("only preflights show what pages may read here: `--requests` sends GET requests, too".to_owned());
    }
    for origin in &asking.options.origins {
        let answer = |route: &plan::Route| {
            let method = route.methods.first().map_or("GET", String::as_str);
            expectations.preflight(&route.path.example, method, origin, &[])
        };
        let count = |is_it: fn(Expected<'_>) -> bool| plan.routes.iter().filter(|route| is_it(answer(route))).count();
        let admit = count(|expected| matches!(expected, Expected::Approved(_)));
        let refuse = count(|expected| matches!(expected, Expected::Refused));
        asking.note(format!("`{origin}`: by the report, {admit} routes allow it and {refuse} refuse it"));
    }
}
