//! Why a pattern is refused.

use std::fmt;

use crate::regex::limits::{MAX_DOMAINS, MAX_PATTERN, MAX_STATES};

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not a regular expression, or uses something that origins have no use for.
    Syntax {
        /// What is wrong.
        message: String,
        /// The byte of the pattern at which it is wrong.
        offset: usize,
    },
    /// It is too complex to analyze.
    TooLarge {
        /// What it exceeds.
        limit: Limit,
    },
    /// It matches nothing that a browser would send.
    NoOrigin,
    /// It allows hosts below a domain that it does not spell out, so anybody may register one.
    Unbounded {
        /// A well-formed origin that the pattern matches, of a domain that the pattern does not spell out.
        counterexample: String,
    },
    /// It allows hosts below more domains than anybody would read through.
    TooMany {
        /// How many, as far as they have been counted.
        count: usize,
        /// Some of them.
        domains: Vec<String>,
    },
    /// It allows a host below which names belong to different people.
    PublicSuffix {
        /// The host.
        host: String,
    },
    /// It allows any name below a domain, and some subdomains are public suffixes.
    Undecided {
        /// The domain.
        domain: String,
    },
}

/// A limit of the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// 512 bytes.
    Text,
    /// 4096 states, or the memory or time to find them.
    States,
    /// The pattern would match hosts of too many domains, but none was found that a browser would send, within the time
    /// that there is.
    Search,
}

impl Error {
    /// What is wrong with a pattern, which is called `subject`.
    pub(crate) fn message(&self, subject: &str) -> String {
        match self {
            Error::Syntax { message, offset } => format!("{subject} cannot be parsed at byte {offset}: {message}"),
            Error::TooLarge { limit: Limit::Text } => format!("{subject} is longer than {MAX_PATTERN} bytes"),
            Error::TooLarge { limit: Limit::States } => {
                format!("{subject} is too complex to analyze (limit: {MAX_STATES} states)")
            }
            Error::TooLarge { limit: Limit::Search } => {
                format!("{subject} may allow hosts of any domain, but no example was found within the limits")
            }
            Error::NoOrigin => format!("{subject} matches no origin"),
            Error::Unbounded { counterexample } => format!("{subject} allows `{counterexample}`"),
            Error::TooMany { count, .. } => {
                format!("{subject} allows {count} domains or more (limit: {MAX_DOMAINS})")
            }
            Error::PublicSuffix { host } => format!("{subject} allows `{host}`, a public suffix"),
            Error::Undecided { domain } => {
                format!("{subject} allows names below `{domain}`, some of which are public suffixes")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message("the pattern"))
    }
}

impl std::error::Error for Error {}
