//! What a policy says, argument by argument, for those who review it. No request comes this way.

use std::borrow::Cow;
use std::fmt;

use crate::escape::printable;
use crate::policy::Policy;
use crate::policy::compiled::{Names, Origins};

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
        domains: &'a [Cow<'static, str>],
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

/// What the policy says, under the names of the arguments.
impl Policy {
    /// The origins that it lists, sorted: those without wildcards, those with them, regular expressions.
    pub fn origins(&self) -> Vec<ListedOrigin<'_>> {
        let mut origins: Vec<_> = match &self.table().origins {
            Origins::Off => Vec::new(),
            Origins::Any => vec![ListedOrigin::Any],
            Origins::One(origin) => vec![ListedOrigin::Exact(origin)],
            Origins::List { exact, patterns, regexes } => {
                let exact = exact.iter().map(|origin| ListedOrigin::Exact(origin));
                let patterns = patterns.iter().map(|pattern| ListedOrigin::Wildcard(pattern.to_string()));
                let regexes = regexes
                    .iter()
                    .map(|regex| ListedOrigin::Regex { pattern: &regex.pattern, domains: &regex.domains });
                exact.chain(patterns).chain(regexes).collect()
            }
        };
        origins.sort();
        origins
    }

    /// The methods that it names, in their order; `*` for any. GET, HEAD and POST need not be named.
    pub fn methods(&self) -> Vec<&str> {
        match &self.table().methods {
            Names::None => Vec::new(),
            Names::Listed(names) => split(names),
            Names::Echo => vec!["*"],
        }
    }

    /// The request headers that it permits; `*` for any but `authorization`, which stands beside it where it is
    /// permitted.
    pub fn headers(&self) -> Vec<&str> {
        match &self.table().headers {
            Names::None => Vec::new(),
            Names::Listed(names) => split(names),
            Names::Echo => vec!["*", "authorization"],
        }
    }

    /// The response headers that script may read beside those that it may always read; `*` for any.
    pub fn expose(&self) -> Vec<&str> {
        self.table().expose.as_deref().map(split).unwrap_or_default()
    }

    /// How long a browser may keep the answer to a preflight, in seconds, if the policy says.
    pub fn max_age(&self) -> Option<u32> {
        self.table().max_age.as_ref()?.parse().ok()
    }

    /// The names under which the server may be addressed; none if they are not looked at.
    pub fn hosts(&self) -> Vec<String> {
        self.table().hosts.iter().map(ToString::to_string).collect()
    }

    /// Whether the same origins may read detailed timings.
    pub fn timing(&self) -> bool {
        self.table().timing
    }
}

fn split(names: &str) -> Vec<&str> {
    names.split(", ").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Draft;

    fn policy(draft: &Draft) -> Policy {
        draft.check().unwrap()
    }

    #[test]
    fn origins_are_sorted_and_told_apart() {
        let draft = Draft::new().origins([
            "https://*.b.example",
            "https://bb.example",
            "http://a.example:*",
            "https://a.example",
        ]);
        assert_eq!(
            policy(&draft).origins(),
            [
                ListedOrigin::Exact("https://a.example"),
                ListedOrigin::Exact("https://bb.example"),
                ListedOrigin::Wildcard("http://a.example:*".to_owned()),
                ListedOrigin::Wildcard("https://*.b.example".to_owned()),
            ]
        );
        assert_eq!(policy(&Draft::new().origins(["*"])).origins(), [ListedOrigin::Any]);
        assert_eq!(
            policy(&Draft::new().origins(["https://a.example"])).origins(),
            [ListedOrigin::Exact("https://a.example")]
        );
    }

    #[test]
    fn any_header_but_authorization() {
        let draft = Draft::new().origins(["https://a.example"]).methods(["*"]).headers(["*"]);
        let (without, with) = (policy(&draft), policy(&draft.credentials(true)));
        assert_eq!((without.methods(), without.headers()), (vec!["*"], vec!["*"]));
        assert_eq!((with.methods(), with.headers()), (vec!["*"], vec!["*", "authorization"]));
    }

    #[test]
    fn what_is_not_said_is_not_there() {
        let policy = policy(&Draft::new().origins(["*"]));
        assert_eq!(
            (policy.methods(), policy.headers(), policy.expose(), policy.max_age()),
            (vec![], vec![], vec![], None)
        );
        assert!(!policy.timing());
    }

    #[test]
    fn what_is_said_is_there() {
        let draft = Draft::new()
            .origins(["https://a.example"])
            .methods(["PUT", "DELETE"])
            .headers(["X-B", "x-a"])
            .expose(["etag", "x-c"])
            .max_age("1h")
            .timing(true);
        let policy = policy(&draft);
        assert_eq!((policy.methods(), policy.headers()), (vec!["PUT", "DELETE"], vec!["x-b", "x-a"]));
        assert_eq!((policy.expose(), policy.max_age()), (vec!["etag", "x-c"], Some(3600)));
        assert!(policy.timing());
    }

    #[test]
    fn a_pattern_stays_on_one_line() {
        let regex = ListedOrigin::Regex { pattern: "(?x) https://\n a\\.example", domains: &[] };
        assert_eq!(regex.to_string(), "regex (?x) https://\\n a\\.example");
    }
}
