//! What an answer says about a deployment.

mod fault;
mod values;

mod refused;

mod preflight;

mod actual;

pub(super) use fault::Fault;
pub(super) use preflight::severity_of_admission;
pub(super) use refused::why_refused;
pub(super) use values::{admitted_with_credentials, value, varies_on};

use cors_fetch::Response;

use super::expect::{Expectations, Expected};
use super::finding::FindingKind;
use super::question::{Aim, Kind, Question};

/// What is wrong in an answer.
pub(super) fn judge(question: &Question, response: &Response, expectations: &Expectations<'_>) -> Vec<Fault> {
    let Question { path, method, page, names, .. } = question;
    let is_of_gateway = [502, 503, 504].contains(&response.status);
    if is_of_gateway && !response.headers.contains("access-control-allow-origin") {
        let message = format!("the gateway does not reach the application (status {})", response.status);
        return vec![Fault::new(FindingKind::Unavailable, page, message)];
    }
    match (question.kind, question.aim) {
        (Kind::Preflight, Aim::Host) => preflight::under_another_name(question, response).into_iter().collect(),
        (Kind::Preflight, aim) => match expectations.preflight(path, method, page, names) {
            Expected::Approved(rule) => preflight::approved(question, rule, response, expectations),
            Expected::Refused => preflight::refused(question, response).into_iter().collect(),
            Expected::Nothing if aim == Aim::Method => preflight::refused(question, response).into_iter().collect(),
            Expected::Nothing | Expected::Unknown => Vec::new(),
        },
        (Kind::Actual, _) => match expectations.actual(path, method, page) {
            Expected::Approved(rule) => actual::approved(question, rule, response),
            Expected::Refused => actual::refused(question, response),
            Expected::Nothing | Expected::Unknown => Vec::new(),
        },
        // It shows only what `Vary` says.
        (Kind::Link, _) => Vec::new(),
        (Kind::Forged { origin, site }, _) => actual::forged(question, response, origin, site).into_iter().collect(),
    }
}
