//! Deterministic automata over the bytes that occur in origins, and the few operations that a proof is made of.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::refusal::{Limit, Refusal};
use crate::automaton::Automaton;

/// The bytes that occur in origins. A search tries them in this order, so that a witness has an `x` where it could
/// have any letter.
pub(super) const ALPHABET: &[u8; 44] = b"xabcdefghijklmnopqrstuvwyz0123456789-_.+:/[]";

/// The most states that an automaton on the way may have.
pub(super) const MAX_STATES: usize = 4096;

/// The most numbers in the sets of states that stand for the states of a reversed automaton, all taken together.
const MAX_WORK: usize = 1 << 20;

/// A state; [`DEAD`] and [`START`] are the same in every automaton.
pub(super) type State = u16;

/// The state that no symbol leads out of.
pub(super) const DEAD: State = 0;
/// The state before the first symbol.
pub(super) const START: State = 1;

/// For each symbol the first that does the same.
pub(super) type Twins = [usize; ALPHABET.len()];

/// A deterministic automaton. Every state but [`DEAD`] that something leads to lies on the way to an accepting one.
#[derive(Debug, Clone)]
pub(super) struct Dfa {
    next: Vec<[State; ALPHABET.len()]>,
    accepting: Vec<bool>,
}

impl Dfa {
    /// The automaton whose states are whatever `step` leads to from `start`. Every other constructor comes here.
    /// `step` is asked about the first of all symbols only that are twins.
    ///
    /// # Errors
    /// [`Limit::States`].
    pub(super) fn explore<K: Clone + Eq + Hash>(
        start: K,
        twins: &Twins,
        accepts: impl Fn(&K) -> bool,
        mut step: impl FnMut(&K, usize) -> Result<Option<K>, Refusal>,
    ) -> Result<Self, Refusal> {
        let mut dfa = Dfa { next: vec![[DEAD; ALPHABET.len()]; 2], accepting: vec![false, accepts(&start)] };
        let mut numbers = HashMap::from([(start.clone(), START)]);
        let mut queue = VecDeque::from([(START, start)]);
        while let Some((state, key)) = queue.pop_front() {
            for (symbol, &twin) in twins.iter().enumerate() {
                if twin < symbol {
                    let row = &mut dfa.next[usize::from(state)];
                    row[symbol] = row[twin];
                    continue;
                }
                let Some(target) = step(&key, symbol)? else { continue };
                let number = match numbers.get(&target) {
                    Some(&number) => number,
                    None => {
                        let number = dfa.add(accepts(&target))?;
                        numbers.insert(target.clone(), number);
                        queue.push_back((number, target));
                        number
                    }
                };
                dfa.next[usize::from(state)][symbol] = number;
            }
        }
        Ok(dfa.trimmed())
    }

    fn add(&mut self, accepting: bool) -> Result<State, Refusal> {
        let number = State::try_from(self.next.len()).ok().filter(|&number| usize::from(number) < MAX_STATES);
        let number = number.ok_or(Refusal::TooLarge { limit: Limit::States })?;
        self.next.push([DEAD; ALPHABET.len()]);
        self.accepting.push(accepting);
        Ok(number)
    }

    /// Leads whatever cannot end well to [`DEAD`] at once.
    fn trimmed(mut self) -> Self {
        let mut alive = self.accepting.clone();
        let before = self.before();
        let mut queue: Vec<State> = self.accepting();
        while let Some(state) = queue.pop() {
            for symbol in &before {
                for &earlier in &symbol[usize::from(state)] {
                    if !std::mem::replace(&mut alive[usize::from(earlier)], true) {
                        queue.push(earlier);
                    }
                }
            }
        }
        for target in self.next.iter_mut().flatten() {
            if !alive[usize::from(*target)] {
                *target = DEAD;
            }
        }
        self
    }

    /// What both match.
    pub(super) fn and(&self, other: &Dfa) -> Result<Self, Refusal> {
        Self::explore(
            (START, START),
            &self.twins(other),
            |&(left, right)| self.accepts(left) && other.accepts(right),
            |&(left, right), symbol| {
                let target = (self.step(left, symbol), other.step(right, symbol));
                Ok((target.0 != DEAD && target.1 != DEAD).then_some(target))
            },
        )
    }

    /// What this one matches and the other does not.
    pub(super) fn and_not(&self, other: &Dfa) -> Result<Self, Refusal> {
        Self::explore(
            (START, START),
            &self.twins(other),
            |&(left, right)| self.accepts(left) && !other.accepts(right),
            |&(left, right), symbol| {
                let target = (self.step(left, symbol), other.step(right, symbol));
                Ok((target.0 != DEAD).then_some(target))
            },
        )
    }

    /// The same automaton, accepting elsewhere.
    pub(super) fn accepting_where(&self, accepts: impl Fn(State) -> bool) -> Self {
        let states = (DEAD..).take(self.accepting.len());
        Dfa { next: self.next.clone(), accepting: states.map(|state| state != DEAD && accepts(state)).collect() }
    }

    /// What this one matches, read from right to left.
    pub(super) fn reversed(&self) -> Result<Self, Refusal> {
        let before = self.before();
        let mut work = MAX_WORK;
        Self::explore(
            self.accepting(),
            &self.twins(self),
            |states| states.contains(&START),
            |states, symbol| {
                // No state occurs twice: it has one target for each symbol.
                let symbol = &before[symbol];
                let mut earlier: Vec<State> =
                    states.iter().flat_map(|&state| &symbol[usize::from(state)]).copied().collect();
                earlier.sort_unstable();
                work = work.checked_sub(earlier.len()).ok_or(Refusal::TooLarge { limit: Limit::States })?;
                Ok((!earlier.is_empty()).then_some(earlier))
            },
        )
    }

