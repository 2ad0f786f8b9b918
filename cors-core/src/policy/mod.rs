//! A policy that has passed its check.

pub(crate) mod compiled;
pub(crate) mod dfa;
mod display;
pub(crate) mod listed_origin;
pub(crate) mod route;
#[cfg(feature = "serde")]
mod serialize;
pub(crate) mod sorted;
pub(crate) mod static_policy;

use std::any::Any;
use std::borrow::Cow;
use std::ptr;

use crate::config::enforce::Enforce;
use crate::policy::compiled::{Names, Origins, Table};
use crate::policy::listed_origin::ListedOrigin;
use crate::spec::header::{Header, Vary};
use crate::violation::Violations;

/// A policy that has passed its check: which origins may send what to a route, and read what of its answers.
///
/// [`Draft::check`](crate::Draft::check) makes it; `#[cors(…)]` makes it while the program compiles. Its `Display`
/// says it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    table: Table,
    runtime: Runtime,
}

impl Policy {
    /// Wraps the table of a checked draft. Only [`Draft::check`](crate::Draft::check) calls it and, for the
    /// code that the macro generates from one, `StaticPolicy`.
    #[doc(hidden)]
    pub const fn from_table(table: Table) -> Self {
        Policy { table, runtime: Runtime::NONE }
    }

    #[doc(hidden)]
    #[inline]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// Returns the policy with the origins that only the running program knows: of environment variables, and of lists of
    /// the program. They are read by the first call, and again by later ones until nothing is wrong with them. A policy without
    /// such origins is returned as it is.
    ///
    /// # Errors
    /// What is wrong with the variables, or with the origins in them.
    pub fn started(self) -> Result<Policy, Violations> {
        match self.runtime.start {
            Some(start) => start().cloned(),
            None => Ok(self),
        }
    }

    /// The policy with these parts.
    #[doc(hidden)]
    #[must_use]
    pub fn with_runtime(self, runtime: Runtime) -> Self {
        Policy { runtime, ..self }
    }

    #[doc(hidden)]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Whether pages of this origin may read, given the value of an `Origin` header. What the application says about
    /// other origins (`with = …`) is not part of it.
    #[inline]
    pub fn allows(&self, origin: &[u8]) -> bool {
        self.table.origins.allows(origin)
    }

    /// Whether the response to an actual request cannot depend on its headers, so it needs no `Vary`
    /// ([caches](https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches)).
    #[inline]
    pub fn is_constant(&self) -> bool {
        self.table.origins.is_constant() && self.table.enforce != Enforce::All && !self.table.varies
    }

    /// Whether CORS is off: nobody may read, and the policy writes no headers.
    pub fn is_off(&self) -> bool {
        self.table.origins == Origins::Off
    }

    /// Whether the application is asked about origins that the policy does not list.
    pub fn has_predicate(&self) -> bool {
        self.table.open
    }

