//! Deterministic automata over the bytes that occur in origins, and the few operations that a proof is made of.

use std::collections::VecDeque;

use super::alphabet::{ALL, first, symbols};
use super::edges::{Edge, Edges};
use super::refusal::{Limit, Refusal};
use super::sets::{Set, determinised};

/// The most states that an automaton on the way may have.
pub(super) const MAX_STATES: usize = 4096;

/// A state; [`DEAD`] and [`START`] are the same in every automaton.
pub(super) type State = u16;

/// The state that no symbol leads out of.
pub(super) const DEAD: State = 0;
/// The state before the first symbol.
pub(super) const START: State = 1;

/// A deterministic automaton. Every state but [`DEAD`] that something leads to lies on the way to an accepting one.
#[derive(Debug, Clone)]
pub(super) struct Dfa {
    /// Where they lead to [`DEAD`] there is none.
    edges: Edges,
    accepting: Vec<bool>,
}

impl Dfa {
    /// The automaton with these edges, without those that lead to what cannot end well.
    pub(super) fn new(edges: &Edges, accepting: Vec<bool>) -> Self {
        let before = edges.reversed();
        let mut alive = accepting.clone();
        let mut queue = all(&accepting);
        while let Some(state) = queue.pop() {
            for edge in before.of(state) {
                if !std::mem::replace(&mut alive[usize::from(edge.to)], true) {
                    queue.push(edge.to);
                }
            }
        }
        Dfa { edges: edges.where_to(&alive), accepting }
    }

    /// What both match.
    pub(super) fn and(&self, other: &Dfa) -> Result<Self, Refusal> {
        // The states are pairs, numbered as they are met.
        let mut numbers = vec![DEAD; self.len() * other.len()];
        let mut pairs = vec![(DEAD, DEAD), (START, START)];
        let (mut edges, mut accepting) = (Edges::default(), Vec::new());
        while let Some(&(left, right)) = pairs.get(accepting.len()) {
            accepting.push(self.accepts(left) && other.accepts(right));
            for one in self.edges.of(left) {
                for another in other.edges.of(right) {
                    let symbols = one.symbols & another.symbols;
                    if symbols == 0 {
                        continue;
                    }
                    let number = &mut numbers[usize::from(one.to) * other.len() + usize::from(another.to)];
                    if *number == DEAD {
                        *number = next_state(pairs.len())?;
                        pairs.push((one.to, another.to));
                    }
                    edges.push(Edge { symbols, to: *number });
                }
            }
            edges.end_state();
        }
        Ok(Dfa::new(&edges, accepting))
    }

    /// What this one does not match.
    pub(super) fn not(&self) -> Result<Self, Refusal> {
        let rest = next_state(self.len())?;
        let mut edges = Edges::default();
        for state in DEAD..rest {
            let mut others = if state == DEAD { 0 } else { ALL };
            for &edge in self.edges.of(state) {
                others &= !edge.symbols;
                edges.push(edge);
            }
            if others != 0 {
                edges.push(Edge { symbols: others, to: rest });
            }
            edges.end_state();
        }
        edges.push(Edge { symbols: ALL, to: rest });
        edges.end_state();
        let mut accepting: Vec<bool> = self.accepting.iter().map(|accepting| !accepting).collect();
        accepting[usize::from(DEAD)] = false;
        accepting.push(true);
        Ok(Dfa::new(&edges, accepting))
    }

    /// The smallest automaton of what this one matches, read the other way round (Brzozowski).
    pub(super) fn reversed(&self) -> Result<Self, Refusal> {
        subsets(&self.edges.reversed(), all(&self.accepting), |states| states.contains(START))
    }

    /// What this one matches behind what leads to any of these states.
    pub(super) fn after_any(&self, starts: Vec<State>) -> Result<Self, Refusal> {
        subsets(&self.edges, starts, |states| states.states().into_iter().any(|state| self.accepts(state)))
    }

    /// The edges out of a state.
    pub(super) fn edges(&self, state: State) -> &[Edge] {
        self.edges.of(state)
    }

    pub(super) fn step(&self, state: State, byte: u8) -> State {
        let symbol = symbols(byte, byte);
        for edge in self.edges.of(state) {
            if edge.symbols & symbol != 0 {
                return edge.to;
            }
        }
        DEAD
    }

    pub(super) fn accepts(&self, state: State) -> bool {
        self.accepting[usize::from(state)]
    }

    /// How many states it has.
    pub(super) fn len(&self) -> usize {
        self.accepting.len()
    }

