//! The figures that are the same on every machine, held against those that were written down. Instructions are written
//! down in parts of what the bare application takes for a GET, so another compiler moves both.

use std::fmt::Write;
use std::process::ExitCode;

use crate::allocations;
use crate::callgrind::Meter;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/held.txt");
/// How much worse a figure may become.
const TOLERANCE: f64 = 0.05;
const UNIT: &str = "bare none";

const HEADING: &str = "\
# What requests cost: in instructions as parts of a bare GET, or in allocations. `benches/run --check` fails where one has
# become worse; `benches/run --bless` writes this file.
";

/// The jobs whose instructions are held.
const JOBS: [&str; 24] = [
    "ours-resource allowed",
    "ours-resource none",
    "ours-resource refused",
    "ours-resource preflight",
    "ours-resource preflight-refused",
    "ours-resource preflight-names",
    "ours-app allowed",
    "ours-app none",
    "ours-app refused",
    "ours-app preflight",
    "ours-app preflight-refused",
    "ours-one-resource allowed",
    "ours-any-resource allowed",
    "ours-handle allowed",
    "ours-around allowed",
    "ours-nested allowed",
    "ours-patterns@100 refused",
    "ours-resource write-own",
    "ours-resource write-refused",
    "ours-app write-refused",
    "exact@1000 hit",
    "exact@1000 near-last",
    "mixed@100 miss",
    "proven@2 hit",
];

fn measure(meter: &mut Meter) -> Vec<(String, f64)> {
    meter.measure(JOBS.iter().copied().chain([UNIT]).map(str::to_owned));
    let unit = meter.cost(UNIT);
    let instructions = JOBS.iter().map(|job| (format!("instructions {job}"), meter.cost(job) / unit));
    let allocations = allocations::APPS.iter().flat_map(|(app, _)| {
        allocations::REQUESTS
            .map(|(request, _)| (format!("allocations {app} {request}"), allocations::added(app, request)))
    });
    instructions.chain(allocations).collect()
}

/// Writes the figures down.
pub(crate) fn bless(meter: &mut Meter) -> ExitCode {
    let mut text = HEADING.to_owned();
    for (name, value) in measure(meter) {
        let _ = writeln!(text, "{name} {}", (value * 10_000.0).round() / 10_000.0);
    }
    match std::fs::write(FILE, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{FILE}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Fails if a figure has become worse, or if one was never written down.
pub(crate) fn check(meter: &mut Meter) -> ExitCode {
    let text = std::fs::read_to_string(FILE).unwrap_or_default();
    let held = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse::<f64>().ok())
    };
    let mut worse = 0;
    for (name, value) in measure(meter) {
        let verdict = match held(&name) {
            None => "not written down",
            // Some are negative: a route may cost less than none.
            Some(before) if value > before + before.abs() * TOLERANCE => "WORSE",
            Some(before) if value < before - before.abs() * TOLERANCE => "better",
            Some(_) => continue,
        };
        worse += usize::from(verdict != "better");
        let before = held(&name).map_or(String::new(), |before| format!(", was {before:.4}"));
        println!("{name}: {value:.4}{before}: {verdict}");
    }
    if worse > 0 {
        println!("If it has to be so, `benches/run --bless` writes the new figures down.");
        return ExitCode::FAILURE;
    }
    println!("No figure has become worse.");
    ExitCode::SUCCESS
}
