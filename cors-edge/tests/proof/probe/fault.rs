//! What a probe has to find.

use cors_edge::{FindingKind, ProbeResult};

/// A finding that a deployment has to lead to.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// What it is.
    pub kind: FindingKind,
    /// The path of its route.
    pub path: &'static str,
    /// What it is about: an origin, a method or a header.
    pub about: &'static str,
}

/// The parts of a fault.
pub const fn fault(kind: FindingKind, path: &'static str, about: &'static str) -> Fault {
    Fault { kind, path, about }
}

impl Fault {
    /// Checks that it is found.
    pub fn is_found(self, what: &str, result: &ProbeResult) {
        let Fault { kind, path, about } = self;
        let found = result.findings.iter().any(|finding| {
            let is_about = |text: &str| about.is_empty() || text == about;
            finding.kind == kind
                && finding.route.ends_with(path)
                && finding.evidence.iter().any(|evidence| is_about(&evidence.about))
        });
        assert!(found, "{what}: {self:?}\n{result}");
    }
}
