//! The search for an origin that shows what is wrong with a pattern.

use std::collections::BTreeSet;

use super::culprit::culprit;
use super::dfa::{DEAD, Dfa, START, State};
use super::domains::{is_known, owner};
use super::proof::{End, MAX_DOMAINS, Step, steps};
use super::refusal::{Limit, Refusal};
use crate::origin::Origin;
use crate::public_suffix::registrable_domain;

/// How many ends of one length the search follows.
const BEAM: usize = 64;

/// How many domains it looks at.
const MAX_SEEN: usize = 1024;

/// What an attacker would put in front of an end, or at it where every end will do.
const IN_FRONT: &str = "evil";
const ANYWHERE: &str = "evil.com";

/// Schemes that a witness has if the pattern lets it.
const SCHEMES: [&str; 3] = ["https://", "http://", ""];

/// The three automata of a pattern in which a witness is looked for.
pub(super) struct Search<'a> {
    pub(super) pattern: &'a str,
    /// How many states it takes to match it.
    pub(super) states: usize,
    pub(super) admitted: &'a Dfa,
    /// Of its hosts, reversed.
    pub(super) hosts: &'a Dfa,
}

impl Search<'_> {
    /// Why a pattern is refused that leaves open to whom hosts with these ends belong.
    pub(super) fn refusal(&self, open: &[End]) -> Refusal {
        if let Some(witness) = open.iter().find_map(|end| self.evil(end)) {
            return Refusal::Unbounded { witness, culprit: culprit(self.pattern, self.states) };
        }
        let mut seen = BTreeSet::new();
        let mut spelt = BTreeSet::new();
        let mut spare = None;
        let mut ends = vec![End::empty()];
        while !ends.is_empty() && seen.len() < MAX_SEEN {
            // Names that can be registered show more than names under a top-level domain that does not exist.
            let (mut known, mut unknown) = (Vec::new(), Vec::new());
            for end in &ends {
                let is_end_known = end.text.split_once('.').is_some_and(|(_, name)| is_known(name));
                for step in steps(self.hosts, end) {
                    match step {
                        Step::Longer(longer) => {
                            let is_dot = longer.text.starts_with('.');
                            let is_known = if is_dot { is_known(&end.text) } else { is_end_known };
                            let ends = if is_known { &mut known } else { &mut unknown };
                            if ends.len() < BEAM {
                                ends.push(longer);
                            }
                        }
                        Step::PublicSuffix(_) => {}
                        Step::Settled(end, domain) => {
                            if !seen.insert(domain.clone()) {
                                continue;
                            }
                            if self.spells(&domain) {
                                spelt.insert(domain);
                            }
                            match self.witness(&end) {
                                Some(witness) if is_known(host(&witness)) => {
                                    return Refusal::Unbounded { witness, culprit: culprit(self.pattern, self.states) };
                                }
                                witness => spare = spare.or(witness),
                            }
                        }
                    }
                }
            }
            known.append(&mut unknown);
            known.truncate(BEAM);
            ends = known;
        }
        match (spare, undecided(open)) {
            (Some(witness), _) => Refusal::Unbounded { witness, culprit: culprit(self.pattern, self.states) },
            (None, Some(domain)) => Refusal::Undecided { domain },
            (None, None) if spelt.len() > MAX_DOMAINS => {
                Refusal::TooMany { count: spelt.len(), domains: spelt.into_iter().collect() }
            }
            (None, None) => Refusal::TooLarge { limit: Limit::Search },
        }
    }

    /// A host that an attacker would choose, with this end: as a whole, or with whatever the pattern wants before it.
    fn evil(&self, end: &End) -> Option<String> {
        let (name, boundaries) = match end.text.as_str() {
            "" => (ANYWHERE, ["https://", "http://", ".", ""]),
            _ => (IN_FRONT, ["https://", "http://", "", "."]),
        };
        boundaries.into_iter().find_map(|in_front| {
            let text = format!("{in_front}{name}");
            let state = self.hosts.run(end.state, text.bytes().rev());
            if in_front.contains('/') && !self.hosts.accepts(state) {
                return None;
            }
            let witness = self.witness(&End { text: text + &end.text, state })?;
            is_known(host(&witness)).then_some(witness)
        })
    }

    /// An origin with this end, if the pattern does not spell its domain.
    fn witness(&self, end: &End) -> Option<String> {
        let bare = format!("{}{}", self.to_the_left(end.state)?, end.text);
        let state = self.admitted.run(START, bare.bytes());
        let origin = bare + &self.admitted.path(state, |state| self.admitted.accepts(state))?;
        let domain = owner(Origin::parse(origin.as_bytes())?.host())?.to_owned();
        (!self.spells(&domain)).then_some(origin)
    }

    /// What makes an origin of an end.
    fn to_the_left(&self, state: State) -> Option<String> {
        if state == DEAD {
            return None;
        }
        SCHEMES.into_iter().find_map(|scheme| {
            let starts = |state| self.hosts.accepts(self.hosts.run(state, scheme.bytes().rev()));
            let path = self.hosts.path(state, starts)?;
            Some(scheme.chars().chain(path.chars().rev()).collect())
        })
    }

    /// Whether every label of the domain stands in the pattern as a word, so that its author has thought of it.
    fn spells(&self, domain: &str) -> bool {
        let text = self.pattern.to_ascii_lowercase();
        let words: Vec<&str> =
            text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-' && sign != '_').collect();
        domain.split('.').all(|label| words.contains(&label))
    }
}

/// The host of an origin without its trailing dot.
fn host(origin: &str) -> &str {
    let host = Origin::parse(origin.as_bytes()).map_or("", |origin| origin.host());
    host.strip_suffix('.').unwrap_or(host)
}

/// The domain that some end belongs to unless it belongs to a public suffix below.
fn undecided(open: &[End]) -> Option<String> {
    open.iter()
        .filter_map(|end| end.text.split_once('.'))
        .find_map(|(_, name)| registrable_domain(name).map(str::to_owned))
}
