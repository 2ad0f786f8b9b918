//! Starts a probe.

use cors_actix::Report;

use super::asking::Asking;
use super::base::{Base, check};
use super::compare::compare;
use super::observe::observe;
use super::options::ProbeOptions;
use super::result::ProbeResult;
use crate::error::Error;

/// Asks a deployment as browsers do. With a report, it compares the answers with it; without one it looks at what the server allows for
/// the path of the URL. Only the server of the URL is asked, and no redirect is followed. `progress` is told how many requests of
/// how many are done.
///
/// # Errors
/// - [`Error::InvalidOption`] if the URL or an option is not valid, [`Error::Violations`] and [`Error::Unreadable`] if the report is not.
/// - [`Error::Unreachable`] if the server does not answer.
pub fn probe(
    url: &str,
    report: Option<&Report>,
    options: &ProbeOptions,
    mut progress: impl FnMut(usize, usize),
) -> Result<ProbeResult, Error> {
    check(options, report.is_some())?;
    let mut asking = Asking::new(url, Base::of(url)?, options);
    match report {
        Some(report) => compare(&mut asking, report, &mut progress)?,
        None => observe(&mut asking, &mut progress)?,
    }
    asking.finish()
}
