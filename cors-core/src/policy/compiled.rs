//! What a checked policy is stored as: plain data that a `static` can hold.

use std::borrow::Cow;

use crate::config::enforce::Enforce;
use crate::origin::Origin;
use crate::origin::host_pattern::HostPattern;
use crate::origin::pattern::Pattern;
use crate::policy::dfa::Automaton;
use crate::policy::sorted::{contains, find};

/// The status of an approved preflight unless the policy says another.
pub const PREFLIGHT_STATUS: u16 = 204;

/// The content of a [`Policy`](crate::Policy). Made by [`Draft::check`](crate::Draft::check), written out by the
/// macro, read by [`decide`](crate::decide()); nobody else names it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Table {
    /// Who may read.
    pub origins: Origins,
    /// Whether the application is asked about origins that are not listed; implies that `origins` is a `List`.
    pub open: bool,
    /// `Access-Control-Allow-Methods`.
    pub methods: Names,
    /// `Access-Control-Allow-Headers`.
    pub headers: Names,
    /// `Access-Control-Expose-Headers`.
    pub expose: Option<Cow<'static, str>>,
    /// `Access-Control-Allow-Credentials`; implies that `origins` is not `Any`.
    pub credentials: bool,
    /// `Access-Control-Max-Age`, in seconds.
    pub max_age: Option<Cow<'static, str>>,
    /// Whether `Timing-Allow-Origin` goes with `Access-Control-Allow-Origin`.
    pub timing: bool,
    /// Which requests of other origins are refused.
    pub enforce: Enforce,
    /// The names of the server; none if they are not looked at.
    pub hosts: Cow<'static, [HostPattern]>,
    /// Whether something else than this policy may look at `Origin`, so responses vary on it: guards that choose the route, or
    /// other rules.
    pub varies: bool,
    /// The status of an approved preflight, 200 to 299.
    pub preflight_status: u16,
}

/// Who may read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub enum Origins {
    /// Nobody, and CORS is off: the policy writes no headers.
    Off,
    /// `*`
    Any,
    /// Exactly one, without wildcards.
    One(Cow<'static, str>),
    /// Several, or wildcards.
    List {
        /// Sorted by themselves.
        exact: Cow<'static, [Cow<'static, str>]>,
        /// Sorted by their hosts.
        patterns: Cow<'static, [Pattern]>,
        /// In the order in which they were written.
        regexes: Cow<'static, [Regex]>,
        /// What the regular expressions are compiled to, most often one for all.
        automata: Cow<'static, [Automaton]>,
    },
}

impl Origins {
    /// Whether they admit an origin, given the value of an `Origin` header.
    #[inline]
    pub(crate) fn allows(&self, origin: &[u8]) -> bool {
        self.matches_exact(origin)
            || match self {
                Origins::Any => true,
                Origins::One(_) | Origins::Off => false,
                Origins::List { patterns, automata, .. } if patterns.is_empty() && automata.is_empty() => false,
                Origins::List { .. } => Origin::parse(origin).is_some_and(|origin| self.matches_pattern(&origin)),
            }
    }

    /// Whether it is one of the origins that are listed without wildcards.
    #[inline]
    pub(crate) fn matches_exact(&self, origin: &[u8]) -> bool {
        match self {
            Origins::Any | Origins::Off => false,
            Origins::One(one) => one.as_bytes() == origin,
            Origins::List { exact, .. } => contains(exact, origin, |entry| entry.as_bytes()),
        }
    }

    /// Whether a wildcard or a regular expression admits it.
    pub(crate) fn matches_pattern(&self, origin: &Origin<'_>) -> bool {
        match self {
            Origins::Any | Origins::One(_) | Origins::Off => false,
            Origins::List { patterns, automata, .. } => {
                some_matches(patterns, origin)
                    || automata.iter().any(|automaton| automaton.matches(origin.as_str().as_bytes()))
                        && origin.has_web_host()
            }
        }
    }

    /// Whether every response gets the same `Access-Control-Allow-Origin`.
    #[inline]
    pub(crate) fn is_constant(&self) -> bool {
        matches!(self, Origins::Any | Origins::One(_))
    }
}

/// A regular expression over origins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Regex {
    /// As written.
    pub pattern: Cow<'static, str>,
    /// The registrable domains under which all its origins lie; none where it was dangerously left unproven.
    pub domains: Cow<'static, [Cow<'static, str>]>,
}

/// The value of `Access-Control-Allow-Methods` or `-Headers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Names<Text = Cow<'static, str>> {
    /// No header.
    None,
    /// Names joined by `, `; `*` among them where credentials are not.
    Listed(Text),
    /// Whatever is asked for, because with credentials `*` would not mean any.
    Echo,
}

impl Names {
    /// The value of the header, where it is always the same.
    pub(crate) fn listed(&self) -> Option<&Cow<'static, str>> {
        match self {
            Names::Listed(names) => Some(names),
            Names::None | Names::Echo => None,
        }
    }
}

/// Whether one of the patterns, by their hosts, admits `origin`. The host of a pattern is the whole host of the origin, or
/// the end of it after a dot.
fn some_matches(patterns: &[Pattern], origin: &Origin<'_>) -> bool {
    let host = origin.host();
    let admits = |host: &str| {
        find(patterns, host.as_bytes(), |pattern| pattern.host.as_bytes()).iter().any(|pattern| pattern.matches(origin))
    };
    let is_after_a_dot = |(index, byte)| byte == b'.' && admits(&host[index + 1..]);
    !patterns.is_empty() && (admits(host) || host.bytes().enumerate().any(is_after_a_dot))
}
