//! Entries that change nothing. Somebody believed that they did: in an attribute that is an error. Lists that a running
//! program puts together from several places may repeat themselves, so that [`Draft::check`] does not mind.

use crate::automaton::Automaton;
use crate::check_regex;
use crate::draft::{Argument, Draft, OriginEntry};
use crate::pattern::{Entry, Pattern, Port};
use crate::rule::Rule;
use crate::standard;
use crate::violation::{Place, Violations, escaped};

impl Draft {
    /// The entries that change nothing: repetitions, what another entry covers, what needs no permission.
    ///
    /// # Errors
    /// If there is such an entry: all of them, each with what makes it superfluous.
    pub fn check_redundancy(&self) -> Result<(), Violations> {
        let mut found = Violations::default();
        self.find_redundant_origins(&mut found);
        find_repeated(&self.methods, Argument::Methods, Rule::RedundantMethod, &mut found);
        self.find_redundant_headers(&mut found);
        self.find_redundant_exposed(&mut found);
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    fn find_redundant_origins(&self, found: &mut Violations) {
        let covers: Vec<Option<Cover>> = self.origins.iter().map(Cover::of).collect();
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
                let (text, cover) = (self.origins[index].text(), self.origins[cover].text());
                let what = if text == cover {
                    format!("the origin `{text}` is listed twice")
                } else {
                    format!("the origin `{text}` is covered by `{cover}`")
                };
                let place = Place::entry(Argument::Origins, index);
                found.push(Rule::RedundantOrigin, place, text, what, format!("drop `{text}`"));
            }
        }
    }

    fn find_redundant_headers(&self, found: &mut Violations) {
        find_repeated(&self.headers, Argument::Headers, Rule::RedundantHeader, found);
        let any = self.headers.iter().any(|header| header == "*");
        for (index, header) in self.headers.iter().enumerate() {
            let name = header.to_ascii_lowercase();
            let what = if standard::is_safelisted_request_header(&name) {
                format!("the request header `{}` needs no permission", escaped(header))
            } else if any && !matches!(name.as_str(), "*" | "authorization") {
                format!("the request header `{}` is covered by `*`", escaped(header))
            } else {
                continue;
            };
            let place = Place::entry(Argument::Headers, index);
            found.push(Rule::RedundantHeader, place, header, what, format!("drop `{}`", escaped(header)));
        }
    }

    fn find_redundant_exposed(&self, found: &mut Violations) {
        find_repeated(&self.expose, Argument::Expose, Rule::RedundantExpose, found);
        let any = self.expose.iter().any(|header| header == "*");
        for (index, header) in self.expose.iter().enumerate() {
            let what = if standard::is_safelisted_response_header(&header.to_ascii_lowercase()) {
                format!("the response header `{}` is readable anyway", escaped(header))
            } else if any && header != "*" {
                format!("the response header `{}` is covered by `*`", escaped(header))
            } else {
                continue;
            };
            let place = Place::entry(Argument::Expose, index);
            found.push(Rule::RedundantExpose, place, header, what, format!("drop `{}`", escaped(header)));
        }
    }
}

/// Names that stand in a list twice; header names in whatever case, methods to the letter.
fn find_repeated(names: &[String], argument: Argument, rule: Rule, found: &mut Violations) {
    let same = |left: &str, right: &str| match argument {
        Argument::Methods => left == right,
        _ => left.eq_ignore_ascii_case(right),
    };
    for (index, name) in names.iter().enumerate() {
        if names[..index].iter().any(|earlier| same(earlier, name)) {
            let shown = escaped(name);
            let what = format!("`{shown}` is listed twice in `{}`", argument.name());
            found.push(rule, Place::entry(argument, index), name, what, format!("drop one `{shown}`"));
        }
    }
}

/// What an entry admits.
enum Cover {
    Pattern(Pattern),
    Regex(String, Automaton),
}

impl Cover {
    fn of(entry: &OriginEntry) -> Option<Self> {
        match entry {
            OriginEntry::Text(text) => match Entry::parse(text).ok()? {
                Entry::Any | Entry::Null => None,
                Entry::Pattern(pattern) => Some(Cover::Pattern(pattern)),
                Entry::Exact(origin) => Pattern::exact(&origin).map(Cover::Pattern),
            },
            OriginEntry::Env(_) => None,
            OriginEntry::Regex(pattern) => Some(Cover::Regex(pattern.clone(), check_regex::automaton(pattern)?)),
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
            (Cover::Pattern(_), Cover::Regex(..)) => false,
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
