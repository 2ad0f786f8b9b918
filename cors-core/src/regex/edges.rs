//! What leads from one state of an automaton to another.

use super::alphabet::Symbols;
use super::dfa::{DEAD, State};

/// These symbols lead to that state.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Edge {
    pub(super) symbols: Symbols,
    pub(super) to: State,
}

/// The edges of all states.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    /// Those of the first state, those of the second, and so on.
    all: Vec<Edge>,
    /// Where those of each state end.
    ends: Vec<usize>,
}

impl Edges {
    /// Adds an edge to the state whose turn it is.
    pub(super) fn push(&mut self, edge: Edge) {
        self.all.push(edge);
    }

    /// The same, where others may lead to the same state.
    pub(super) fn merge(&mut self, edge: Edge) {
        let begin = self.ends.last().copied().unwrap_or(0);
        match self.all[begin..].iter_mut().find(|other| other.to == edge.to) {
            Some(other) => other.symbols |= edge.symbols,
            None => self.push(edge),
        }
    }

    /// Turns to the next state.
    pub(super) fn end_state(&mut self) {
        self.ends.push(self.all.len());
    }

    /// Of how many states.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Those of one state.
    pub(super) fn of(&self, state: State) -> &[Edge] {
        let state = usize::from(state);
        let begin = if state == 0 { 0 } else { self.ends[state - 1] };
        &self.all[begin..self.ends[state]]
    }

    /// Those that lead to a state that is marked.
    pub(super) fn where_to(&self, marked: &[bool]) -> Self {
        let mut kept = Edges::default();
        for state in (DEAD..).take(self.ends.len()) {
            for &edge in self.of(state) {
                if marked[usize::from(edge.to)] {
                    kept.push(edge);
                }
            }
            kept.end_state();
        }
        kept
    }

    /// All the other way round.
    pub(super) fn reversed(&self) -> Self {
        // Where those of each state begin: behind those of the states before it.
        let mut ends = vec![0; self.ends.len() + 1];
        for edge in &self.all {
            ends[usize::from(edge.to) + 1] += 1;
        }
        for state in 1..ends.len() {
            ends[state] += ends[state - 1];
        }
        let mut all = vec![Edge::default(); self.all.len()];
        for state in (DEAD..).take(self.ends.len()) {
            for edge in self.of(state) {
                let end = &mut ends[usize::from(edge.to)];
                all[*end] = Edge { symbols: edge.symbols, to: state };
                *end += 1;
            }
        }
        ends.pop();
        Edges { all, ends }
    }
}
