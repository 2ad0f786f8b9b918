//! The hosts of the origins that a pattern matches, from right to left, and the search for the shortest origin.

use crate::origin::trustworthy::{Impostor, impostor};
use crate::regex::automaton::alphabet::{ALL, Symbols, members, symbol};
use crate::regex::automaton::intersection::{Origins, START};
use crate::regex::automaton::states::State;
use crate::regex::error::Error;
use crate::regex::work::Work;

/// The longest host, and the longest label in it (RFC 1035, 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// The work of a step of the search.
const COST_OF_STEP: usize = 32;

/// Schemes that a search prefers; then it takes any.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// The hosts of origins: what is left of these without port and trailing dot.
pub(in crate::regex) struct Hosts<'a> {
    origins: &'a Origins,
    /// What may follow on a host, and the state to the left of it.
    ends: Vec<(State, String)>,
    /// For each state, whether it leads to an origin without port and trailing dot.
    leads_to_bare: Vec<bool>,
    /// For each state, whether it leads to an origin under which somebody else can show a page.
    leads_to_fakeable: Vec<bool>,
    /// Those of [`SCHEMES`] that some origin has.
    schemes: Vec<&'static str>,
}

/// The last bytes of some hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::regex) struct Suffix {
    pub(in crate::regex) text: String,
    /// The states to the left of it, each with the number of the end that follows on the host.
    states: Vec<(State, usize)>,
}

impl Suffix {
    /// Whether hosts with this suffix exist, and it is not too long for one.
    pub(in crate::regex) fn is_possible(&self) -> bool {
        !self.states.is_empty() && self.text.len() <= MAX_HOST && self.label() <= MAX_LABEL
    }

    /// The length of its first label.
    fn label(&self) -> usize {
        self.text.find('.').unwrap_or(self.text.len())
    }
}

impl<'a> Hosts<'a> {
    pub(in crate::regex) fn new(origins: &'a Origins) -> Self {
        let leads_to_bare = origins.leads_to(|kind| kind.is_bare);
        let mut ends = vec![(START, String::new())];
        // Digits, and the colon in front of a port.
        let mut is_met = vec![false; leads_to_bare.len()];
        let mut digits = ends.clone();
        let mut next = 0;
        while let Some((state, text)) = digits.get(next).cloned() {
            next += 1;
            ends.extend(origins.step(state, b':').map(|state| (state, format!(":{text}"))));
            for digit in b'0'..=b'9' {
                let longer = origins.step(state, digit);
                let new = longer.filter(|&state| !std::mem::replace(&mut is_met[usize::from(state)], true));
                digits.extend(new.map(|state| (state, format!("{}{text}", char::from(digit)))));
            }
        }
        let dots: Vec<_> = ends
            .iter()
            .filter_map(|(state, text)| origins.step(*state, b'.').map(|state| (state, format!(".{text}"))))
            .collect();
        ends.extend(dots);
        if !leads_to_bare[usize::from(START)] {
            ends.remove(0);
        }
        let leads_to_fakeable = origins.leads_to(|kind| kind.impostor.is_some());
        let mut hosts = Hosts { origins, ends, leads_to_bare, leads_to_fakeable, schemes: Vec::new() };
        let begins = |scheme: &&str| origins.states().any(|state| hosts.begins(state, scheme, None));
        hosts.schemes = SCHEMES.into_iter().filter(begins).collect();
        hosts
    }

    /// The suffix that all hosts have: the empty one.
    pub(in crate::regex) fn all(&self) -> Suffix {
        Suffix { text: String::new(), states: self.ends.iter().map(|(state, _)| *state).zip(0..).collect() }
    }

    /// The bytes that may be to the left of a suffix.
    pub(in crate::regex) fn before(&self, suffix: &Suffix) -> impl Iterator<Item = u8> {
        let edges = suffix.states.iter().flat_map(|&(state, _)| self.origins.edges(state));
        members(edges.fold(0, |symbols, edge| symbols | edge.symbols))
    }

    /// The suffix with one more byte to the left; without states if no host ends like that.
    ///
    /// # Errors
    /// [`Limit::States`](crate::regex::Limit::States) if the work does not suffice.
    pub(in crate::regex) fn longer(&self, suffix: &Suffix, byte: u8, work: &mut Work) -> Result<Suffix, Error> {
        work.spend(COST_OF_STEP + suffix.states.len().pow(2))?;
        let mut text = String::with_capacity(suffix.text.len() + 1);
        text.push(char::from(byte));
        text.push_str(&suffix.text);
        let mut states: Vec<(State, usize)> = Vec::new();
        for &(state, end) in &suffix.states {
            let next = self.step(state, byte, suffix.text.is_empty());
            if let Some(next) = next.filter(|next| states.iter().all(|(state, _)| state != next)) {
                states.push((next, end));
            }
        }
        Ok(Suffix { text, states })
    }

    /// The state after one more byte of a host.
    fn step(&self, from: State, byte: u8, is_last: bool) -> Option<State> {
        let to = self.origins.step(from, byte)?;
        let is_bare = |state: State| self.leads_to_bare[usize::from(state)];
        // Without a port, digits and a colon are part of the host; and a dot at the end comes after it.
        (is_bare(from) == is_bare(to) && !(is_last && byte == b'.')).then_some(to)
    }

