//! Automata whose states are sets: of the states in which another one may be at the same time.

use super::alphabet::Symbols;
use super::dfa::{DEAD, MAX_STATES, State, next_state};
use super::edges::{Edge, Edges};
use super::refusal::{Limit, Refusal};

/// The most steps that it takes to make an automaton; the time it takes, and the memory, grow with them.
const MAX_STEPS: usize = 1 << 21;

/// The edges and the accepting states of the automaton that begins with a set. `leave` adds what leads out of a set, and
/// says whether it accepts.
///
/// # Errors
/// [`Limit::States`].
pub(super) fn determinised(
    start: Set,
    mut leave: impl FnMut(&Set, &mut Ways) -> bool,
) -> Result<(Edges, Vec<bool>), Refusal> {
    let nothing = Set(vec![0; start.0.len()]);
    let mut ways = Ways { raw: Vec::new(), nothing: nothing.clone(), steps: 0 };
    let mut numbers = Numbers { sets: vec![nothing], table: vec![DEAD; SLOTS] };
    numbers.of(start)?;
    let (mut edges, mut accepting) = (Edges::default(), Vec::new());
    while let Some(set) = numbers.sets.get(accepting.len()) {
        accepting.push(leave(set, &mut ways));
        for Way { symbols, set } in ways.taken() {
            edges.merge(Edge { symbols, to: numbers.of(set)? });
        }
        edges.end_state();
        if ways.steps > MAX_STEPS {
            return Err(Refusal::TooLarge { limit: Limit::States });
        }
    }
    Ok((edges, accepting))
}

/// The sets that have been met, each at its number.
struct Numbers {
    sets: Vec<Set>,
    /// The numbers, each at the place that the bits of its set say, or at the next one that was free.
    table: Vec<State>,
}

/// The places of the table: twice as many as there are numbers, so that free ones are near.
const SLOTS: usize = 2 * MAX_STATES;

impl Numbers {
    /// The number of a set, the next one where it has none.
    fn of(&mut self, set: Set) -> Result<State, Refusal> {
        let mut place = set.place();
        loop {
            let number = self.table[place];
            if number == DEAD {
                break;
            }
            if self.sets[usize::from(number)] == set {
                return Ok(number);
            }
            place = (place + 1) % SLOTS;
        }
        let number = next_state(self.sets.len())?;
        self.table[place] = number;
        self.sets.push(set);
        Ok(number)
    }
}

/// A set of states: a bit for each, the first 64 in the first number.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Set(Vec<u64>);

impl Set {
    /// None of so many states.
    pub(super) fn empty(states: usize) -> Self {
        Set(vec![0; states.div_ceil(64)])
    }

    pub(super) fn add(&mut self, state: State) {
        self.0[usize::from(state / 64)] |= 1 << (state % 64);
    }

    fn join(&mut self, other: &Set) {
        for (bits, others) in self.0.iter_mut().zip(&other.0) {
            *bits |= others;
        }
    }

    pub(super) fn contains(&self, state: State) -> bool {
        self.0[usize::from(state / 64)] & (1 << (state % 64)) != 0
    }

    /// Where to look for it in a table.
    #[expect(clippy::cast_possible_truncation, reason = "of the number, any bits will do")]
    fn place(&self) -> usize {
        let mut hash: u64 = 0;
        for &bits in &self.0 {
            hash = (hash ^ bits).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^= hash >> 32;
        }
        hash as usize % SLOTS
    }

    /// Its states, in order.
    #[expect(clippy::cast_possible_truncation, reason = "a number has 64 bits")]
    pub(super) fn states(&self) -> Vec<State> {
        let mut states = Vec::new();
        let mut first = 0;
        for &bits in &self.0 {
            let mut bits = bits;
            while bits != 0 {
                states.push(first + bits.trailing_zeros() as State);
                bits &= bits - 1;
            }
            first += 64;
        }
        states
    }
}

/// What leads out of a set.
pub(super) struct Ways {
    /// As they were added, together where the symbols are the same.
    raw: Vec<Way>,
    nothing: Set,
    /// How many steps it took so far.
    pub(super) steps: usize,
}

/// These symbols lead to those states.
struct Way {
    symbols: Symbols,
    set: Set,
}

impl Ways {
    /// The symbols lead to this state, too.
    pub(super) fn add(&mut self, symbols: Symbols, to: State) {
        for way in &mut self.raw {
            self.steps += 1;
            if way.symbols == symbols {
                way.set.add(to);
                return;
            }
        }
        let mut set = self.nothing.clone();
        set.add(to);
        self.raw.push(Way { symbols, set });
    }

    /// For the symbols that lead to the same states, these states. No symbol stands in two, and they come in the order of
    /// the alphabet.
    fn taken(&mut self) -> Vec<Way> {
        let mut apart: Vec<Way> = Vec::new();
        for Way { mut symbols, set } in self.raw.drain(..) {
            for index in 0..apart.len() {
                self.steps += 1;
                let way = &mut apart[index];
                let (both, others) = (way.symbols & symbols, way.symbols & !symbols);
                if both == 0 {
                    continue;
                }
                // To copy and to join sets takes as long as they are.
                self.steps += set.0.len();
                let rest = if others == 0 { None } else { Some(Way { symbols: others, set: way.set.clone() }) };
                way.symbols = both;
                way.set.join(&set);
                symbols &= !both;
                apart.extend(rest);
            }
            if symbols != 0 {
                apart.push(Way { symbols, set });
            }
        }
        apart.sort_unstable_by_key(|way| way.symbols.trailing_zeros());
        apart
    }
}
