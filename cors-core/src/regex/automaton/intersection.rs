//! The origins that a pattern matches: the intersection of its language with the grammar of origins.

use std::collections::{HashMap, HashSet};

use regex_automata::hybrid::LazyStateID;
use regex_syntax::hir::Hir;

use crate::regex::automaton::alphabet::{SCHEME_SYMBOLS, Symbols, members, symbol};
use crate::regex::automaton::grammar::{Grammar, Kind, Part, Position};
use crate::regex::automaton::lazy_dfa::LazyDfa;
use crate::regex::automaton::states::{State, StateIds};
use crate::regex::error::Error;
use crate::regex::work::Work;

/// The work of a step in the intersection.
const COST_OF_STEP: usize = 16;

/// The bytes that any state of a pattern's DFA takes.
const MIN_SIZE: usize = 128;

/// The state before the last byte of an origin.
pub(in crate::regex) const START: State = 0;

/// These symbols lead to that state.
#[derive(Debug, Clone, Copy)]
pub(in crate::regex) struct Edge {
    pub(in crate::regex) symbols: Symbols,
    pub(in crate::regex) to: State,
}

/// The DFA of the origins that a pattern matches. It reads from right to left. Every edge lies on a path from [`START`] to
/// the whole of an origin.
pub(in crate::regex) struct Origins {
    /// What leads on from each state.
    edges: Vec<Vec<Edge>>,
    /// The kind of the origins that begin at each state.
    kinds: Vec<Option<Kind>>,
    /// The state of the pattern's own DFA at each state.
    pattern_states: Vec<State>,
}

/// Walks through the pattern and the grammar at once, from the end of an origin to its start.
///
/// # Errors
/// [`Limit::States`].
pub(in crate::regex) fn intersect(pattern: &Hir, work: &mut Work) -> Result<Origins, Error> {
    let mut grammar = Grammar::lock()?;
    let mut pattern = PatternDfa::new(pattern)?;
    let start = (pattern.start()?, grammar.start()?);
    let mut pairs: StateIds<(State, Position)> = StateIds::new();
    pairs.id(&start)?;
    let (mut edges, mut kinds) = (Vec::new(), Vec::new());
    while let Some(&(state, position)) = pairs.members.get(edges.len()) {
        let mut targets: Vec<((State, Position), Symbols)> = Vec::new();
        for Edge { symbols, to } in pattern.edges(state, work)? {
            work.spend(COST_OF_STEP * symbols.count_ones() as usize)?;
            for byte in members(symbols) {
                let Some(position) = grammar.step(position, byte)? else { continue };
                // `.*` goes on into the scheme, most often in vain.
                if position.part == Part::Scheme && !pattern.ends_in_scheme(to, work)? {
                    continue;
                }
                match targets.iter_mut().find(|(target, _)| *target == (to, position)) {
                    Some((_, symbols)) => *symbols |= symbol(byte),
                    None => targets.push(((to, position), symbol(byte))),
                }
            }
        }
        let mut row = Vec::with_capacity(targets.len());
        for (target, symbols) in targets {
            row.push(Edge { symbols, to: pairs.id(&target)? });
        }
        edges.push(row);
        kinds.push(if pattern.matches(state)? { grammar.kind(position)? } else { None });
    }
    let pattern_states = pairs.members.into_iter().map(|(state, _)| state).collect();
    let mut origins = Origins { edges, kinds, pattern_states };
    let is_alive = origins.leads_to(|_| true);
    for row in &mut origins.edges {
        row.retain(|edge| is_alive[usize::from(edge.to)]);
    }
    Ok(origins)
}

impl Origins {
    /// What leads on from a state.
    pub(in crate::regex) fn edges(&self, state: State) -> &[Edge] {
        &self.edges[usize::from(state)]
    }

    /// The kind of the origins that begin at a state, if any do.
    pub(in crate::regex) fn kind(&self, state: State) -> Option<Kind> {
        self.kinds[usize::from(state)]
    }

    /// The state of the pattern's own DFA at a state.
    pub(in crate::regex) fn pattern_state(&self, state: State) -> State {
        self.pattern_states[usize::from(state)]
    }

    /// All states.
    pub(in crate::regex) fn states(&self) -> impl Iterator<Item = State> {
        (START..).take(self.edges.len())
    }

    /// The state after one more byte to the left.
    pub(in crate::regex) fn step(&self, state: State, byte: u8) -> Option<State> {
        self.edges(state).iter().find(|edge| edge.symbols & symbol(byte) != 0).map(|edge| edge.to)
    }

    /// The state after some bytes, from right to left.
    pub(in crate::regex) fn run(&self, state: State, text: &str) -> Option<State> {
        text.bytes().rev().try_fold(state, |state, byte| self.step(state, byte))
    }

    /// For each state, whether an origin of such a kind goes through it.
    pub(in crate::regex) fn leads_to(&self, wanted: impl Fn(Kind) -> bool) -> Vec<bool> {
        let mut before = vec![Vec::new(); self.edges.len()];
        for state in self.states() {
            for edge in self.edges(state) {
                before[usize::from(edge.to)].push(state);
            }
        }
        let mut leads = vec![false; self.edges.len()];
        let mut queue: Vec<State> = self.states().filter(|&state| self.kind(state).is_some_and(&wanted)).collect();
        while let Some(state) = queue.pop() {
            if !std::mem::replace(&mut leads[usize::from(state)], true) {
                queue.append(&mut before[usize::from(state)]);
            }
        }
        leads
    }
}

