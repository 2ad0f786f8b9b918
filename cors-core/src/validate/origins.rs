//! The rules about `origins`.

use std::borrow::Cow;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::origin::entry::Entry;
use crate::origin::pattern::Pattern;
use crate::policy::compiled::{Origins, Regex};
use crate::policy::dfa::Automaton;
use crate::policy::sorted::sort;
use crate::rule::Rule;
use crate::validate::environment::{Env, Value};
use crate::validate::origin::{check_origin, origins_code};
use crate::validate::regex::{check_regex, unite};
use crate::validate::suggest::variable::{OtherForm, other_form};
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem};

pub(super) fn check_origins(draft: &Draft, env: Env, violations: &mut Collector) -> Origins {
    if draft.origins.is_empty() {
        let help = text![
            "list the origins whose pages may read: ",
            Code::list(Argument::Origins, &["https://app.example.com"]),
            ", or ",
            Code::list(Argument::Origins, &["*"]),
            " for every origin",
        ];
        let problem = Problem::new(Rule::OriginsMissing, "the policy lists no origins", help);
        violations.push(Location::whole(Argument::Origins), "", problem);
    }
    let mut listed = Listed::default();
    for (index, entry) in draft.origins.iter().enumerate() {
        let location = Location::entry(Argument::Origins, index);
        match entry {
            OriginEntry::Text(text) => listed.add(text, check_origin(draft, text, location, violations), location),
            OriginEntry::Regex(pattern) => {
                if let Some((regex, automaton)) = check_regex(draft, pattern, location, violations)
                    && !listed.regexes.contains(&regex)
                {
                    listed.regexes.push(regex);
                    listed.automata.push(automaton);
                }
            }
            OriginEntry::Predicate => listed.may_grow = true,
            OriginEntry::Env { variable, default } => {
                let value = env.read(variable, default.as_deref(), location, violations);
                let of = if matches!(value, Some(Value::Set(_))) { "" } else { "default of the " };
                let prefix = format!("in the {of}environment variable `{variable}`, ");
                // Before the variable is known, only the default can be checked.
                listed.may_grow |= value.is_none();
                let (value, known) = match value {
                    Some(Value::Set(value) | Value::Default(value)) => (value, &mut listed),
                    None => (default.clone().unwrap_or_default(), &mut Listed::default()),
                };
                check_variable(draft, &value, &prefix, location, known, violations);
            }
            OriginEntry::List { .. } if env == Env::Skip => listed.may_grow = true,
            OriginEntry::List { origins, .. } => {
                let mut found = Collector::new(draft.syntax);
                for text in origins {
                    listed.add(text, check_origin(draft, text, location, &mut found), location);
                }
                violations.append(found, &place_prefix(draft, location));
            }
        }
    }
    if let Some(location) = listed.any.filter(|_| !listed.any_is_alone()) {
        let message = format!("{}the origin `*` is combined with others", place_prefix(draft, location));
        let help = text!["keep either ", origins_code(draft, &["*"], location), " or the list without `*`"];
        violations.push(location, "*", Problem::new(Rule::OriginAnyNotAlone, message, help));
    }
    listed.into_origins()
}

/// Checks the origins of a variable. `prefix` says in messages where they are.
fn check_variable(
    draft: &Draft,
    value: &str,
    prefix: &str,
    location: Location,
    listed: &mut Listed,
    violations: &mut Collector,
) {
    if value.trim().is_empty() {
        return;
    }
    let mut found = Collector::new(draft.syntax);
    if let Some(OtherForm { name, entries }) = other_form(value) {
        let message = format!("the origins are {name}: `{}`", escaped(value.trim()));
        let help = text![
            "write commas between the origins, and no quotes or brackets: ",
            origins_code(draft, &entries, location)
        ];
        found.push(location, value, Problem::new(Rule::EnvForm, message, help));
        // They are more than nothing beside a `*`.
        listed.may_grow = true;
    } else {
        for text in value.split(',').map(str::trim) {
            if text.is_empty() {
                let problem =
                    Problem::new(Rule::EnvMissing, "an entry is empty", "remove the comma before or after it");
                found.push(location, "", problem);
            } else {
                listed.add(text, check_origin(draft, text, location, &mut found), location);
            }
        }
    }
    violations.append(found, prefix);
}

/// Words in front of a message: which environment variable or list the entry is in, if it is in one.
fn place_prefix(draft: &Draft, location: Location) -> String {
    match location.index().and_then(|index| draft.origins.get(index)) {
        Some(OriginEntry::Env { variable, .. }) => format!("in the environment variable `{variable}`, "),
        Some(OriginEntry::List { name, .. }) => format!("in the list `{name}`, "),
        _ => String::new(),
    }
}

/// All entries together.
#[derive(Default)]
struct Listed {
    /// Where `*` is.
    any: Option<Location>,
    exact: Vec<Cow<'static, str>>,
    patterns: Vec<Pattern>,
    regexes: Vec<Regex>,
    automata: Vec<Automaton>,
    /// How many strings there are, `*` among them.
    texts: usize,
    /// Whether more may come: from the environment, or from the application when it is asked.
    may_grow: bool,
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

    fn any_is_alone(&self) -> bool {
        self.texts == 1 && self.regexes.is_empty() && !self.may_grow
    }

    fn into_origins(self) -> Origins {
        let mut exact = sort(self.exact, |origin| origin.as_bytes());
        match exact.as_mut_slice() {
            _ if self.any.is_some() => Origins::Any,
            [one] if self.patterns.is_empty() && self.regexes.is_empty() && !self.may_grow => {
                Origins::One(std::mem::take(one))
            }
            _ => Origins::List {
                exact: Cow::Owned(exact),
                patterns: Cow::Owned(sort(self.patterns, |pattern| pattern.host.as_bytes())),
                regexes: Cow::Owned(self.regexes),
                automata: Cow::Owned(unite(self.automata)),
            },
        }
    }
}
