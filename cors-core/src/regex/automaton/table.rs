//! From a DFA to the table that is walked when requests arrive.

use crate::policy::dfa::Automaton;
use crate::regex::automaton::alphabet::{ALPHABET, symbol};
use crate::regex::automaton::intersection::{Edge, Origins, START};

/// The table of a pattern. Its states are those of the pattern alone, as far as origins lead to them: it is asked about
/// origins only, so it need not tell them from other texts.
pub(in crate::regex) fn to_table(origins: &Origins) -> Automaton {
    table(&rows(origins), usize::from(origins.pattern_state(START)))
}

/// The table of states, as far as they are reached.
pub(super) fn table(rows: &[Row], start: usize) -> Automaton {
    // Row 0 is that of no match any more; the accepting states come last.
    let mut order: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].is_reached).collect();
    order.sort_by_key(|&row| rows[row].accepts);
    let mut place_of = vec![0; rows.len()];
    for (&row, place) in order.iter().zip(1..) {
        place_of[row] = place;
    }
    // Column 0 is that of the bytes that never match; symbols that no state tells apart share one.
    let mut columns: Vec<Vec<usize>> = vec![vec![0; order.len()]];
    let mut classes = vec![0; 256];
    for &byte in ALPHABET {
        let column: Vec<usize> = order.iter().map(|&row| rows[row].step(byte).map_or(0, |to| place_of[to])).collect();
        let class = columns.iter().position(|other| *other == column).unwrap_or(columns.len());
        if class == columns.len() {
            columns.push(column);
        }
        classes[usize::from(byte)] = u8::try_from(class).unwrap_or_default();
    }
    let begins: Vec<u32> = (0..).step_by(columns.len()).take(order.len() + 2).collect();
    let mut next = vec![0; columns.len()];
    for row in 0..order.len() {
        next.extend(columns.iter().map(|column| begins[column[row]]));
    }
    let accepting = 1 + order.partition_point(|&row| !rows[row].accepts);
    Automaton {
        start: begins[place_of[start]],
        classes: classes.into(),
        next: next.into(),
        accepting: begins[accepting],
    }
}

/// A state.
#[derive(Clone, Default)]
pub(super) struct Row {
    pub(super) is_reached: bool,
    pub(super) accepts: bool,
    pub(super) edges: Vec<Edge>,
}

impl Row {
    fn step(&self, byte: u8) -> Option<usize> {
        self.edges.iter().find(|edge| edge.symbols & symbol(byte) != 0).map(|edge| usize::from(edge.to))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regex::automaton::intersection::intersect;
    use crate::regex::parse::parse;
    use crate::regex::work::Work;

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