    /// The origin whose host is this suffix, if there is one of a usual scheme.
    pub(in crate::regex) fn origin_of(&self, suffix: &Suffix) -> Option<String> {
        self.schemes.iter().find_map(|scheme| {
            let found = suffix.states.iter().find(|(state, _)| self.begins(*state, scheme, None));
            found.map(|&(_, end)| format!("{scheme}{}{}", suffix.text, self.ends[end].1))
        })
    }

    /// Whether an origin begins to the left of this state: with this scheme, and one that `by` can fake if it is given.
    fn begins(&self, state: State, scheme: &str, by: Option<Impostor>) -> bool {
        self.origins.run(state, scheme).is_some_and(|state| self.is_origin(state, by))
    }

    fn is_origin(&self, state: State, by: Option<Impostor>) -> bool {
        self.origins.kind(state).is_some_and(|kind| by.is_none() || kind.impostor == by)
    }

    /// The shortest origin whose host ends like this, with one of the usual schemes if possible.
    ///
    /// # Errors
    /// [`Limit::States`](crate::regex::Limit::States) if the work does not suffice.
    pub(in crate::regex) fn shortest_origin(&self, suffix: &Suffix, work: &mut Work) -> Result<Option<String>, Error> {
        self.shortest(suffix, None, work)
    }

    /// Whether there is an origin with this suffix and a scheme under which somebody else can show a page.
    pub(in crate::regex) fn may_be_fakeable(&self, suffix: &Suffix) -> bool {
        suffix.states.iter().any(|&(state, _)| self.leads_to_fakeable[usize::from(state)])
    }

    /// The shortest origin that `by` can fake and whose host ends like this.
    ///
    /// # Errors
    /// [`Limit::States`](crate::regex::Limit::States) if the work does not suffice.
    pub(in crate::regex) fn fakeable_origin(
        &self,
        suffix: &Suffix,
        by: Impostor,
        work: &mut Work,
    ) -> Result<Option<String>, Error> {
        self.shortest(suffix, Some(by), work)
    }

    fn shortest(&self, suffix: &Suffix, by: Option<Impostor>, work: &mut Work) -> Result<Option<String>, Error> {
        let may_begin = |scheme: &&&str| by.is_none() || impostor(scheme.trim_end_matches("://")) == by;
        for scheme in self.schemes.iter().filter(may_begin) {
            let starts = |state| self.begins(state, scheme, by).then(|| (*scheme).to_owned());
            if let Some(origin) = self.search(suffix, &starts, work)? {
                return Ok(Some(origin));
            }
        }
        self.search(suffix, &|state| self.any_scheme(state, by), work)
    }

    /// Breadth-first, over pairs of a state and the length of the label that is being read.
    fn search(
        &self,
        suffix: &Suffix,
        starts: &dyn Fn(State) -> Option<String>,
        work: &mut Work,
    ) -> Result<Option<String>, Error> {
        struct Node {
            state: State,
            label: usize,
            /// How long the host is.
            length: usize,
            end: usize,
            /// The node to the right, and the byte that leads from it to here.
            right: Option<(usize, u8)>,
        }
        let node = |&(state, end)| Node { state, label: suffix.label(), length: suffix.text.len(), end, right: None };
        let mut nodes: Vec<Node> = suffix.states.iter().map(node).collect();
        let mut is_met = vec![false; self.leads_to_bare.len() * (MAX_LABEL + 1)];
        let mut next = 0;
        while let Some(&Node { state, label, length, end, .. }) = nodes.get(next) {
            work.spend(COST_OF_STEP)?;
            if let Some(scheme) = starts(state) {
                let mut origin = scheme;
                let mut node = &nodes[next];
                while let Some((right, byte)) = node.right {
                    origin.push(char::from(byte));
                    node = &nodes[right];
                }
                return Ok(Some(origin + &suffix.text + &self.ends[end].1));
            }
            for edge in self.origins.edges(state) {
                for byte in one_of_each(edge.symbols) {
                    let label = if byte == b'.' { 0 } else { label + 1 };
                    let step = self.step(state, byte, length == 0);
                    let Some(state) = step.filter(|_| label <= MAX_LABEL && length < MAX_HOST) else { continue };
                    if !std::mem::replace(&mut is_met[usize::from(state) * (MAX_LABEL + 1) + label], true) {
                        nodes.push(Node { state, label, length: length + 1, end, right: Some((next, byte)) });
                    }
                }
            }
            next += 1;
        }
        Ok(None)
    }

    /// The shortest scheme of a wanted origin, with `://`, to the left of a host.
    fn any_scheme(&self, state: State, by: Option<Impostor>) -> Option<String> {
        let mut schemes = vec![(self.origins.run(state, "://")?, "://".to_owned())];
        let mut is_met = vec![false; self.leads_to_bare.len()];
        let mut next = 0;
        while let Some((state, text)) = schemes.get(next).cloned() {
            next += 1;
            if self.is_origin(state, by) {
                return Some(text);
            }
            for edge in self.origins.edges(state) {
                if !std::mem::replace(&mut is_met[usize::from(edge.to)], true) {
                    let byte = members(edge.symbols).next();
                    schemes.extend(byte.map(|byte| (edge.to, format!("{}{text}", char::from(byte)))));
                }
            }
        }
        None
    }
}

/// Of the symbols of an edge, one that goes on with a label, and the dot.
fn one_of_each(symbols: Symbols) -> impl Iterator<Item = u8> {
    let dot = symbol(b'.');
    members(symbols & ALL & !dot & !symbol(b'/')).take(1).chain(members(symbols & dot))
}
