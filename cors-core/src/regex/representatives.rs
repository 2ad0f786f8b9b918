//! Lists of origins compared: an origin for each way in which they can differ about one.

use std::collections::{BTreeMap, HashSet};

use regex_automata::hybrid::LazyStateID;
use regex_syntax::hir::Hir;

use crate::origin::Origin;
use crate::origin::entry::parse_pattern;
use crate::origin::pattern::Port;
use crate::policy::listed_origin::ListedOrigin;
use crate::regex::automaton::alphabet::ALPHABET;
use crate::regex::automaton::grammar::{Grammar, Position};
use crate::regex::automaton::lazy_dfa::LazyDfa;
use crate::regex::error::{Error, Limit};
use crate::regex::parse::parse;

/// The most lists, a bit for each.
const MAX_LISTS: usize = 64;

/// The most states of all the lists together. Nothing that a program serves waits for it.
const MAX_STATES: usize = 1 << 18;

/// The memory of the NFA of all the lists, in bytes, and of the DFA.
const MAX_NFA: usize = 1 << 24;
const MAX_DFA: usize = 1 << 28;

/// Returns an origin for each combination of lists that an origin can be in, with a bit for each list that it is in. What
/// is in none is left out.
///
/// # Errors
/// [`Error::TooLarge`] if there are more than 64 lists, or their DFA has more than 262144 states.
pub fn representatives(lists: &[Vec<ListedOrigin<'_>>]) -> Result<BTreeMap<u64, String>, Error> {
    if lists.len() > MAX_LISTS {
        return Err(Error::TooLarge { limit: Limit::States });
    }
    let patterns: Result<Vec<_>, _> = lists.iter().map(|list| pattern(list)).collect();
    let mut found = walk(&patterns?)?;
    // The grammar of origins is that of tuples.
    let lists_null = |list: &Vec<ListedOrigin<'_>>| {
        list.iter().any(|entry| matches!(entry, ListedOrigin::Any | ListedOrigin::Exact("null")))
    };
    let null =
        lists.iter().enumerate().filter(|(_, list)| lists_null(list)).fold(0, |bits, (index, _)| bits | 1 << index);
    if null != 0 {
        found.entry(null).or_insert_with(|| "null".to_owned());
    }
    Ok(found)
}

