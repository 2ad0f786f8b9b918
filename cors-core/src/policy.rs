//! A policy that has passed its check.

use std::borrow::Cow;
use std::fmt;

use crate::header::Header;
use crate::origin::Origin;
use crate::table::{Names, Origins, Regex, Table};

/// A policy that has passed its check: which origins may send what to a route, and read what of its answers.
///
/// [`Draft::check`](crate::Draft::check) makes it; `#[cors(…)]` makes it while the program compiles. Its `Display`
/// says it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    table: Table,
}

impl Policy {
    /// Wraps the table of a checked draft. Only [`Draft::check`](crate::Draft::check) and the code that the macro
    /// generates from one call it.
    #[doc(hidden)]
    pub const fn from_table(table: Table) -> Self {
        Policy { table }
    }

    #[doc(hidden)]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// Whether pages of this origin may read, given the value of an `Origin` header.
    pub fn admits(&self, origin: &[u8]) -> bool {
        match &self.table.origins {
            Origins::Any => true,
            Origins::One(one) => one.as_bytes() == origin,
            Origins::List { exact, patterns, regexes } => {
                exact.binary_search_by(|entry| Origins::order(entry.as_bytes(), origin)).is_ok()
                    || !(patterns.is_empty() && regexes.is_empty())
                        && Origin::parse(origin).is_some_and(|parsed| {
                            patterns.iter().any(|pattern| pattern.matches(&parsed))
                                || regexes.iter().any(|regex| regex.automaton.matches(origin))
                        })
            }
        }
    }

    /// Whether the answer to an actual request cannot depend on it: the same headers on every response, and no `Vary`.
    pub fn is_constant(&self) -> bool {
        !matches!(self.table.origins, Origins::List { .. }) && !self.table.enforce
    }

    /// Whether requests may carry cookies and HTTP authentication.
    pub fn credentials(&self) -> bool {
        self.table.credentials
    }

    /// Whether a request from another origin is answered 403 instead of being handled.
    pub fn enforce(&self) -> bool {
        self.table.enforce
    }

    /// The status of an approved preflight.
    pub fn preflight_status(&self) -> u16 {
        self.table.preflight_status
    }

    /// The value that this policy always gives a header, `None` where it gives none or takes it from the request.
    pub fn value(&self, header: Header) -> Option<&Cow<'static, str>> {
        const TRUE: &Cow<'static, str> = &Cow::Borrowed("true");
        const ANY: &Cow<'static, str> = &Cow::Borrowed("*");
        let origin = match &self.table.origins {
            Origins::Any => Some(ANY),
            Origins::One(origin) => Some(origin),
            Origins::List { .. } => None,
        };
        match header {
            Header::AllowOrigin => origin,
            Header::TimingAllowOrigin => origin.filter(|_| self.table.timing),
            Header::AllowCredentials => self.table.credentials.then_some(TRUE),
            Header::AllowMethods => self.table.methods.listed(),
            Header::AllowHeaders => self.table.headers.listed(),
            Header::ExposeHeaders => self.table.expose.as_ref(),
            Header::MaxAge => self.table.max_age.as_ref(),
            Header::AllowPrivateNetwork => self.table.private_network.then_some(TRUE),
        }
    }
}

impl Names {
    fn listed(&self) -> Option<&Cow<'static, str>> {
        match self {
            Names::Listed(names) => Some(names),
            Names::None | Names::Echo => None,
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Exhaustive, so that a new part of the table cannot be left out of the words.
        let Table {
            origins,
            methods,
            headers,
            expose,
            credentials,
            max_age,
            timing,
            enforce,
            preflight_status: _,
            private_network,
        } = &self.table;
        write!(f, "{origins} may read")?;
        if *credentials {
            f.write_str(", with credentials")?;
        }
        match methods {
            Names::None => f.write_str("; methods: the safelisted ones")?,
            Names::Listed(names) if names == "*" => f.write_str("; methods: any")?,
            Names::Listed(names) => write!(f, "; methods: {names}")?,
            Names::Echo => f.write_str("; methods: any")?,
        }
        match headers {
            Names::None => {}
            Names::Listed(names) if names == "*" => f.write_str("; request headers: any but authorization")?,
            Names::Listed(names) if names.starts_with('*') => f.write_str("; request headers: any")?,
            Names::Listed(names) => write!(f, "; request headers: {names}")?,
            Names::Echo => f.write_str("; request headers: any")?,
        }
        match expose.as_deref() {
            None => {}
            Some("*") => f.write_str("; exposes every header")?,
            Some(names) => write!(f, "; exposes {names}")?,
        }
        if let Some(seconds) = max_age {
            write!(f, "; preflights last {seconds} s")?;
        }
        if *timing {
            f.write_str("; shares timings")?;
        }
        if *enforce {
            f.write_str("; other origins get 403")?;
        }
        if *private_network {
            f.write_str("; reachable in private networks")?;
        }
        Ok(())
    }
}

impl fmt::Display for Regex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.domains {
            [] => write!(f, "what `{}` matches, without proof of whose it is", self.pattern),
            domains => write!(f, "what `{}` matches, all of {}", self.pattern, domains.join(", ")),
        }
    }
}

impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origins::Any => f.write_str("every origin"),
            Origins::One(origin) => f.write_str(origin),
            Origins::List { exact, patterns, regexes } => {
                let exact = exact.iter().map(ToString::to_string);
                let patterns = patterns.iter().map(ToString::to_string);
                let regexes = regexes.iter().map(ToString::to_string);
                f.write_str(&exact.chain(patterns).chain(regexes).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