    /// The smallest automaton that matches the same: reversed twice (Brzozowski).
    pub(super) fn minimal(&self) -> Result<Self, Refusal> {
        self.reversed()?.reversed()
    }

    /// For each symbol the first that neither automaton tells from it.
    fn twins(&self, other: &Dfa) -> Twins {
        let mut twins = [0; ALPHABET.len()];
        let column = |dfa: &Dfa, symbol: usize| dfa.next.iter().map(|row| row[symbol]).collect::<Vec<_>>();
        let columns: Vec<_> = (0..ALPHABET.len()).map(|symbol| (column(self, symbol), column(other, symbol))).collect();
        for (twin, symbol) in twins.iter_mut().zip(&columns) {
            *twin = columns.iter().take_while(|other| *other != symbol).count();
        }
        twins
    }

    /// For each symbol and state: from where the one leads to the other.
    fn before(&self) -> Vec<Vec<Vec<State>>> {
        let mut before = vec![vec![Vec::new(); self.next.len()]; ALPHABET.len()];
        for (state, row) in (DEAD..).zip(&self.next) {
            for (symbol, &target) in row.iter().enumerate() {
                if target != DEAD {
                    before[symbol][usize::from(target)].push(state);
                }
            }
        }
        before
    }

    /// The states in which it accepts, in order.
    fn accepting(&self) -> Vec<State> {
        (DEAD..).zip(&self.accepting).filter(|&(_, &accepting)| accepting).map(|(state, _)| state).collect()
    }

    pub(super) fn step(&self, state: State, symbol: usize) -> State {
        self.next[usize::from(state)][symbol]
    }

    pub(super) fn accepts(&self, state: State) -> bool {
        self.accepting[usize::from(state)]
    }

    /// How many states it has.
    pub(super) fn len(&self) -> usize {
        self.next.len()
    }

    /// Whether it matches nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        !self.accepting.contains(&true)
    }

    /// The state after `bytes`.
    pub(super) fn run(&self, state: State, bytes: impl IntoIterator<Item = u8>) -> State {
        bytes.into_iter().fold(state, |state, byte| match ALPHABET.iter().position(|&symbol| symbol == byte) {
            Some(symbol) => self.step(state, symbol),
            None => DEAD,
        })
    }

    /// One of the shortest texts that lead from a state to one of the wanted ones.
    pub(super) fn path(&self, from: State, wanted: impl Fn(State) -> bool) -> Option<String> {
        let mut came: Vec<Option<(State, usize)>> = vec![None; self.next.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(state) = queue.pop_front() {
            if wanted(state) {
                return Some(trace(&came, from, state));
            }
            for symbol in 0..ALPHABET.len() {
                let target = self.step(state, symbol);
                if target != DEAD && target != from && came[usize::from(target)].is_none() {
                    came[usize::from(target)] = Some((state, symbol));
                    queue.push_back(target);
                }
            }
        }
        None
    }

    /// The table for the time at which requests arrive. Symbols that nothing tells apart share a column.
    pub(super) fn tabulate(&self) -> Automaton {
        // Class 0 is that of the bytes that lead nowhere, whatever the state.
        let mut classes = vec![0; 256];
        let mut kept: Vec<usize> = Vec::new();
        let mut class = 0;
        for (symbol, twin) in self.twins(self).into_iter().enumerate() {
            if twin == symbol && self.next.iter().any(|row| row[symbol] != DEAD) {
                kept.push(symbol);
                class += 1;
                classes[usize::from(ALPHABET[symbol])] = class;
            } else {
                classes[usize::from(ALPHABET[symbol])] = classes[usize::from(ALPHABET[twin])];
            }
        }
        let is_accepting = |state: &State| self.accepting[usize::from(*state)];
        // The accepting states come last.
        let mut order: Vec<State> = (DEAD..).take(self.next.len()).collect();
        order.sort_by_key(is_accepting);
        let first_accepting = order.partition_point(|state| !is_accepting(state));
        let begins: Vec<u32> = (0..).step_by(usize::from(class) + 1).take(order.len() + 1).collect();
        let mut row_of = vec![0; order.len()];
        for (&state, &begin) in order.iter().zip(&begins) {
            row_of[usize::from(state)] = begin;
        }
        let targets = order.iter().flat_map(|&state| {
            let row = &self.next[usize::from(state)];
            std::iter::once(DEAD).chain(kept.iter().map(|&symbol| row[symbol]))
        });
        let next = targets.map(|target| row_of[usize::from(target)]).collect();
        let https = self.run(START, *b"https://");
        Automaton {
            start: row_of[usize::from(START)],
            https: row_of[usize::from(https)],
            classes: classes.into(),
            next,
            accepting: begins[first_accepting],
        }
    }
}

fn trace(came: &[Option<(State, usize)>], from: State, to: State) -> String {
    let mut text = String::new();
    let mut state = to;
    while let Some((earlier, symbol)) = came[usize::from(state)].filter(|_| state != from) {
        text.insert(0, char::from(ALPHABET[symbol]));
        state = earlier;
    }
    text
}
