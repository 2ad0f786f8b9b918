//! What is wrong in one answer.

use crate::probe::finding::{FindingKind, Severity};
use crate::probe::question::Question;
use crate::probe::shown::shown;

/// Something that is wrong in one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe) struct Fault {
    pub(in crate::probe) kind: FindingKind,
    pub(in crate::probe) severity: Severity,
    /// What is wrong, in one sentence.
    pub(in crate::probe) message: String,
    /// The origin, method or header that it is about.
    pub(in crate::probe) about: String,
}

impl Fault {
    pub(super) fn new(kind: FindingKind, about: impl Into<String>, message: impl Into<String>) -> Self {
        Fault { kind, severity: kind.severity(), message: message.into(), about: about.into() }
    }

    /// There is no answer.
    pub(in crate::probe) fn unanswered(question: &Question, why: &str) -> Self {
        let message = format!("there is no answer: {}", shown(why.as_bytes()));
        Fault::new(FindingKind::Unavailable, &question.page, message)
    }
}
