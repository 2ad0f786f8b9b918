//! From a report to the configuration of a target.

use cors_actix::Report;

use crate::error::Error;
use crate::options::{Answers, Options};
use crate::plan;
use crate::target::{self, Target, configuration};

/// Reads the JSON of a report.
///
/// # Errors
/// [`Error::Unreadable`] if it is not a report of version 1.
pub fn read(json: &str) -> Result<Report, Error> {
    serde_json::from_str(json).map_err(|error| {
        Error::Unreadable(format!(
            "this is not the report of an application: {error}\nhelp: write it with \
             `serde_json::to_string(&cors_actix::report(configure).await?)` in a test"
        ))
    })
}

/// Writes the configuration of a gateway for the application of a report.
///
/// # Errors
/// - [`Error::InvalidOption`] and [`Error::Violations`] if there is nothing to write.
/// - [`Error::Losses`] if the target cannot say all of it, unless [`Options::allow_loss`] is set.
pub fn export(report: &Report, target: Target, options: &Options) -> Result<String, Error> {
    options.check()?;
    target::check(target, options)?;
    let plan = match options.answers {
        Answers::Gateway => plan::of_report(report)?,
        Answers::Application => plan::of_application()?,
    };
    let (text, losses) = configuration(target, &plan, options);
    let losses: Vec<_> = plan.losses.iter().cloned().chain(losses).collect();
    if !losses.is_empty() && !options.allow_loss {
        return Err(Error::Losses(losses));
    }
    let mut lines = vec![match options.answers {
        Answers::Gateway => {
            "Written by cors-edge. This gateway answers preflights and writes the CORS headers. The application still decides which \
             requests it serves (`enforce`, `hosts`)."
        }
        Answers::Application => "Written by cors-edge. The application answers preflights and writes the CORS headers.",
    }
    .to_owned()];
    lines.extend(plan.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(losses.iter().map(|loss| format!("lost: {loss}")));
    let comment = |line: &str| format!("# {}\n", line.replace(|char: char| char.is_control(), " "));
    let comments: String = lines.iter().flat_map(|line| line.split('\n')).map(comment).collect();
    Ok(format!("{comments}\n{text}"))
}
