//! A policy as generated code writes it: plain data in struct literals, of which the compiler has nothing to drop. A literal
//! with a [`Cow`] for each text takes it half as long again.

use std::borrow::Cow;

use crate::config::enforce::Enforce;
use crate::origin::host_pattern::HostPattern;
use crate::origin::pattern::Pattern;
use crate::policy::Policy;
use crate::policy::Runtime;
use crate::policy::compiled::{Names, Origins, PREFLIGHT_STATUS, Regex, Table};
use crate::policy::dfa::Automaton;

/// The [`Table`] of a checked policy. A literal leaves out what [`DEFAULT`](StaticPolicy::DEFAULT) says as well.
#[derive(Debug)]
#[doc(hidden)]
pub struct StaticPolicy {
    pub origins: StaticOrigins,
    pub open: bool,
    pub methods: Names<&'static str>,
    pub headers: Names<&'static str>,
    pub expose: Option<&'static str>,
    pub credentials: bool,
    pub max_age: Option<&'static str>,
    pub timing: bool,
    pub enforce: Enforce,
    pub hosts: &'static [HostPattern],
    pub varies: bool,
    pub preflight_status: u16,
    pub runtime: Runtime,
    /// Nothing, so literals which say all of the above leave something out, too: Clippy asks for that.
    pub rest: (),
}

/// The [`Origins`] of the table.
#[derive(Debug)]
#[doc(hidden)]
pub enum StaticOrigins {
    Off,
    Any,
    One(&'static str),
    List(StaticList),
}

/// Several origins. A literal leaves out what [`EMPTY`](StaticList::EMPTY) says as well.
#[derive(Debug)]
#[doc(hidden)]
pub struct StaticList {
    pub exact: &'static [Cow<'static, str>],
    pub patterns: &'static [Pattern],
    pub regexes: &'static [Regex],
    pub automata: &'static [Automaton],
    /// As in [`StaticPolicy`].
    pub rest: (),
}

impl StaticPolicy {
    /// A policy that is off and says nothing else.
    pub const DEFAULT: Self = StaticPolicy {
        origins: StaticOrigins::Off,
        open: false,
        methods: Names::None,
        headers: Names::None,
        expose: None,
        credentials: false,
        max_age: None,
        timing: false,
        enforce: Enforce::Writes,
        hosts: &[],
        varies: false,
        preflight_status: PREFLIGHT_STATUS,
        runtime: Runtime::NONE,
        rest: (),
    };

    /// The policy with this table.
    pub const fn policy(self) -> Policy {
        let StaticPolicy {
            origins,
            open,
            methods,
            headers,
            expose,
            credentials,
            max_age,
            timing,
            enforce,
            hosts,
            varies,
            preflight_status,
            runtime,
            rest: (),
        } = self;
        let table = Table {
            origins: match origins {
                StaticOrigins::Off => Origins::Off,
                StaticOrigins::Any => Origins::Any,
                StaticOrigins::One(origin) => Origins::One(Cow::Borrowed(origin)),
                StaticOrigins::List(StaticList { exact, patterns, regexes, automata, rest: () }) => Origins::List {
                    exact: Cow::Borrowed(exact),
                    patterns: Cow::Borrowed(patterns),
                    regexes: Cow::Borrowed(regexes),
                    automata: Cow::Borrowed(automata),
                },
            },
            open,
            methods: names(methods),
            headers: names(headers),
            expose: text(expose),
            credentials,
            max_age: text(max_age),
            timing,
            enforce,
            hosts: Cow::Borrowed(hosts),
            varies,
            preflight_status,
        };
        Policy { table, runtime }
    }
}

impl StaticList {
    /// No origins.
    pub const EMPTY: Self = StaticList { exact: &[], patterns: &[], regexes: &[], automata: &[], rest: () };
}

const fn names(names: Names<&'static str>) -> Names {
    match names {
        Names::None => Names::None,
        Names::Listed(names) => Names::Listed(Cow::Borrowed(names)),
        Names::Echo => Names::Echo,
    }
}

const fn text(text: Option<&'static str>) -> Option<Cow<'static, str>> {
    match text {
        Some(text) => Some(Cow::Borrowed(text)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Draft;

    #[test]
    fn what_a_literal_leaves_out_is_what_a_draft_leaves_out() {
        let literal = StaticPolicy { origins: StaticOrigins::One("https://a.example"), ..StaticPolicy::DEFAULT };
        assert_eq!(Draft::new().origins(["https://a.example"]).check(), Ok(literal.policy()));
        let open = Draft::new().origins([crate::OriginEntry::Predicate]).check().unwrap();
        let origins = StaticOrigins::List(StaticList::EMPTY);
        assert_eq!(open, StaticPolicy { origins, open: true, ..StaticPolicy::DEFAULT }.policy());
    }
}
