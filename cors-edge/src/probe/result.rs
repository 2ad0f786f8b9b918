//! The result of a probe.

use serde::Serialize;

use super::finding::{Evidence, Finding, Severity};
use super::judge::Fault;
use super::shown::answer;

/// What a probe has found. Its `Display` is for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbeResult {
    /// The version of the data. It changes when a field changes its meaning or disappears.
    pub version: u32,
    /// The URL of the deployment.
    pub url: String,
    /// How many requests were sent.
    pub requests: usize,
    /// What differs from the report, the worst first.
    pub findings: Vec<Finding>,
    /// What the server allows, where there is no report to compare it with, a sentence each.
    pub observations: Vec<String>,
    /// What was not asked, and why, a sentence each.
    pub notes: Vec<String>,
    /// How many requests say nothing: they got no answer, or status 429, or were not sent for that reason.
    pub unanswered: usize,
}

/// The most requests that are kept for a finding.
const EVIDENCE: usize = 20;

impl ProbeResult {
    pub(super) fn new(url: &str) -> Self {
        let url = url.to_owned();
        ProbeResult {
            version: 1,
            url,
            requests: 0,
            findings: Vec::new(),
            observations: Vec::new(),
            notes: Vec::new(),
            unanswered: 0,
        }
    }

    /// The worst severity, if there is a finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Adds a fault to the finding of its kind and route.
    pub(super) fn add(&mut self, route: &str, fault: Fault, request: String, response: Option<&cors_fetch::Response>) {
        let Fault { kind, severity, message, about } = fault;
        let answer = response.map_or_else(|| "no answer".to_owned(), answer);
        let evidence = Evidence { about, request, answer };
        let known = self.findings.iter_mut().find(|finding| finding.kind == kind && finding.route == route);
        match known {
            Some(finding) => {
                if severity > finding.severity {
                    (finding.severity, finding.message) = (severity, message);
                    finding.evidence.insert(0, evidence);
                } else if !finding.evidence.iter().any(|other| other.about == evidence.about) {
                    finding.evidence.push(evidence);
                }
                finding.evidence.truncate(EVIDENCE);
            }
            None => {
                let (route, fix) = (route.to_owned(), kind.fix());
                self.findings.push(Finding { kind, severity, route, message, fix, evidence: vec![evidence] });
            }
        }
    }

    /// The worst findings come first, and then they are in the order of the routes.
    pub(super) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
}
