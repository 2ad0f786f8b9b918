//! The walk over the hosts of a pattern, from right to left, that finds all their registrable domains.

use std::collections::BTreeSet;

use super::alphabet::first;
use super::dfa::{Dfa, START, State};
use super::domains::{is_canonical, owner, owner_below};

/// The most registrable domains that a pattern may admit: what a reviewer still reads.
pub(super) const MAX_DOMAINS: usize = 32;

/// The longest name of a host, and the longest label in it (RFC 1035, 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// An end that hosts have in common, as long as it does not settle to whom they belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) text: String,
    /// Where the reversed automaton of hosts is after it.
    pub(super) state: State,
}

impl End {
    /// The end that all hosts have in common: none.
    pub(super) fn empty() -> Self {
        End { text: String::new(), state: START }
    }
}

/// What comes to the left of an end.
pub(super) enum Step {
    /// One more byte.
    Longer(End),
    /// The whole host, or, with the dot in front of the end, any host below it: of this domain.
    Settled(End, String),
    /// The whole host, a public suffix.
    PublicSuffix(String),
}

/// What comes to the left of `end`. `hosts` is the reversed automaton.
pub(super) fn steps(hosts: &Dfa, end: &End) -> Vec<Step> {
    let mut symbols = hosts.edges(end.state).iter().fold(0, |symbols, edge| symbols | edge.symbols);
    let mut steps = Vec::new();
    while symbols != 0 {
        let byte = first(symbols);
        symbols &= symbols - 1;
        steps.extend(step(end, byte, hosts.step(end.state, byte)));
    }
    steps
}

fn step(end: &End, byte: u8, state: State) -> Option<Step> {
    let name = &end.text;
    if byte == b'/' {
        return match owner(name) {
            _ if !is_canonical(name) => None,
            Some(domain) => Some(Step::Settled(end.clone(), domain.to_owned())),
            None => Some(Step::PublicSuffix(name.clone())),
        };
    }
    let mut text = String::with_capacity(name.len() + 1);
    text.push(char::from(byte));
    text.push_str(name);
    let longer = End { text, state };
    if byte == b'.'
        && let Some(domain) = owner_below(name)
    {
        return Some(Step::Settled(longer, domain.to_owned()));
    }
    let label = longer.text.find('.').unwrap_or(longer.text.len());
    (longer.text.len() <= MAX_HOST && label <= MAX_LABEL).then_some(Step::Longer(longer))
}

/// Whose hosts a pattern admits, as far as that could be found out.
pub(super) enum Domains {
    /// All of them.
    All {
        domains: BTreeSet<String>,
        /// Hosts that are public suffixes, and so nobody's in particular.
        suffixes: BTreeSet<String>,
    },
    /// There are too many. These are the ends that leave it open, the shortest first.
    Open(Vec<End>),
}

/// Walks from the right to the left until every host has an owner. `hosts` is the reversed automaton.
///
/// Every end leads to a host, so that where there are more than [`MAX_DOMAINS`] of one length, there are as many
/// domains, or a domain with public suffixes below it. That bounds the walk to [`MAX_HOST`] rounds of that many ends,
/// and lets infinitely many domains show by being many.
pub(super) fn domains(hosts: &Dfa) -> Domains {
    let mut domains = BTreeSet::new();
    let mut suffixes = BTreeSet::new();
    let mut open = Vec::new();
    let mut ends = vec![End::empty()];
    while !ends.is_empty() {
        let mut longer = Vec::new();
        for step in ends.iter().flat_map(|end| steps(hosts, end)) {
            match step {
                Step::Longer(end) => longer.push(end),
                Step::Settled(_, domain) => drop(domains.insert(domain)),
                Step::PublicSuffix(host) => drop(suffixes.insert(host)),
            }
        }
        open.append(&mut ends);
        ends = longer;
        if ends.len() > MAX_DOMAINS || domains.len() + suffixes.len() > MAX_DOMAINS {
            open.append(&mut ends);
            return Domains::Open(open);
        }
    }
    Domains::All { domains, suffixes }
}
