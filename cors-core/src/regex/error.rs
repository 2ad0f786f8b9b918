//! Why a pattern is refused.

use std::fmt;

use crate::regex::limits::{MAX_DOMAINS, MAX_PATTERN, MAX_STATES};

/// Why a pattern is refused. [`help`](crate::regex::help()) says what to write instead.
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
    /// It allows any name below a domain some of whose subdomains are public suffixes.
    Undecided {
        /// The domain.
        domain: String,
    },
}

/// A limit of the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// 512 bytes of text.
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
            Error::Syntax { message, offset } => format!("{subject} cannot be read at byte {offset}: {message}"),
            Error::TooLarge { limit: Limit::Text } => format!("{subject} is longer than {MAX_PATTERN} bytes"),
            Error::TooLarge { limit: Limit::States } => {
                format!("{subject} is too complex to analyze (limit: {MAX_STATES} states)")
            }
            Error::TooLarge { limit: Limit::Search } => {
                format!("{subject} is open, yet no origin could be found in it")
            }
            Error::NoOrigin => format!("{subject} matches no origin"),
            Error::Unbounded { counterexample } => format!("{subject} lets in `{counterexample}`"),
            Error::TooMany { count, .. } => {
                format!("{subject} lets in {count} domains or more; at most {MAX_DOMAINS} can be looked through")
            }
            Error::PublicSuffix { host } => format!("{subject} lets in `{host}`, a public suffix"),
            Error::Undecided { domain } => {
                format!("{subject} lets in names below `{domain}`, some of which are public suffixes")
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
