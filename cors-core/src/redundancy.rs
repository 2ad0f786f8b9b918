//! Entries that change nothing. Somebody believed that they did: in an attribute that is an error. Lists that a running
//! program puts together from several places may repeat themselves, so that [`Draft::check`] does not mind.

use crate::automaton::Automaton;
use crate::check_regex;
use crate::draft::{Argument, Danger, Draft, OriginEntry};
use crate::pattern::{Entry, Pattern, Port};
use crate::rule::Rule;
use crate::standard;
use crate::violation::{Place, Violations, escaped, printable};

impl Draft {
    /// The entries that change nothing: repetitions, what another entry covers, what needs no permission.
    ///
    /// # Errors
    /// If there is such an entry: all of them, each with what makes it superfluous.
    pub fn check_redundancy(&self) -> Result<(), Violations> {
        let mut found = Violations::default();
        self.find_redundant_origins(&mut found);
        self.find_idle_alternatives(&mut found);
        self.find_redundant_names(Argument::Methods, Rule::RedundantMethod, &self.methods, &mut found);
        self.find_redundant_names(Argument::Headers, Rule::RedundantHeader, &self.headers, &mut found);
        self.find_redundant_names(Argument::Expose, Rule::RedundantExpose, &self.expose, &mut found);
        self.find_redundant_dangers(&mut found);
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    pub(crate) fn find_redundant_origins(&self, found: &mut Violations) {
        // What stands alone is covered by nothing; a pattern need not be compiled to see that.
        if self.origins.len() < 2 {
            return;
        }
        let unproven = self.dangerously.contains(&Danger::UnprovenRegex);
        let covers: Vec<Option<Cover>> = self.origins.iter().map(|entry| Cover::of(entry, unproven)).collect();
        for (index, origin) in covers.iter().enumerate() {
            let Some(origin) = origin else { continue };
            // Of two that cover each other, the first one stays.
            let cover = covers.iter().enumerate().find(|(other, cover)| {
                *other != index
                    && cover
                        .as_ref()
                        .is_some_and(|cover| cover.covers(origin) && (*other < index || !origin.covers(cover)))
            });
            if let Some((cover, _)) = cover {
                let (value, cover) = (self.origins[index].text(), self.origins[cover].text());
                let (text, cover) = (escaped(value), escaped(cover));
                let what = if text == cover {
                    format!("the origin `{text}` is listed twice")
                } else {
                    format!("the origin `{text}` is covered by `{cover}`")
                };
                let place = Place::entry(Argument::Origins, index);
                found.push(Rule::RedundantOrigin, place, value, what, format!("drop `{text}`"));
            }
        }
    }

    fn find_idle_alternatives(&self, found: &mut Violations) {
        let unproven = self.dangerously.contains(&Danger::UnprovenRegex);
        for (index, entry) in self.origins.iter().enumerate() {
            let OriginEntry::Regex(pattern) = entry else { continue };
            for (alternative, meant) in check_regex::idle_alternatives(pattern, unproven) {
                let alternative = escaped(&alternative).into_owned();
                let what = format!("no origin takes the alternative `{alternative}` of `{}`", escaped(pattern));
                let help = match meant {
                    Some(meant) => format!("for any port write `{}`", printable(&self.form.regex(&meant))),
                    None => format!("drop `{alternative}`, or write it as browsers send it"),
                };
                found.push(Rule::RedundantAlternative, Place::entry(Argument::Origins, index), pattern, what, help);
            }
        }
    }

    fn find_redundant_names(&self, argument: Argument, rule: Rule, names: &[String], found: &mut Violations) {
        let any = names.iter().any(|name| name == "*");
        for (index, name) in names.iter().enumerate() {
            let shown = escaped(name);
            let lower = name.to_ascii_lowercase();
            // Methods are compared to the letter, header names in whatever case.
            let is_same = |other: &String| match argument {
                Argument::Methods => other == name,
                _ => other.eq_ignore_ascii_case(name),
            };
            let covered =
                any && name != "*" && (self.credentials || lower != "authorization" || argument != Argument::Headers);
            let (what, help) = if names[..index].iter().any(is_same) {
                (format!("`{shown}` is listed twice in `{}`", argument.name()), format!("drop one `{shown}`"))
            } else if argument == Argument::Headers && standard::is_safelisted_request_header(&lower) {
                (format!("the request header `{shown}` needs no permission"), format!("drop `{shown}`"))
            } else if argument == Argument::Expose && standard::is_safelisted_response_header(&lower) {
                (format!("the response header `{shown}` is readable anyway"), format!("drop `{shown}`"))
            } else if covered {
                (format!("`{shown}` is covered by `*`"), format!("drop `{shown}`"))
            } else {
                continue;
            };
            found.push(rule, Place::entry(argument, index), name, what, help);
        }
    }

    /// A protection may stay on if the draft passes with it as it does without. What variables of the environment will
    /// say is not known, so that nothing is said about the protections around them.
    fn find_redundant_dangers(&self, found: &mut Violations) {
        let is_known = !self.origins.iter().any(|entry| matches!(entry, OriginEntry::Env(_)));
        if self.dangerously.is_empty() || !is_known || self.check_written().is_err() {
            return;
        }
        for (index, danger) in self.dangerously.iter().enumerate() {
            let name = danger.name();
            let mut protected = self.clone();
            protected.dangerously.retain(|other| other != danger);
            let is_repeated = self.dangerously[..index].contains(danger);
            if is_repeated || protected.check_written().is_ok() {
                let what = if is_repeated {
                    format!("`{name}` is listed twice in `dangerously`")
                } else {
                    format!("`{}` switches off nothing", self.form.danger(*danger))
                };
                found.push(
                    Rule::RedundantDanger,
                    Place::entry(Argument::Dangerously, index),
                    name,
                    what,
                    format!("drop `{name}`"),
                );
            }
        }
    }
}

/// What an entry admits.
enum Cover {
    /// `*` or `null`
    Word(&'static str),
    Pattern(Pattern),
    Regex(String, Automaton),
    /// Whatever a variable will say.
    Env(String),
}

impl Cover {
    fn of(entry: &OriginEntry, unproven: bool) -> Option<Self> {
        match entry {
            OriginEntry::Text(text) => match Entry::parse(text).ok()? {
                Entry::Any => Some(Cover::Word("*")),
                Entry::Null => Some(Cover::Word("null")),
                Entry::Pattern(pattern) => Some(Cover::Pattern(pattern)),
                Entry::Exact(origin) => Pattern::exact(&origin).map(Cover::Pattern),
            },
            OriginEntry::Env(variable) => Some(Cover::Env(variable.clone())),
            OriginEntry::With => None,
            OriginEntry::Regex(pattern) => {
                Some(Cover::Regex(pattern.clone(), check_regex::automaton(pattern, unproven)?))
            }
        }
    }

