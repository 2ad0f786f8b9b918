//! A policy that has passed its check.

pub(crate) mod accessors;
pub(crate) mod compiled;
pub(crate) mod dfa;
mod display;
pub(crate) mod index;
#[cfg(feature = "serde")]
mod serialize;

use std::borrow::Cow;

use crate::config::enforce::Enforce;
use crate::decision::host::HostPattern;
use crate::decision::response::Vary;
use crate::origin::pattern::{self, Pattern};
use crate::origin::{MAX_LENGTH, Origin};
use crate::policy::compiled::{Names, Origins, Table};
use crate::policy::index::{Buckets, Hash};
use crate::spec::header::Header;
use crate::spec::standard;

/// A policy that has passed its check: which origins may send what to a route, and read what of its answers.
///
/// [`Draft::check`](crate::Draft::check) makes it; `#[cors(…)]` makes it while the program compiles. Its `Display`
/// says it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    table: Table,
}

impl Policy {
    /// Wraps the table of a checked draft. Only [`Draft::check`](crate::Draft::check) calls it and, by
    /// [`Policy::written`], the code that the macro generates from one.
    #[doc(hidden)]
    pub const fn from_table(table: Table) -> Self {
        Policy { table }
    }

    /// The policy as the macro writes it out, which made a [`Table`] of a checked draft: the shorter that is, the sooner
    /// the compiler has read it.
    #[doc(hidden)]
    #[expect(clippy::too_many_arguments, clippy::fn_params_excessive_bools, reason = "only generated code calls it")]
    pub const fn written(
        origins: Origins,
        open: bool,
        methods: Names,
        headers: Names,
        expose: Option<&'static str>,
        credentials: bool,
        max_age: Option<&'static str>,
        timing: bool,
        preflight_status: u16,
        enforce: Enforce,
        hosts: &'static [HostPattern],
        guarded: bool,
    ) -> Self {
        Policy::from_table(Table {
            origins,
            open,
            methods,
            headers,
            expose: borrowed(expose),
            credentials,
            max_age: borrowed(max_age),
            timing,
            preflight_status,
            enforce,
            hosts: Cow::Borrowed(hosts),
            guarded,
        })
    }

    #[doc(hidden)]
    #[inline]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// Whether pages of this origin may read, given the value of an `Origin` header. What the application says about
    /// other origins (`with = …`) is not part of it.
    #[inline]
    pub fn admits(&self, origin: &[u8]) -> bool {
        self.lists(origin)
            || match &self.table.origins {
                Origins::Any => true,
                Origins::One(_) | Origins::Off => false,
                Origins::List { patterns, regexes, .. } if patterns.is_empty() && regexes.is_empty() => false,
                Origins::List { .. } => Origin::parse(origin).is_some_and(|origin| self.covers(&origin)),
            }
    }

    /// Whether it is one of the origins that the policy lists by name.
    #[inline]
    pub(crate) fn lists(&self, origin: &[u8]) -> bool {
        match &self.table.origins {
            Origins::Any | Origins::Off => false,
            Origins::One(one) => one.as_bytes() == origin,
            Origins::List { exact, .. } => {
                origin.len() <= MAX_LENGTH && exact.with(Hash::of(origin)).any(|entry| entry.as_bytes() == origin)
            }
        }
    }

    /// Whether a wildcard or a regular expression admits it.
    pub(crate) fn covers(&self, origin: &Origin<'_>) -> bool {
        match &self.table.origins {
            Origins::Any | Origins::One(_) | Origins::Off => false,
            Origins::List { patterns, regexes, .. } => {
                pattern::covers(patterns, origin)
                    || regexes.iter().any(|regex| regex.automaton.matches(origin.as_str().as_bytes()))
            }
        }
    }

    /// Whether every response gets the same `Access-Control-Allow-Origin`.
    #[inline]
    pub(crate) fn has_constant_origin(&self) -> bool {
        matches!(self.table.origins, Origins::Any | Origins::One(_))
    }

    /// Whether the response to an actual request cannot depend on its headers, so it needs no `Vary`
    /// ([caches](https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches)).
    #[inline]
    pub fn is_constant(&self) -> bool {
        self.has_constant_origin() && self.table.enforce != Enforce::All && !self.table.guarded
    }

    /// Whether CORS is off: nobody may read, and the policy writes no headers.
    pub fn is_off(&self) -> bool {
        self.table.origins == Origins::Off
    }

    /// Whether the application is asked about origins that the policy does not list.
    pub fn is_open(&self) -> bool {
        self.table.open
    }