/// What a list admits of the grammar of origins.
fn pattern(list: &[ListedOrigin<'_>]) -> Result<Hir, Error> {
    let entries: Result<Vec<_>, _> = list
        .iter()
        .map(|entry| match entry {
            ListedOrigin::Any => parse(".*"),
            ListedOrigin::Exact(text) => Ok(Hir::literal(text.as_bytes())),
            ListedOrigin::Wildcard(text) => parse(&wildcard(text)),
            ListedOrigin::Regex { pattern, .. } => parse(pattern),
        })
        .collect();
    Ok(Hir::alternation(entries?))
}

/// The regular expression of an entry with wildcards.
fn wildcard(text: &str) -> String {
    let Ok(pattern) = parse_pattern(text) else { return regex_syntax::escape(text) };
    let labels = if pattern.subdomains { r"[a-z0-9_.-]+\." } else { "" };
    let port = match pattern.port {
        Port::Any => "(:[0-9]+)?".to_owned(),
        port @ Port::Is(_) => port.to_string(),
    };
    format!("{}://{labels}{}{port}", regex_syntax::escape(&pattern.scheme), regex_syntax::escape(&pattern.host))
}

/// Walks through all lists and the grammar at once, from the end of an origin to its start, the shortest texts first.
fn walk(patterns: &[Hir]) -> Result<BTreeMap<u64, String>, Error> {
    let mut grammar = Grammar::lock()?;
    let mut dfa = LazyDfa::within(patterns, MAX_NFA, MAX_DFA)?;
    let start = (dfa.start()?, grammar.start()?);
    let mut met: HashSet<(LazyStateID, Position)> = HashSet::from([start]);
    // Each state with the byte that led to it, and the place of the state before.
    let mut states = vec![(start, 0, 0)];
    let mut found = BTreeMap::new();
    let mut place = 0;
    while let Some(&((state, position), ..)) = states.get(place) {
        if grammar.kind(position)?.is_some() {
            let bits = dfa.matches(state)?;
            let text = text(&states, place);
            if bits != 0 && !found.contains_key(&bits) && Origin::parse(text.as_bytes()).is_some() {
                found.insert(bits, text);
            }
        }
        for &byte in ALPHABET {
            let next = dfa.step(state, byte)?;
            let Some(position) = grammar.step(position, byte)?.filter(|_| !next.is_dead()) else { continue };
            if met.insert((next, position)) {
                states.push(((next, position), byte, place));
            }
        }
        if states.len() > MAX_STATES {
            return Err(Error::TooLarge { limit: Limit::States });
        }
        place += 1;
    }
    Ok(found)
}

/// What has been read on the way to a state.
fn text(states: &[((LazyStateID, Position), u8, usize)], mut place: usize) -> String {
    let mut text = String::new();
    while place != 0 {
        let (_, byte, before) = states[place];
        text.push(char::from(byte));
        place = before;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> ListedOrigin<'_> {
        match (text, text.strip_prefix("regex ")) {
            (_, Some(pattern)) => ListedOrigin::Regex { pattern, domains: Vec::new() },
            ("*", _) => ListedOrigin::Any,
            (text, _) if text.contains('*') => ListedOrigin::Wildcard(text.to_owned()),
            (text, _) => ListedOrigin::Exact(text),
        }
    }

    /// Which of two lists admit something that the other one does not.
    fn only(one: &[&str], other: &[&str]) -> (Option<String>, Option<String>) {
        let lists = [one, other].map(|list| list.iter().map(|text| listed(text)).collect());
        let found = representatives(&lists).unwrap();
        (found.get(&1).cloned(), found.get(&2).cloned())
    }

    #[test]
    fn the_same_in_other_words() {
        for (one, other) in [
            (&["https://a.example"][..], &["https://a.example"][..]),
            (&["https://*.example.com", "https://a.example.com"], &["https://*.example.com"]),
            (&["https://*.example.com", "https://example.com"], &[r"regex https://(.*\.)?example\.com"]),
            (&["https://*.example.com:*"], &[r"regex https://([a-z0-9_-]+\.)+example\.com(:\d+)?"]),
            (&["https://a.example", "https://b.example"], &[r"regex https://[ab]\.example"]),
            (&["*"], &["regex .*", "null"]),
        ] {
            assert_eq!(only(one, other), (None, None), "{one:?} {other:?}");
        }
    }

    #[test]
    fn the_wider_one() {
        for (one, other, example) in [
            (&["https://*.a.example"][..], &["https://b.a.example", "https://c.a.example"][..], "https://x.a.example"),
            (&["https://a.example:*"], &["https://a.example"], "https://a.example:1"),
            (&["https://a.example", "null"], &["https://a.example"], "null"),
            (&["*"], &["https://*.example.com"], "x://x"),
            (&[r"regex https://[a-c]\.example"], &["https://a.example", "https://c.example"], "https://b.example"),
        ] {
            assert_eq!(only(one, other), (Some(example.to_owned()), None), "{one:?} {other:?}");
        }
    }

    #[test]
    fn each_combination_once() {
        let lists = [&["https://*.a.example"][..], &["https://x.a.example", "https://b.example"], &["*"]];
        let lists = lists.map(|list| list.iter().map(|text| listed(text)).collect());
        let found = representatives(&lists).unwrap();
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0b100, 0b101, 0b110, 0b111]);
        assert_eq!(found[&0b110], "https://b.example");
        assert_eq!(found[&0b111], "https://x.a.example");
        for (bits, origin) in found {
            assert!(Origin::parse(origin.as_bytes()).is_some(), "{bits} {origin}");
        }
    }

    #[test]
    fn long_lists() {
        let origins: Vec<_> = (0..300).map(|number| format!("https://tenant-{number}.example.com")).collect();
        let listed: Vec<_> = origins.iter().map(|origin| ListedOrigin::Exact(origin)).collect();
        let found = representatives(&[listed.clone(), listed[1..].to_vec()]).unwrap();
        assert_eq!(found.get(&1), Some(&origins[0]), "the other list lacks it");
        assert!(representatives(&vec![listed; 65]).is_err());
    }
}
