//! The result for people.

use std::fmt;

use super::finding::{Finding, Severity};
use super::result::ProbeResult;

/// The most further values that are shown.
const FURTHER: usize = 6;

impl fmt::Display for ProbeResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ProbeResult { url, requests, findings, .. } = self;
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let counts =
            [Severity::High, Severity::Medium, Severity::Low].map(|severity| format!("{} {severity}", count(severity)));
        match findings.len() {
            0 => writeln!(f, "{url}: nothing found, {requests} requests")?,
            number => writeln!(f, "{url}: {number} found ({}), {requests} requests", counts.join(", "))?,
        }
        for observation in &self.observations {
            writeln!(f, "seen: {observation}")?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        findings.iter().try_for_each(|finding| write_finding(finding, f))
    }
}

fn write_finding(finding: &Finding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Finding { kind, severity, route, message, fix, evidence } = finding;
    writeln!(f, "\n{severity:<6} {}  {route}\n  {message}", kind.id())?;
    if let Some((first, further)) = evidence.split_first() {
        writeln!(f, "  {}\n  → {}", first.request, first.answer)?;
        if !further.is_empty() {
            let shown: Vec<_> = further.iter().take(FURTHER).map(|evidence| format!("`{}`", evidence.about)).collect();
            let more = if further.len() > FURTHER { ", …" } else { "" };
            writeln!(f, "  also: {}{more}", shown.join(", "))?;
        }
    }
    writeln!(f, "  fix: {fix}")
}