    /// The origins that it lists, sorted: those without wildcards, those with them, regular expressions.
    pub fn origins(&self) -> Vec<ListedOrigin<'_>> {
        let mut origins: Vec<_> = match &self.table.origins {
            Origins::Off => Vec::new(),
            Origins::Any => vec![ListedOrigin::Any],
            Origins::One(origin) => vec![ListedOrigin::Exact(origin)],
            Origins::List { exact, patterns, regexes, automata: _ } => {
                let exact = exact.iter().map(|origin| ListedOrigin::Exact(origin));
                let patterns = patterns.iter().map(|pattern| ListedOrigin::Wildcard(pattern.to_string()));
                let regexes = regexes.iter().map(|regex| ListedOrigin::Regex {
                    pattern: &regex.pattern,
                    domains: regex.domains.iter().map(|domain| &**domain).collect(),
                });
                exact.chain(patterns).chain(regexes).collect()
            }
        };
        origins.sort();
        origins
    }

    /// The methods that it names, in their order; `*` for any. GET, HEAD and POST need not be named.
    pub fn methods(&self) -> Vec<&str> {
        match &self.table.methods {
            Names::None => Vec::new(),
            Names::Listed(names) => split(names),
            Names::Echo => vec!["*"],
        }
    }

    /// The request headers that it permits; `*` for any but `authorization`, which is listed beside it if it is
    /// permitted.
    pub fn headers(&self) -> Vec<&str> {
        match &self.table.headers {
            Names::None => Vec::new(),
            Names::Listed(names) => split(names),
            Names::Echo => vec!["*", "authorization"],
        }
    }

    /// The response headers that scripts may read beside those that they may always read; `*` for any.
    pub fn expose(&self) -> Vec<&str> {
        self.table.expose.as_deref().map(split).unwrap_or_default()
    }

    /// How long a browser may keep the answer to a preflight, in seconds, if the policy says.
    pub fn max_age(&self) -> Option<u32> {
        self.table.max_age.as_ref()?.parse().ok()
    }

    /// The names under which the server may be addressed; none if they are not looked at.
    pub fn hosts(&self) -> Vec<String> {
        self.table.hosts.iter().map(ToString::to_string).collect()
    }

    /// Whether the same origins may read detailed timings.
    pub fn timing(&self) -> bool {
        self.table.timing
    }

    /// Whether scripts may read responses to requests with cookies or HTTP authentication.
    pub fn credentials(&self) -> bool {
        self.table.credentials
    }

    /// Which requests from other origins are refused before the handler runs.
    #[inline]
    pub fn enforce(&self) -> Enforce {
        self.table.enforce
    }

    /// The status of an approved preflight, 200 to 299.
    pub fn preflight_status(&self) -> u16 {
        self.table.preflight_status
    }

    /// The value that this policy always gives a header, `None` where it gives none or takes it from the request.
    pub fn value(&self, header: Header) -> Option<&str> {
        value(self, header).map(|value| &**value)
    }

    /// What chose an answer: for a preflight the route, by the requested method, and whatever the policy looked at beside
    /// it. The names of [`Vary`](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5), empty for a response that is
    /// always the same.
    pub fn vary(&self, answer: Vary) -> &'static str {
        let is_constant = self.table.origins.is_constant() && !self.table.varies;
        match (answer, self.table.enforce, is_constant, self.table.headers == Names::Echo) {
            (Vary::Refusal, ..) | (Vary::Response, Enforce::All, ..) => "Origin, Sec-Fetch-Site",
            (Vary::Response, _, true, _) => "",
            (Vary::Response, _, false, _) => "Origin",
            (Vary::Preflight, _, true, false) => "Access-Control-Request-Method",
            (Vary::Preflight, _, true, true) => "Access-Control-Request-Method, Access-Control-Request-Headers",
            (Vary::Preflight, _, false, false) => "Origin, Access-Control-Request-Method",
            (Vary::Preflight, _, false, true) => {
                "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
            }
        }
    }
}

/// The parts of a policy that only the running program knows.
#[derive(Debug, Clone, Copy, Default)]
#[doc(hidden)]
pub struct Runtime {
    /// Makes the whole policy, once; `None` where nothing is missing.
    pub start: Option<fn() -> Result<&'static Policy, Violations>>,
    /// What an adapter asks about origins that the policy does not list. This crate does not look into it.
    pub predicate: Option<&'static (dyn Any + Send + Sync)>,
    /// How the program calls the predicate.
    pub decided_by: Option<&'static str>,
    /// The environment variables and the lists of the program that list origins, by their names.
    pub variables: &'static [&'static str],
}

impl Runtime {
    /// Nothing.
    pub const NONE: Self = Runtime { start: None, predicate: None, decided_by: None, variables: &[] };
}

impl PartialEq for Runtime {
    /// Whether both ask the same function and start alike. How they are written does not matter.
    fn eq(&self, other: &Self) -> bool {
        let is_same_start = match (self.start, other.start) {
            (Some(own), Some(others)) => ptr::fn_addr_eq(own, others),
            (own, others) => own.is_none() && others.is_none(),
        };
        let is_same_predicate = match (self.predicate, other.predicate) {
            (Some(own), Some(others)) => ptr::addr_eq(own, others),
            (own, others) => own.is_none() && others.is_none(),
        };
        is_same_start && is_same_predicate
    }
}

impl Eq for Runtime {}

/// [`Policy::value`], which says of the values of static policies that they are static.
#[inline]
pub fn value(policy: &Policy, header: Header) -> Option<&Cow<'static, str>> {
    const TRUE: &Cow<'static, str> = &Cow::Borrowed("true");
    const ANY: &Cow<'static, str> = &Cow::Borrowed("*");
    let origin = match &policy.table.origins {
        Origins::Any => Some(ANY),
        Origins::One(origin) => Some(origin),
        Origins::List { .. } | Origins::Off => None,
    };
    match header {
        Header::AllowOrigin => origin,
        Header::TimingAllowOrigin => origin.filter(|_| policy.table.timing),
        Header::AllowCredentials => policy.table.credentials.then_some(TRUE),
        Header::AllowMethods => policy.table.methods.listed(),
        Header::AllowHeaders => policy.table.headers.listed(),
        Header::ExposeHeaders => policy.table.expose.as_ref(),
        Header::MaxAge => policy.table.max_age.as_ref(),
    }
}

fn split(names: &str) -> Vec<&str> {
    names.split(", ").collect()
}

#[cfg(test)]
mod tests;
