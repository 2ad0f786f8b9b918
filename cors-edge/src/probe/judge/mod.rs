//! What an answer says about a deployment.

mod actual;
mod preflight;
mod refused;
mod values;

pub(super) use preflight::severity_of_admission;
pub(super) use refused::why_refused;
pub(super) use values::{admitted_with_credentials, value, varies_on};

use cors_fetch::Response;

use super::expect::{Expectations, Expected};
use super::finding::{FindingKind, Severity};
use super::question::{Aim, Kind, Question};
use super::shown::shown;

/// Something that is wrong in one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: FindingKind,
    pub(super) severity: Severity,
    /// What is wrong, in one sentence.
    pub(super) message: String,
    /// The origin, method or header that it is about.
    pub(super) about: String,
}

impl Fault {
    fn new(kind: FindingKind, about: impl Into<String>, message: impl Into<String>) -> Self {
        Fault { kind, severity: kind.severity(), message: message.into(), about: about.into() }
    }

    /// There is no answer.
    pub(super) fn unanswered(question: &Question, why: &str) -> Self {
        let message = format!("there is no answer: {}", shown(why.as_bytes()));
        Fault::new(FindingKind::Unavailable, &question.page, message)
    }
}

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
