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
        let message = format!("there is no answer for `{}`: {why}", question.page);
        Fault::new(FindingKind::PreflightUnanswered, &question.page, message)
    }
}

/// What is wrong in an answer.
pub(super) fn judge(question: &Question, response: &Response, expectations: &Expectations<'_>) -> Vec<Fault> {
    let Question { path, method, page, names, .. } = question;
    match (question.kind, question.aim) {
        (Kind::Preflight, Aim::Host) => preflight::under_another_name(question, response).into_iter().collect(),
        (Kind::Preflight, _) => match expectations.preflight(path, method, page, names) {
            Expected::Approved(rule) => preflight::approved(question, rule, response, expectations),
            Expected::Refused => preflight::refused(question, response).into_iter().collect(),
            Expected::Nothing if question.aim == Aim::Method => {
                preflight::refused(question, response).into_iter().collect()
            }
            Expected::Nothing | Expected::Unknown => Vec::new(),
        },
        (Kind::Actual, _) => match expectations.actual(path, method, page) {
            Expected::Approved(rule) => actual::approved(question, rule, response, expectations),
            Expected::Refused => actual::refused(question, response).into_iter().collect(),
            Expected::Nothing | Expected::Unknown => Vec::new(),
        },
        (Kind::Forged { origin, site }, _) => actual::forged(question, response, origin, site).into_iter().collect(),
    }
}
