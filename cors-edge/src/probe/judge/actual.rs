//! Responses to actual requests.

use std::collections::BTreeSet;

use cors_fetch::Response;

use super::Fault;
use super::preflight::{credentials_added, origin_admitted};
use super::refused::why_refused;
use super::values::{lower_case_names, value};
use crate::plan::Rule;
use crate::probe::expect::Expectations;
use crate::probe::finding::FindingKind;
use crate::probe::question::{Aim, Question};

/// A response that a page of a listed origin has to be able to read.
pub(super) fn approved(question: &Question, rule: &Rule, response: &Response, known: &Expectations<'_>) -> Vec<Fault> {
    if let Some(reason) = question.blocked(response, rule.credentials) {
        if question.aim == Aim::Cached {
            return vec![cached(question)];
        }
        return vec![why_refused(question, &reason, response, known)];
    }
    let mut faults = credentials_added(question, rule, response);
    let expected: BTreeSet<_> =
        rule.expose.iter().flat_map(|names| names.split(", ")).map(str::to_ascii_lowercase).collect();
    let exposed = lower_case_names(response, "access-control-expose-headers");
    for name in expected.difference(&exposed) {
        let message = format!("pages cannot read the response header `{name}`, which the policy exposes");
        faults.push(Fault::new(FindingKind::ExposedLost, name, message));
    }
    for name in exposed.difference(&expected).filter(|_| !expected.contains("*")) {
        let message = format!("pages can read the response header `{name}`, which the policy does not expose");
        faults.push(Fault::new(FindingKind::ExposedAdded, name, message));
    }
    faults.extend(timing(question, rule, response));
    faults
}

fn cached(question: &Question) -> Fault {
    let page = &question.page;
    let message =
        format!("`{page}` gets the answer that an unlisted origin got which had asked for the same URL before");
    Fault::new(FindingKind::AnswerForAnotherOrigin, page, message)
}

fn timing(question: &Question, rule: &Rule, response: &Response) -> Option<Fault> {
    let page = &question.page;
    let sent = value(response, "timing-allow-origin");
    let is_allowed = sent.iter().flat_map(|value| value.split(',')).any(|value| ["*", page].contains(&value.trim()));
    let (can, does) = match (is_allowed, rule.timing) {
        (true, false) => ("can", "does not allow"),
        (false, true) => ("cannot", "allows"),
        _ => return None,
    };
    let message = format!("pages of `{page}` {can} read detailed timings, which the policy {does}");
    Some(Fault::new(FindingKind::TimingDiffers, page, message))
}

/// A response that pages of this origin must not read.
pub(super) fn refused(question: &Question, response: &Response) -> Option<Fault> {
    match question.aim {
        Aim::Unlisted(how) => origin_admitted(question, how, response),
        _ => None,
    }
}

/// The answer to a forged request.
pub(super) fn forged(question: &Question, response: &Response, origin: bool, site: bool) -> Option<Fault> {
    let method = &question.method;
    // By the application, by a login, or because there were too many.
    if [401, 403, 421, 429].contains(&response.status) {
        return None;
    }
    let by = match (origin, site) {
        (true, true) => "Origin and Sec-Fetch-Site",
        (true, false) => "Origin alone",
        _ => "Sec-Fetch-Site alone",
    };
    let message =
        format!("a forged `{method}` of another site, told by {by}, gets status {} and no 403", response.status);
    Some(Fault::new(FindingKind::RefusalLost, by, message))
}
