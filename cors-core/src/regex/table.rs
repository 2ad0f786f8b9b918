//! From the DFA of the proof to the table that is walked when requests arrive.

use super::alphabet::{ALL, ALPHABET, Symbols};
use super::intersection::{Edge, Origins, START};
use crate::automaton::Automaton;

/// The table of a pattern. Its states are those of the pattern alone, as far as origins lead to them: it is asked about
/// origins only, so it need not tell them from other texts. Symbols that no state tells apart share a column.
pub(super) fn to_table(origins: &Origins) -> Automaton {
    let rows = rows(origins);
    let columns = columns(&rows);
    // Column 0 is that of the bytes that lead nowhere, whatever the state, and row 0 that of nowhere.
    let width = columns.len() + 1;
    let mut classes = vec![0; 256];
    for (&byte, place) in ALPHABET.iter().zip(0..) {
        let column = columns.iter().zip(1..).find(|(symbols, _)| *symbols & (1 << place) != 0);
        classes[usize::from(byte)] = column.map_or(0, |(_, column)| column);
    }
    // The accepting states come last.
    let mut order: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].is_reached).collect();
    order.sort_by_key(|&row| rows[row].accepts);
    let begins: Vec<u32> = (0..).step_by(width).take(order.len() + 2).collect();
    let mut begin_of = vec![0; rows.len()];
    for (&row, &begin) in order.iter().zip(&begins[1..]) {
        begin_of[row] = begin;
    }
    let mut next = vec![0; (order.len() + 1) * width];
    for (targets, &row) in next.chunks_exact_mut(width).skip(1).zip(&order) {
        for edge in &rows[row].edges {
            for (target, symbols) in targets[1..].iter_mut().zip(&columns) {
                if edge.symbols & symbols != 0 {
                    *target = begin_of[usize::from(edge.to)];
                }
            }
        }
    }
    let first_accepting = order.partition_point(|&row| !rows[row].accepts);
    Automaton {
        start: begin_of[usize::from(origins.pattern_state(START))],
        classes: classes.into(),
        next: next.into(),
        accepting: begins[first_accepting + 1],
    }
}

/// A state of the pattern.
#[derive(Clone, Default)]
struct Row {
    is_reached: bool,
    accepts: bool,
    edges: Vec<Edge>,
}

/// The states of the pattern, with the edges that origins take.
fn rows(origins: &Origins) -> Vec<Row> {
    let count = origins.states().map(|state| usize::from(origins.pattern_state(state)) + 1).max().unwrap_or(0);
    let mut rows = vec![Row::default(); count];
    for state in origins.states() {
        let row = &mut rows[usize::from(origins.pattern_state(state))];
        row.accepts |= origins.kind(state).is_some();
        for edge in origins.edges(state) {
            let to = origins.pattern_state(edge.to);
            match row.edges.iter_mut().find(|edge| edge.to == to) {
                Some(merged) => merged.symbols |= edge.symbols,
                None => row.edges.push(Edge { symbols: edge.symbols, to }),
            }
        }
    }
    let mut queue = vec![usize::from(origins.pattern_state(START))];
    while let Some(row) = queue.pop() {
        if !std::mem::replace(&mut rows[row].is_reached, true) {
            queue.extend(rows[row].edges.iter().map(|edge| usize::from(edge.to)));
        }
    }
    rows
}

/// The symbols that lead somewhere, together where no state tells them apart, in the order of the alphabet.
fn columns(rows: &[Row]) -> Vec<Symbols> {
    let mut columns = vec![ALL];
    let mut leading = 0;
    for edge in rows.iter().flat_map(|row| &row.edges) {
        leading |= edge.symbols;
        for index in 0..columns.len() {
            let (inside, outside) = (columns[index] & edge.symbols, columns[index] & !edge.symbols);
            if inside != 0 && outside != 0 {
                columns[index] = inside;
                columns.push(outside);
            }
        }
    }
    columns.retain(|symbols| symbols & leading != 0);
    columns.sort_unstable_by_key(|symbols| symbols.trailing_zeros());
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regex::intersection::intersect;
    use crate::regex::limits::Work;
    use crate::regex::parse::parse;

    #[test]
    fn only_what_origins_lead_to_takes_rows() {
        let table = |pattern| to_table(&intersect(&parse(pattern).unwrap(), &mut Work::of_verdict()).unwrap());
        let some = table(r"h://a+|B|b/.*|.*:[0-9]");
        for (text, is_matched) in [("h://a", true), ("h://aa", true), ("x://y:1", true), ("h://", false), ("", false)] {
            assert_eq!(some.matches(text.as_bytes()), is_matched, "{text}");
        }
        // Nowhere, and behind each of `a`, `/`, `/`, `:`, `h`; nothing else, `a`, `/`, `:`, `h`.
        let one = table(r"h://a+|B|b/.*|h://c/d");
        assert_eq!((one.next.len(), usize::from(*one.classes.iter().max().unwrap())), ((2 + 5) * 5, 4));
    }
}
