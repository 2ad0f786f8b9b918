//! Whether answers that depend on the origin say so.

use std::collections::{BTreeMap, BTreeSet};

use cors_fetch::Response;

use super::finding::{FindingKind, Severity};
use super::judge::{Fault, value, varies_on};
use super::question::{Aim, Kind, Question};

/// The answers for one URL and one method.
#[derive(Debug, Default)]
struct Answers {
    /// The values of `Access-Control-Allow-Origin`, and whether it is missing somewhere.
    allowed: BTreeSet<Option<String>>,
    /// The first one that does not say that it depends on the origin.
    silent: Option<(Question, Response)>,
}

/// All answers so far.
#[derive(Debug, Default)]
pub(super) struct Varying(BTreeMap<(bool, String, String), Answers>);

impl Varying {
    /// Takes an answer into account.
    pub(super) fn see(&mut self, question: &Question, response: &Response) {
        if !matches!(question.aim, Aim::Listed | Aim::Unlisted(_)) || matches!(question.kind, Kind::Forged { .. }) {
            return;
        }
        let is_preflight = question.kind == Kind::Preflight;
        // Caches keep some errors, but no server errors, and none for OPTIONS.
        let is_kept = response.status < if is_preflight { 400 } else { 500 };
        let key = (is_preflight, question.path.clone(), question.method.clone());
        let answers = self.0.entry(key).or_default();
        let allowed = value(response, "access-control-allow-origin");
        answers.allowed.insert(allowed);
        if is_kept && !varies_on(response, "origin") && answers.silent.is_none() {
            answers.silent = Some((question.clone(), response.clone()));
        }
    }

    /// What is wrong, with the request that shows it.
    pub(super) fn faults(self) -> Vec<(Question, Response, Fault)> {
        let silent =
            self.0.into_values().filter(|answers| answers.allowed.len() > 1).filter_map(|answers| answers.silent);
        let fault = |(question, response): (Question, Response)| {
            // Few caches keep answers to OPTIONS requests.
            let is_preflight = question.kind == Kind::Preflight;
            let severity = if is_preflight { Severity::Low } else { FindingKind::VaryLost.severity() };
            let what = if is_preflight { "preflights get" } else { "requests get" };
            let message = format!(
                "{what} another `Access-Control-Allow-Origin` for another origin, and `Vary` does not have `Origin`"
            );
            let about = if is_preflight { "preflight" } else { "response" }.to_owned();
            (question, response, Fault { kind: FindingKind::VaryLost, severity, message, about })
        };
        silent.map(fault).collect()
    }
}