    /// Whether it matches nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        !self.accepting.contains(&true)
    }

    /// The state after `bytes`.
    pub(super) fn run(&self, state: State, bytes: impl IntoIterator<Item = u8>) -> State {
        bytes.into_iter().fold(state, |state, byte| self.step(state, byte))
    }

    /// One of the shortest texts that lead from a state to one of the wanted ones.
    pub(super) fn path(&self, from: State, wanted: impl Fn(State) -> bool) -> Option<String> {
        let mut came: Vec<Option<(State, u8)>> = vec![None; self.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(state) = queue.pop_front() {
            if wanted(state) {
                return Some(trace(&came, from, state));
            }
            let mut edges = self.edges(state).to_vec();
            edges.sort_unstable_by_key(|edge| edge.symbols.trailing_zeros());
            for Edge { symbols, to } in edges {
                if to != from && came[usize::from(to)].is_none() {
                    came[usize::from(to)] = Some((state, first(symbols)));
                    queue.push_back(to);
                }
            }
        }
        None
    }
}

/// The automaton whose states are the sets that these edges lead to. Of each state something leads to an accepting set.
fn subsets(edges: &Edges, starts: Vec<State>, accepts: impl Fn(&Set) -> bool) -> Result<Dfa, Refusal> {
    let mut start = Set::empty(edges.len());
    for state in starts {
        start.add(state);
    }
    let (edges, accepting) = determinised(start, |states, ways| {
        for state in states.states() {
            for edge in edges.of(state) {
                ways.add(edge.symbols, edge.to);
            }
        }
        accepts(states)
    })?;
    Ok(Dfa { edges, accepting })
}

/// The number of the next state, where there are so many.
pub(super) fn next_state(states: usize) -> Result<State, Refusal> {
    let number = State::try_from(states).ok().filter(|_| states < MAX_STATES);
    number.ok_or(Refusal::TooLarge { limit: Limit::States })
}

/// The states that are marked, in order.
fn all(marked: &[bool]) -> Vec<State> {
    (DEAD..).zip(marked).filter(|&(_, &marked)| marked).map(|(state, _)| state).collect()
}

fn trace(came: &[Option<(State, u8)>], from: State, to: State) -> String {
    let mut text = String::new();
    let mut state = to;
    while let Some((earlier, byte)) = came[usize::from(state)].filter(|_| state != from) {
        text.insert(0, char::from(byte));
        state = earlier;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::compile::compile;
    use super::*;

    fn accepts(dfa: &Dfa, text: &str) -> bool {
        dfa.accepts(dfa.run(START, text.bytes()))
    }

    #[test]
    fn what_one_matches_both_and_neither() {
        let [one, other] = ["(ab)*a?", "a.*|b"].map(|pattern| compile(pattern).unwrap().reversed().unwrap());
        let both = one.and(&other).unwrap();
        let not = one.not().unwrap();
        for text in ["", "a", "b", "ab", "ba", "aba", "abb", "-"] {
            assert_eq!(accepts(&both, text), accepts(&one, text) && accepts(&other, text), "{text}");
            assert_eq!(accepts(&not, text), !accepts(&one, text), "{text}");
            let backwards: String = text.chars().rev().collect();
            assert_eq!(accepts(&one.reversed().unwrap(), &backwards), accepts(&one, text), "{text}");
        }
        assert!(one.and(&not).unwrap().is_empty() && !both.is_empty());
        assert!(!accepts(&not, "A"), "no byte of an origin");
    }

    /// `after_any` of the states behind `a` and `b`, and the smallest automaton.
    #[test]
    fn sets_of_states() {
        let dfa = compile("(ax|by)z").unwrap().reversed().unwrap();
        let rest = dfa.after_any(vec![dfa.step(START, b'a'), dfa.step(START, b'b')]).unwrap();
        assert_eq!(["xz", "yz", "axz", "z"].map(|text| accepts(&rest, text)), [true, true, false, false]);
        assert_eq!(rest.path(START, |state| rest.accepts(state)).as_deref(), Some("xz"));
        assert_eq!(compile("aa|ba").unwrap().reversed().unwrap().len(), 4);
    }

    #[test]
    fn what_is_too_large() {
        let too_large =
            |result: Result<Dfa, Refusal>| matches!(result, Err(Refusal::TooLarge { limit: Limit::States }));
        assert!(too_large(compile("[ab]{13}a[ab]*")));
        assert!(!too_large(compile("[ab]{10}a[ab]*")));
        assert!(too_large(compile("[ab]*a[ab]{13}").unwrap().reversed()));
        assert!(too_large(compile("((a{1,99}){1,99}){1,99}")));
    }
}