/// The DFA of a pattern over the bytes of origins, as far as it has been walked.
struct PatternDfa {
    dfa: LazyDfa,
    classes: Vec<(u8, Symbols)>,
    states: StateIds<LazyStateID>,
    /// How many bytes each state takes, which grow with the set of NFA states that it represents. So does the time of a step.
    sizes: Vec<usize>,
    edges: HashMap<State, Vec<Edge>>,
    ends_in_scheme: HashMap<State, bool>,
}

impl PatternDfa {
    fn new(pattern: &Hir) -> Result<Self, Error> {
        let dfa = LazyDfa::new(std::slice::from_ref(pattern))?;
        Ok(PatternDfa {
            classes: dfa.classes(),
            dfa,
            states: StateIds::new(),
            sizes: Vec::new(),
            edges: HashMap::new(),
            ends_in_scheme: HashMap::new(),
        })
    }

    fn start(&mut self) -> Result<State, Error> {
        let before = self.dfa.memory();
        let start = self.dfa.start()?;
        self.sizes.push(self.dfa.memory().saturating_sub(before).max(MIN_SIZE));
        self.states.id(&start)
    }

    fn edges(&mut self, state: State, work: &mut Work) -> Result<Vec<Edge>, Error> {
        if let Some(edges) = self.edges.get(&state) {
            return Ok(edges.clone());
        }
        work.spend(self.sizes[usize::from(state)] * self.classes.len())?;
        let mut edges: Vec<Edge> = Vec::new();
        for &(byte, symbols) in &self.classes {
            let before = self.dfa.memory();
            let to = self.dfa.step(self.states.members[usize::from(state)], byte)?;
            if !to.is_dead() {
                edges.push(Edge { symbols, to: self.states.id(&to)? });
                self.sizes.resize(self.states.members.len(), self.dfa.memory().saturating_sub(before).max(MIN_SIZE));
            }
        }
        self.edges.insert(state, edges.clone());
        Ok(edges)
    }

    /// Whether the pattern matches if only a scheme is to the left.
    fn ends_in_scheme(&mut self, state: State, work: &mut Work) -> Result<bool, Error> {
        if let Some(&ends) = self.ends_in_scheme.get(&state) {
            return Ok(ends);
        }
        let (mut queue, mut met) = (vec![state], HashSet::from([state]));
        let mut ends = false;
        while let Some(state) = queue.pop().filter(|_| !ends) {
            ends = self.matches(state)?;
            for edge in self.edges(state, work)? {
                work.spend(COST_OF_STEP)?;
                if edge.symbols & SCHEME_SYMBOLS != 0 && met.insert(edge.to) {
                    queue.push(edge.to);
                }
            }
        }
        self.ends_in_scheme.insert(state, ends);
        Ok(ends)
    }

    fn matches(&mut self, state: State) -> Result<bool, Error> {
        Ok(self.dfa.matches(self.states.members[usize::from(state)])? != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regex::error::Limit;
    use crate::regex::parse::parse;

    fn origins(pattern: &str) -> Result<Origins, Error> {
        intersect(&parse(pattern).unwrap(), &mut Work::of_verdict())
    }

    fn matches(origins: &Origins, text: &str) -> bool {
        origins.run(START, text).is_some_and(|state| origins.kind(state).is_some())
    }

    #[test]
    fn what_both_match() {
        let some = origins(r"https://(.*\.)?a\.b(:[0-9]+)?|example\.com|ftp:/.*").unwrap();
        for (text, is_matched) in [
            ("https://a.b", true),
            ("https://a.b:8443", true),
            ("https://x.a.b", true),
            ("ftp://x", true),
            ("https://a.b:443", false),
            ("https://.a.b", false),
            ("https://x:y.a.b", false),
            ("https://https://a.b", false),
            ("example.com", false),
            ("ftp:/x", false),
            ("ftp", false),
        ] {
            assert_eq!(matches(&some, text), is_matched, "{text}");
        }
    }

    /// Every edge lies on a path from the start to an origin.
    #[test]
    fn there_are_no_dead_ends() {
        for pattern in [r"https://(.*\.)?a\.b/?", r"(https://a|ftp)\.b/", r".*"] {
            let origins = origins(pattern).unwrap();
            let is_alive = origins.leads_to(|_| true);
            assert!(origins.states().flat_map(|state| origins.edges(state)).all(|edge| is_alive[usize::from(edge.to)]));
        }
    }

    #[test]
    fn what_is_too_large() {
        let is_too_large = |pattern| matches!(origins(pattern), Err(Error::TooLarge { limit: Limit::States }));
        assert!(is_too_large("https://[ab]{13}a[ab]*"));
        assert!(!is_too_large("https://[ab]{8}a[ab]*"));
        assert!(!is_too_large("https://[ab]*a[ab]{40}"));
        assert!(is_too_large("((a{1,99}){1,99}){1,99}"));
    }
}
