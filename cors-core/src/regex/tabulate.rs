//! From an automaton to the table for the time at which requests arrive.

use super::alphabet::{ALL, ALPHABET, Symbols};
use super::dfa::{DEAD, Dfa, START, State};
use crate::automaton::Automaton;

/// The table of an automaton. Symbols that nothing tells apart share a column.
pub(super) fn tabulate(dfa: &Dfa) -> Automaton {
    // Column 0 is that of the bytes that lead nowhere, whatever the state.
    let columns = columns(dfa);
    let width = columns.len() + 1;
    let mut classes = vec![0; 256];
    for (&byte, place) in ALPHABET.iter().zip(0..) {
        let column = columns.iter().zip(1..).find(|(symbols, _)| *symbols & (1 << place) != 0);
        classes[usize::from(byte)] = column.map_or(0, |(_, column)| column);
    }
    // The accepting states come last.
    let mut order: Vec<State> = (DEAD..).take(dfa.len()).collect();
    order.sort_by_key(|&state| dfa.accepts(state));
    let first_accepting = order.partition_point(|&state| !dfa.accepts(state));
    let begins: Vec<u32> = (0..).step_by(width).take(order.len() + 1).collect();
    let mut row_of = vec![0; order.len()];
    for (&state, &begin) in order.iter().zip(&begins) {
        row_of[usize::from(state)] = begin;
    }
    let mut next = vec![row_of[usize::from(DEAD)]; order.len() * width];
    for (row, &state) in next.chunks_exact_mut(width).zip(&order) {
        for edge in dfa.edges(state) {
            for (target, symbols) in row[1..].iter_mut().zip(&columns) {
                if edge.symbols & symbols != 0 {
                    *target = row_of[usize::from(edge.to)];
                }
            }
        }
    }
    Automaton {
        start: row_of[usize::from(START)],
        https: row_of[usize::from(dfa.run(START, *b"https://"))],
        classes: classes.into(),
        next: next.into(),
        accepting: begins[first_accepting],
    }
}

/// The symbols that lead somewhere, together where nothing tells them apart, in the order of the alphabet.
fn columns(dfa: &Dfa) -> Vec<Symbols> {
    let mut columns = vec![ALL];
    let mut leading = 0;
    for state in (DEAD..).take(dfa.len()) {
        for edge in dfa.edges(state) {
            leading |= edge.symbols;
            for index in 0..columns.len() {
                let (inside, outside) = (columns[index] & edge.symbols, columns[index] & !edge.symbols);
                if inside != 0 && outside != 0 {
                    columns[index] = inside;
                    columns.push(outside);
                }
            }
        }
    }
    columns.retain(|symbols| symbols & leading != 0);
    columns.sort_unstable_by_key(|symbols| symbols.trailing_zeros());
    columns
}
