//! Asks a deployment as browsers do, and compares its answers with the report.

mod options;

mod finding;

mod neighbours;
mod question;
mod shown;

mod base;
mod client;
mod expect;

mod examples;
mod judge;

mod questions;

mod result;
mod vary;

mod asking;

mod compare;
mod observe;

mod run;
mod text;

mod sarif;

pub use finding::{Evidence, Finding, FindingKind, Severity};
pub use options::ProbeOptions;
pub use result::ProbeResult;
pub use run::probe;
