//! The rules about `origins`.

use std::borrow::Cow;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::origin_entry::OriginEntry;
use crate::origin::entry::Entry;
use crate::origin::pattern::Pattern;
use crate::policy::compiled::{Origins, Regex};
use crate::policy::index::Buckets;
use crate::rule::Rule;
use crate::validate::environment::Env;
use crate::validate::origin::{check_origin, spell};
use crate::validate::regex::check_regex;
use crate::violation::{Location, Violations};

pub(super) fn check_origins(draft: &Draft, env: Env, violations: &mut Violations) -> Origins {
    if draft.origins.is_empty() {
        let help = format!(
            "name the sites whose pages may read: `{}`, or `{}` for every site",
            draft.syntax.list(Argument::Origins, &["https://app.example.com"]),
            draft.syntax.list(Argument::Origins, &["*"])
        );
        let location = Location::whole(Argument::Origins);
        violations.push(Rule::OriginsMissing, location, "", "the policy names no origins", help);
    }
    let mut listed = Listed::default();
    for (index, entry) in draft.origins.iter().enumerate() {
        let location = Location::entry(Argument::Origins, index);
        match entry {
            OriginEntry::Text(text) => listed.add(text, check_origin(draft, text, location, violations), location),
            OriginEntry::Regex(pattern) => {
                let regex = check_regex(draft, pattern, location, violations);
                listed.regexes.extend(regex.filter(|regex| !listed.regexes.contains(regex)));
            }
            OriginEntry::Predicate => listed.is_open = true,
            OriginEntry::Env(variable) => match env.read(variable, draft.syntax, location, violations) {
                Some(value) => check_variable(draft, &value, location, &mut listed, violations),
                None => listed.is_open = true,
            },
        }
    }
    if let Some(location) = listed.any.filter(|_| !listed.is_alone()) {
        let what = format!("{}the origin `*` stands beside others", read_from(draft, location));
        let help = format!("keep either `{}` or the list without `*`", spell(draft, &["*"], location));
        violations.push(Rule::OriginAnyNotAlone, location, "*", what, help);
    }
    listed.into_origins()
}

fn check_variable(draft: &Draft, value: &str, location: Location, listed: &mut Listed, violations: &mut Violations) {
    let mut wrong = Violations::default();
    for text in value.split(',').map(str::trim) {
        if text.is_empty() {
            let help = "drop the comma before or behind it";
            wrong.push(Rule::EnvMissing, location, "", "an entry is empty", help);
        } else {
            listed.add(text, check_origin(draft, text, location, &mut wrong), location);
        }
    }
    violations.append(wrong, &read_from(draft, location));
}

/// Words in front of what is wrong: which variable it stands in, if it does.
fn read_from(draft: &Draft, location: Location) -> String {
    match location.index.and_then(|index| draft.origins.get(index)) {
        Some(OriginEntry::Env(variable)) => format!("in the variable `{variable}`, "),
        _ => String::new(),
    }
}

/// What the entries come to, put together.
#[derive(Default)]
struct Listed {
    /// Where `*` stands.
    any: Option<Location>,
    exact: Vec<Cow<'static, str>>,
    patterns: Vec<Pattern>,
    regexes: Vec<Regex>,
    /// How many texts there are, `*` among them.
    texts: usize,
    /// Whether more may come: from the environment, or from the application when it is asked.
    is_open: bool,
}

impl Listed {
    fn add(&mut self, text: &str, entry: Option<Entry>, location: Location) {
        self.texts += usize::from(!text.is_empty());
        match entry {
            Some(Entry::Any) => self.any = self.any.or(Some(location)),
            Some(Entry::Null) => self.exact.push(Cow::Borrowed("null")),
            Some(Entry::Pattern(pattern)) if pattern.is_exact() => self.exact.push(Cow::Owned(text.to_owned())),
            Some(Entry::Pattern(pattern)) => self.patterns.push(pattern),
            None => {}
        }
    }

    fn is_alone(&self) -> bool {
        self.texts == 1 && self.regexes.is_empty() && !self.is_open
    }

    fn into_origins(mut self) -> Origins {
        self.exact.sort();
        self.exact.dedup();
        match self.exact.as_mut_slice() {
            _ if self.any.is_some() => Origins::Any,
            [one] if self.patterns.is_empty() && self.regexes.is_empty() && !self.is_open => {
                Origins::One(std::mem::take(one))
            }
            _ => Origins::List {
                exact: Buckets::new(self.exact, |origin| origin.as_bytes()),
                patterns: Buckets::new(self.patterns, |pattern| pattern.host.as_bytes()),
                regexes: Cow::Owned(self.regexes),
            },
        }
    }
}
