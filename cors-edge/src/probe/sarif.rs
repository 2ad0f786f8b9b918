//! The result as SARIF 2.1.0, which code scanning reads.

use serde_json::{Value, json};

use super::finding::{Finding, FindingKind, Severity};
use super::result::ProbeResult;

impl ProbeResult {
    /// Writes the findings as [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). `file` is where tools
    /// show them: the file of the report, as the repository names it.
    pub fn sarif(&self, file: &str) -> String {
        let rules: Vec<_> = FindingKind::ALL.iter().copied().map(rule).collect();
        let results: Vec<_> = self.findings.iter().map(|finding| result(finding, file)).collect();
        let driver = json!({ "name": "cors-edge", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
        let notes: Vec<_> =
            self.notes.iter().map(|note| json!({ "message": { "text": note }, "level": "note" })).collect();
        let is_complete = self.unanswered == 0;
        let invocation = json!({ "executionSuccessful": is_complete, "toolExecutionNotifications": notes });
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{ "tool": { "driver": driver }, "invocations": [invocation], "results": results }],
        });
        format!("{log:#}")
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "note",
        Severity::Medium => "warning",
        Severity::High => "error",
    }
}

fn rule(kind: FindingKind) -> Value {
    json!({
        "id": kind.id(),
        "shortDescription": { "text": kind.meaning() },
        "help": { "text": kind.fix() },
        "defaultConfiguration": { "level": level(kind.severity()) },
    })
}

fn result(finding: &Finding, file: &str) -> Value {
    let Finding { kind, severity, route, message, fix, evidence } = finding;
    let shown = evidence.first().map(|evidence| format!("\n{}\n→ {}", evidence.request, evidence.answer));
    let location = json!({
        "physicalLocation": { "artifactLocation": { "uri": file }, "region": { "startLine": 1 } },
        "logicalLocations": [{ "fullyQualifiedName": route }],
    });
    json!({
        "ruleId": kind.id(),
        "level": level(*severity),
        "message": { "text": format!("{route}: {message}{}\n{fix}", shown.unwrap_or_default()) },
        "locations": [location],
        "partialFingerprints": { "kindAndRoute/v1": format!("{}:{route}", kind.id()) },
    })
}
