//! Allocations a request, and memory, counted by the program `allocations`.

use std::process::Command;

use crate::callgrind::sibling;
use crate::table::Goal::{self, AtMost};
use crate::table::{Report, title};

/// The allocations of a request, and their bytes. Each application has a process of its own: the library notes what
/// is beside one another in a thread.
fn count(app: &str, request: &str) -> (f64, f64) {
    let output = Command::new(sibling("allocations")).args([app, request]).output().expect("the program is there");
    let text = String::from_utf8_lossy(&output.stdout);
    let figures =
        text.trim().split_once(' ').and_then(|(count, bytes)| Some((count.parse().ok()?, bytes.parse().ok()?)));
    figures.unwrap_or_else(|| panic!("{app} {request}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Those that an application adds to the bare one on an actual request; all of a preflight.
pub(crate) fn added(app: &str, request: &str) -> f64 {
    let bare = if request.starts_with("preflight") { 0.0 } else { count("bare", request).0 };
    count(app, request).0 - bare
}

/// What is counted, with the goal for it.
pub(crate) const REQUESTS: [(&str, f64); 8] = [
    ("allowed", 0.0),
    ("none", 0.0),
    ("refused", 0.0),
    ("preflight", 2.0),
    ("preflight-refused", 2.0),
    ("preflight-names", 2.0),
    ("preflight-commas", 2.0),
    ("preflight-repeated", 2.0),
];

/// Ours, and the one of actix-cors in the same place.
pub(crate) const APPS: [(&str, &str); 5] = [
    ("ours-resource", "actix-cors-resource"),
    ("ours-app", "actix-cors-app"),
    ("ours-one-resource", "actix-cors-resource"),
    ("ours-any-resource", "actix-cors-resource"),
    ("ours-handle", "actix-cors-app"),
];

pub(crate) fn print(report: &mut Report) {
    title("allocations: added to a GET, all of a preflight", "ours", "actix-cors");
    for (ours, theirs) in APPS {
        for (request, goal) in REQUESTS {
            let what = format!("{ours}, {request}");
            report.row(&what, added(ours, request), added(theirs, request), AtMost(goal));
        }
    }
    let asked = count("ours-predicate", "refused").0 - count("ours-resource", "allowed").0;
    report.row("an origin that an async function admits: added to one that is listed", asked, 0.0, AtMost(1.0));
    let (ours, theirs) = (count("ours-app", "preflight-names").1, count("actix-cors-app", "preflight-names").1);
    report.row("bytes of a preflight with 8 KB of names", ours, theirs, Goal::None);
}

/// The memory that applications keep. A policy is shared by the workers; what a worker adds is its own.
pub(crate) fn memory(report: &mut Report) {
    title("bytes kept, without those of the bare application", "ours", "actix-cors");
    let kept = |app: &str| count("kept", app).1 - count("kept", "bare").1;
    let policy = count("policy", "10000").1;
    report.row("a policy of 10,000 origins", policy, 0.0, Goal::None);
    let (ours, theirs) = (kept("ours-app@10000"), kept("actix-cors-app@10000"));
    report.row("one worker and its policy of 10,000 origins", ours, theirs, Goal::None);
    report.row("each further worker", ours - policy, theirs, Goal::None);
    let bare = count("kept", "routes-bare@1000").1;
    report.row(
        "each of 1,000 annotated routes",
        (count("kept", "routes-ours@1000").1 - bare) / 1000.0,
        0.0,
        Goal::None,
    );
    for request in ["allowed", "none", "refused"] {
        let bytes = |app: &str| count(app, request).1 - count("bare", request).1;
        report.row(&format!("allocated for a GET, {request}"), bytes("ours-app"), bytes("actix-cors-app"), Goal::None);
    }
}
