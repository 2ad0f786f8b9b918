//! From an automaton to the table for the time at which requests arrive.

use super::alphabet::{ALL, ALPHABET, Symbols, symbols};
use super::dfa::{DEAD, Dfa, START, State};
use crate::automaton::Automaton;

/// The table of an automaton. Symbols that nothing tells apart share a column.
pub(super) fn tabulate(dfa: &Dfa) -> Automaton {
    let https = dfa.run(START, *b"https://");
    // What begins with `https://` is walked from behind it. Where all does, nothing else leads anywhere.
    let start = if begins_with(dfa, b"https://") { DEAD } else { START };
    let mut order = reached(dfa, [DEAD, start, https]);
    // Column 0 is that of the bytes that lead nowhere, whatever the state.
    let columns = columns(dfa, &order);
    let width = columns.len() + 1;
    let mut classes = vec![0; 256];
    for (&byte, place) in ALPHABET.iter().zip(0..) {
        let column = columns.iter().zip(1..).find(|(symbols, _)| *symbols & (1 << place) != 0);
        classes[usize::from(byte)] = column.map_or(0, |(_, column)| column);
    }
    // The accepting states come last.
    order.sort_by_key(|&state| dfa.accepts(state));
    let first_accepting = order.partition_point(|&state| !dfa.accepts(state));
    let begins: Vec<u32> = (0..).step_by(width).take(order.len() + 1).collect();
    let mut row_of = vec![0; dfa.len()];
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
        start: row_of[usize::from(start)],
        https: row_of[usize::from(https)],
        classes: classes.into(),
        next: next.into(),
        accepting: begins[first_accepting],
    }
}

/// Whether all that it matches begins with these bytes.
fn begins_with(dfa: &Dfa, bytes: &[u8]) -> bool {
    let mut state = START;
    bytes.iter().all(|&byte| {
        let begins = !dfa.accepts(state) && dfa.edges(state).iter().all(|edge| edge.symbols == symbols(byte, byte));
        state = dfa.step(state, byte);
        begins
    })
}

/// The states that something leads to from any of these, and these.
fn reached(dfa: &Dfa, from: [State; 3]) -> Vec<State> {
    let mut is_reached = vec![false; dfa.len()];
    let mut queue = Vec::from(from);
    while let Some(state) = queue.pop() {
        if !std::mem::replace(&mut is_reached[usize::from(state)], true) {
            queue.extend(dfa.edges(state).iter().map(|edge| edge.to));
        }
    }
    (DEAD..).zip(is_reached).filter(|&(_, is_reached)| is_reached).map(|(state, _)| state).collect()
}

/// The symbols that lead somewhere from these states, together where nothing tells them apart, in the order of the
/// alphabet.
fn columns(dfa: &Dfa, states: &[State]) -> Vec<Symbols> {
    let mut columns = vec![ALL];
    let mut leading = 0;
    for &state in states {
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

#[cfg(test)]
mod tests {
    use super::super::compile::compile;
    use super::*;

    #[test]
    fn what_all_begin_with_takes_no_rows() {
        let table = |pattern| tabulate(&compile(pattern).unwrap().reversed().unwrap());
        let (https, both) = (table("https://a+"), table("https?://a+"));
        for (text, of_https, of_both) in [
            ("https://a", true, true),
            ("https://aa", true, true),
            ("http://aa", false, true),
            ("https://", false, false),
            ("https:/a", false, false),
            ("a", false, false),
            ("", false, false),
        ] {
            let found = [&https, &both].map(|table| table.matches(text.as_bytes()));
            assert_eq!(found, [of_https, of_both], "{text}");
        }
        // Nowhere, behind `https://`, behind a letter; the letter, and all else.
        assert_eq!((https.start, https.next.len()), (0, 3 * 2));
        assert_ne!(both.start, 0);
    }
}
