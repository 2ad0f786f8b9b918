//! Allocations a request, counted by the program of that name.

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
    let (ours, theirs) = (count("ours-app", "preflight-names").1, count("actix-cors-app", "preflight-names").1);
    report.row("bytes of a preflight with 8 KB of names", ours, theirs, Goal::None);
}
