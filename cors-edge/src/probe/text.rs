//! The result for people.

use std::collections::BTreeSet;
use std::fmt;

use super::finding::{Finding, FindingKind, Severity};
use super::result::ProbeResult;

/// The most further values or routes that are shown.
const FURTHER: usize = 6;

impl fmt::Display for ProbeResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ProbeResult { url, requests, findings, .. } = self;
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let [high, medium, low] = [Severity::High, Severity::Medium, Severity::Low].map(count);
        let kinds: BTreeSet<_> = findings.iter().map(|finding| finding.kind).collect();
        match (findings.len(), kinds.len()) {
            (0, _) => writeln!(f, "{url}: nothing found ({requests} requests)")?,
            (1, _) => writeln!(f, "{url}: 1 finding ({requests} requests)")?,
            (all, kinds) => {
                let kinds = if kinds == 1 { "one kind".to_owned() } else { format!("{kinds} kinds") };
                writeln!(
                    f,
                    "{url}: {all} findings of {kinds}, {high} high, {medium} medium, {low} low ({requests} requests)"
                )?;
            }
        }
        for observation in &self.observations {
            writeln!(f, "seen: {observation}")?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        // What is wrong everywhere is shown once.
        for severity in [Severity::High, Severity::Medium, Severity::Low] {
            for kind in FindingKind::ALL {
                let is_one = |finding: &&Finding| finding.kind == *kind && finding.severity == severity;
                let group: Vec<_> = findings.iter().filter(is_one).collect();
                if let Some((first, others)) = group.split_first() {
                    write_group(first, others, f)?;
                }
            }
        }
        Ok(())
    }
}

fn write_group(first: &Finding, others: &[&Finding], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Finding { kind, severity, route, message, fix, evidence } = first;
    writeln!(f, "\n{severity:<6} {}  {route}\n  {message}", kind.id())?;
    if let Some((shown, further)) = evidence.split_first() {
        writeln!(f, "  {}\n  → {}", shown.request, shown.answer)?;
        write_list("also", &further.iter().map(|evidence| &*evidence.about).collect::<Vec<_>>(), f)?;
    }
    write_list("also on", &others.iter().map(|finding| &*finding.route).collect::<Vec<_>>(), f)?;
    writeln!(f, "  fix: {fix}")
}

fn write_list(what: &str, all: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if all.is_empty() {
        return Ok(());
    }
    let shown: Vec<_> = all.iter().take(FURTHER).map(|text| format!("`{text}`")).collect();
    let more = match all.len().saturating_sub(FURTHER) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    writeln!(f, "  {what}: {}{more}", shown.join(", "))
}
