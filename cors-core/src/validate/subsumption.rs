//! Which entries of an `origins` list allow nothing that another one does not allow. It looks at each entry once, so it takes
//! lists of thousands.

use std::collections::HashMap;
use std::iter;

use crate::config::origin_entry::OriginEntry;
use crate::origin::entry::Entry;
use crate::origin::pattern::{Pattern, Port};
use crate::policy::dfa::Automaton;
use crate::validate::regex;

/// For each entry the first one that covers it: that admits all that it admits, as far as that can be told. Of those that
/// admit the same, the first one stays. What is wrong neither covers nor is covered.
pub(super) fn covers(entries: &[OriginEntry], unproven: bool) -> Vec<Option<usize>> {
    let admitted: Vec<_> = entries.iter().map(|entry| Admitted::by(entry, unproven)).collect();
    let mut first = HashMap::new();
    let mut regexes = Vec::new();
    for (index, admitted) in admitted.iter().enumerate() {
        let Some(admitted) = admitted else { continue };
        first.entry(admitted.key()).or_insert(index);
        if let Admitted::Regex(_, automaton) = admitted {
            regexes.push((index, automaton));
        }
    }
    let cover = |(index, admitted): (usize, &Option<Admitted>)| {
        let admitted = admitted.as_ref()?;
        let wider = admitted.covering().into_iter().filter_map(|key| first.get(&key).copied());
        let matching = regexes.iter().filter(|(_, automaton)| admitted.is_matched_by(automaton));
        wider.chain(matching.map(|(regex, _)| *regex)).filter(|&cover| cover != index).min()
    };
    admitted.iter().enumerate().map(cover).collect()
}

/// What an entry admits.
enum Admitted<'a> {
    Pattern(Pattern),
    Regex(&'a OriginEntry, Automaton),
    /// `*`, `null`, or whatever a variable will say.
    Same(&'a OriginEntry),
}

/// What entries have in common that admit the same.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Entry(&'a OriginEntry),
    Pattern { scheme: &'a str, subdomains: bool, host: &'a str, port: Port },
}

impl<'a> Admitted<'a> {
    fn by(entry: &'a OriginEntry, unproven: bool) -> Option<Self> {
        match entry {
            OriginEntry::Text(text) => match Entry::parse(text).ok()? {
                Entry::Any | Entry::Null => Some(Admitted::Same(entry)),
                Entry::Pattern(pattern) => Some(Admitted::Pattern(pattern)),
            },
            OriginEntry::Env { .. } | OriginEntry::List { .. } => Some(Admitted::Same(entry)),
            OriginEntry::Predicate => None,
            OriginEntry::Regex(pattern) => {
                regex::automaton(pattern, unproven).map(|automaton| Admitted::Regex(entry, automaton))
            }
        }
    }

    fn key(&self) -> Key<'_> {
        match self {
            Admitted::Pattern(pattern) => key(pattern, pattern.subdomains, &pattern.host, pattern.port),
            Admitted::Regex(entry, _) | Admitted::Same(entry) => Key::Entry(entry),
        }
    }

    /// The keys of the entries that cover this one, but for other regular expressions.
    fn covering(&self) -> Vec<Key<'_>> {
        match self {
            Admitted::Pattern(pattern) => covering(pattern).collect(),
            Admitted::Regex(..) | Admitted::Same(_) => vec![self.key()],
        }
    }

    fn is_matched_by(&self, automaton: &Automaton) -> bool {
        match self {
            Admitted::Pattern(one) => one.is_exact() && automaton.matches(one.to_string().as_bytes()),
            Admitted::Regex(..) | Admitted::Same(_) => false,
        }
    }
}

fn key<'a>(pattern: &'a Pattern, subdomains: bool, host: &'a str, port: Port) -> Key<'a> {
    Key::Pattern { scheme: &pattern.scheme, subdomains, host, port }
}

/// The patterns that admit all that this one admits, itself included.
fn covering(pattern: &Pattern) -> impl Iterator<Item = Key<'_>> {
    let below = pattern.host.match_indices('.').map(|(dot, _)| (true, &pattern.host[dot + 1..]));
    let hosts = iter::once((pattern.subdomains, &*pattern.host)).chain(below);
    hosts.flat_map(|(subdomains, host)| [pattern.port, Port::Any].map(|port| key(pattern, subdomains, host, port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_covers() {
        let entries: Vec<OriginEntry> = [
            "https://a.example.com",
            "https://*.example.com",
            "https://*.example.com:*",
            "https://b.a.example.com:8443",
            "https://example.com",
            "https://*.a.example.com",
            "https://a.example.com",
            "http://a.example.com",
            "https://c.example.com/",
            "*",
            "null",
            "*",
            "https://example.com:*",
        ]
        .map(Into::into)
        .into();
        let expected =
            [Some(1), Some(2), None, Some(2), Some(12), Some(1), Some(0), None, None, None, None, Some(9), None];
        assert_eq!(covers(&entries, false), expected);
    }

    #[test]
    fn variables_and_the_application_are_not_looked_into() {
        let env = |name: &str| OriginEntry::env(name);
        let entries = [
            env("A"),
            env("B"),
            "https://*.example.com".into(),
            env("A"),
            OriginEntry::Predicate,
            OriginEntry::Predicate,
        ];
        assert_eq!(covers(&entries, false), [None, None, None, Some(0), None, None]);
    }

    #[test]
    #[cfg(feature = "regex")]
    fn regular_expressions_cover_origins() {
        let regex = || OriginEntry::Regex(r"https://.*\.example\.com".to_owned());
        let entries = ["https://a.example.com".into(), "https://*.example.com".into(), regex(), regex()];
        assert_eq!(covers(&entries, false), [Some(1), None, None, Some(2)]);
        let entries = ["https://a.example.com".into(), regex(), "https://*.example.com".into()];
        assert_eq!(covers(&entries, false), [Some(1), None, None]);
    }
}