    /// Whether everything that `other` admits is admitted here, too, as far as that can be told.
    fn covers(&self, other: &Cover) -> bool {
        match (self, other) {
            (Cover::Pattern(pattern), Cover::Pattern(other)) => pattern.covers(other),
            (Cover::Regex(_, automaton), Cover::Pattern(other)) => {
                other.is_exact() && automaton.matches(other.to_string().as_bytes())
            }
            (Cover::Regex(pattern, _), Cover::Regex(other, _)) => pattern == other,
            (Cover::Word(word), Cover::Word(other)) => word == other,
            (Cover::Env(variable), Cover::Env(other)) => variable == other,
            _ => false,
        }
    }
}

impl Pattern {
    fn is_exact(&self) -> bool {
        !self.subdomains && self.port != Port::Any
    }

    /// Whether everything that `other` admits is admitted here, too.
    fn covers(&self, other: &Pattern) -> bool {
        let below = |host: &str| host.strip_suffix(&*self.host).is_some_and(|labels| labels.ends_with('.'));
        let host = match (self.subdomains, other.subdomains) {
            (true, true) => self.host == other.host || below(&other.host),
            (true, false) => below(&other.host),
            (false, false) => self.host == other.host,
            (false, true) => false,
        };
        host && self.scheme == other.scheme && (self.port == Port::Any || self.port == other.port)
    }
}
