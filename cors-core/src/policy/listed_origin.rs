//! One of the origins that a policy lists.

use std::fmt;

use crate::escape::printable;

/// One of the origins that a policy lists. Its `Display` is the text of the entry, a regular expression behind the word
/// `regex`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ListedOrigin<'a> {
    /// `*`: every one.
    Any,
    /// One without wildcards, or `null`.
    Exact(&'a str),
    /// `https://*.example.com`, `http://localhost:*`
    Wildcard(String),
    /// What a regular expression matches.
    Regex {
        /// As written.
        pattern: &'a str,
        /// The registrable domains under which all of it has been proven to lie; none where it was dangerously left
        /// unproven.
        domains: Vec<&'a str>,
    },
}

impl fmt::Display for ListedOrigin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListedOrigin::Any => f.write_str("*"),
            ListedOrigin::Exact(origin) => f.write_str(origin),
            ListedOrigin::Wildcard(pattern) => f.write_str(pattern),
            ListedOrigin::Regex { pattern, .. } => write!(f, "regex {}", printable(pattern)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stays_on_one_line() {
        let regex = ListedOrigin::Regex { pattern: "(?x) https://\n a\\.example", domains: Vec::new() };
        assert_eq!(regex.to_string(), "regex (?x) https://\\n a\\.example");
    }
}