    /// Whether the policy answers for one of the methods of a route: it names one of them, or none at all.
    #[doc(hidden)]
    pub const fn names_one_of(&self, methods: &[&str]) -> bool {
        let names = match &self.table.methods {
            Names::Listed(Cow::Borrowed(names)) => names,
            Names::Listed(Cow::Owned(names)) => names.as_str(),
            Names::None | Names::Echo => return true,
        };
        let mut index = 0;
        while index < methods.len() {
            if standard::lists(names, methods[index]) {
                return true;
            }
            index += 1;
        }
        standard::lists(names, "*")
    }

    /// This policy with a function that is asked about unlisted origins. `*` lists them all.
    #[doc(hidden)]
    #[must_use]
    pub fn with_predicate(&self) -> Policy {
        let origins = match &self.table.origins {
            Origins::One(origin) => Origins::List {
                exact: Buckets::new(vec![origin.clone()], |origin| origin.as_bytes()),
                patterns: Buckets::new(Vec::new(), |pattern: &Pattern| pattern.host.as_bytes()),
                regexes: Cow::Borrowed(&[]),
            },
            other => other.clone(),
        };
        let open = matches!(origins, Origins::List { .. });
        Policy { table: Table { origins, open, ..self.table.clone() } }
    }

    /// Whether it is the same as the other policy, though guards may choose one of their routes.
    #[doc(hidden)]
    pub fn is_but_for_guards(&self, other: &Policy) -> bool {
        Table { guarded: other.table.guarded, ..self.table.clone() } == other.table
    }

    /// This policy for a route that serves `methods`, and that guards choose or not: where the policy names no methods,
    /// those of the route; else those of them that it names.
    #[doc(hidden)]
    #[must_use]
    pub fn on_route(&self, methods: &[&str], guarded: bool) -> Policy {
        let is_named = |method: &&str| self.names_one_of(&[method]);
        let methods = methods.iter().copied().filter(is_named).filter(|method| standard::is_listable_method(method));
        let methods = methods.collect::<Vec<_>>().join(", ");
        let methods = if methods.is_empty() { Names::None } else { Names::Listed(Cow::Owned(methods)) };
        Policy { table: Table { methods, guarded, ..self.table.clone() } }
    }

    /// Whether requests may carry cookies and HTTP authentication.
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
    #[inline]
    pub fn value(&self, header: Header) -> Option<&Cow<'static, str>> {
        const TRUE: &Cow<'static, str> = &Cow::Borrowed("true");
        const ANY: &Cow<'static, str> = &Cow::Borrowed("*");
        let origin = match &self.table.origins {
            Origins::Any => Some(ANY),
            Origins::One(origin) => Some(origin),
            Origins::List { .. } | Origins::Off => None,
        };
        match header {
            Header::AllowOrigin => origin,
            Header::TimingAllowOrigin => origin.filter(|_| self.table.timing),
            Header::AllowCredentials => self.table.credentials.then_some(TRUE),
            Header::AllowMethods => self.table.methods.listed(),
            Header::AllowHeaders => self.table.headers.listed(),
            Header::ExposeHeaders => self.table.expose.as_ref(),
            Header::MaxAge => self.table.max_age.as_ref(),
        }
    }

    /// What chose an answer: for a preflight the route, by the requested method, and whatever the policy looked at beside
    /// it. The names of [`Vary`](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5), empty for a response that is
    /// always the same.
    pub fn vary(&self, answer: Vary) -> &'static str {
        let is_constant = self.has_constant_origin() && !self.table.guarded;
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

const fn borrowed(text: Option<&'static str>) -> Option<Cow<'static, str>> {
    match text {
        Some(text) => Some(Cow::Borrowed(text)),
        None => None,
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

#[cfg(test)]
mod tests {
    use crate::config::{Draft, OriginEntry};

    #[test]
    fn a_shared_policy_on_a_route() {
        let policy = |methods: &[&str]| Draft::new().origins(["https://a.example"]).methods(methods.to_vec());
        for (named, served, is_one_of_them, on_route) in [
            (&[][..], &["PUT", "TRACE", "*"][..], true, Some("PUT")),
            (&["PUT", "DELETE"], &["DELETE", "GET"], true, Some("DELETE")),
            (&["PUT"], &["DELETE"], false, None),
            (&["*"], &["PURGE"], true, Some("PURGE")),
        ] {
            let policy = policy(named).check().unwrap();
            assert_eq!(policy.names_one_of(served), is_one_of_them, "{named:?} {served:?}");
            let on_route = Draft::new().origins(["https://a.example"]).methods(on_route).check().unwrap();
            assert_eq!(policy.on_route(served, false), on_route, "{named:?} {served:?}");
        }
    }

    #[test]
    fn an_open_policy_is_not_constant() {
        let policy = Draft::new().origins([OriginEntry::from("https://a.example"), OriginEntry::With]).check().unwrap();
        assert!(policy.is_open() && !policy.is_constant());
        assert!(!policy.admits(b"https://b.example"));
    }
}
