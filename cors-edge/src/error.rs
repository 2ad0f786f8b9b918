//! Why there is no export, or no result of a probe.

use std::fmt;

use crate::loss::Loss;

/// Why there is no export, or no result of a probe. Its `Display` says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The input is not a report.
    Unreadable(String),
    /// An option is not valid.
    InvalidOption(String),
    /// The application of the report does not start.
    Violations(Vec<String>),
    /// The target cannot say all of it.
    Losses(Vec<Loss>),
    /// The server that is probed does not answer.
    Unreachable(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unreadable(why) | Error::InvalidOption(why) | Error::Unreachable(why) => f.write_str(why),
            Error::Violations(violations) => {
                f.write_str("the application of this report does not start:")?;
                violations.iter().try_for_each(|violation| write!(f, "\n{violation}"))?;
                f.write_str("\nhelp: fix these environment variables, and make the report again")
            }
            Error::Losses(losses) => {
                f.write_str("the target cannot say everything in the report")?;
                losses.iter().try_for_each(|loss| write!(f, "\n{loss}"))?;
                f.write_str(
                    "\nhelp: let the application answer (`--answers application`), or accept this with `--allow-loss`",
                )
            }
        }
    }
}

impl std::error::Error for Error {}
