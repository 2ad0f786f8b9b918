//! One table for the patterns of a policy: an origin is read once, however many they are.

use crate::policy::dfa::Automaton;
use crate::regex::automaton::alphabet::{ALPHABET, symbol};
use crate::regex::automaton::intersection::Edge;
use crate::regex::automaton::states::StateIds;
use crate::regex::automaton::table::{Row, table};
use crate::regex::work::Work;

/// Makes one table of all, or a few where one would have more states than they have together: that of
/// `https://.*a.*\.example\.com`, `https://.*b.*\.example\.com` and so on doubles with each.
pub(crate) fn unite(automata: Vec<Automaton>) -> Vec<Automaton> {
    let work = &mut Work::of_union(automata.len());
    unite_within(automata, work)
}

fn unite_within(mut automata: Vec<Automaton>, work: &mut Work) -> Vec<Automaton> {
    if automata.len() < 2 {
        return automata;
    }
    if let Some(one) = union(&automata, work) {
        return vec![one];
    }
    let others = automata.split_off(automata.len() / 2);
    [unite_within(automata, work), unite_within(others, work)].concat()
}

/// The product of all, whose states accept where one of them does.
fn union(automata: &[Automaton], work: &mut Work) -> Option<Automaton> {
    let most = automata.iter().map(count).sum();
    // The row of each automaton that can still match.
    let mut states: StateIds<Vec<(usize, u32)>> = StateIds::new();
    let start = automata.iter().map(|automaton| automaton.start).enumerate().collect();
    states.id(&start).ok()?;
    let mut rows = Vec::new();
    while let Some(state) = states.members.get(rows.len()).cloned() {
        work.spend(state.len() * ALPHABET.len()).ok()?;
        let mut edges: Vec<Edge> = Vec::new();
        for &byte in ALPHABET {
            let next = state.iter().map(|&(index, row)| (index, step(&automata[index], row, byte)));
            let next: Vec<_> = next.filter(|(_, row)| *row != 0).collect();
            if next.is_empty() {
                continue;
            }
            let to = states.id(&next).ok()?;
            match edges.iter_mut().find(|edge| edge.to == to) {
                Some(edge) => edge.symbols |= symbol(byte),
                None => edges.push(Edge { symbols: symbol(byte), to }),
            }
        }
        if states.members.len() > most {
            return None;
        }
        let accepts = state.iter().any(|&(index, row)| row >= automata[index].accepting);
        rows.push(Row { is_reached: true, accepts, edges });
    }
    Some(table(&rows, 0))
}

/// The number of states.
fn count(automaton: &Automaton) -> usize {
    let columns = 1 + automaton.classes.iter().copied().max().map_or(0, usize::from);
    (automaton.next.len() / columns).saturating_sub(1)
}

/// The row after one more byte to the left; 0 is that of no match any more.
fn step(automaton: &Automaton, row: u32, byte: u8) -> u32 {
    let column = automaton.classes.get(usize::from(byte)).map_or(0, |&class| usize::from(class));
    automaton.next.get(row as usize + column).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regex::proof::compile_unproven;

    fn automata(patterns: impl IntoIterator<Item = String>) -> Vec<Automaton> {
        patterns.into_iter().map(|pattern| compile_unproven(&pattern).unwrap()).collect()
    }

    #[test]
    fn many_patterns_are_one_table() {
        let patterns = |count: usize| (0..count).map(|number| format!(r"https://[a-z]+-{number}\.example\.com"));
        let each = automata(patterns(50));
        let [one] = &unite(each.clone())[..] else { panic!("there is more than one") };
        assert!(count(one) < each.iter().map(count).sum());
        for text in
            ["https://a-0.example.com", "https://ab-49.example.com", "https://a-50.example.com", "https://a-4.x"]
        {
            let matched = each.iter().any(|automaton| automaton.matches(text.as_bytes()));
            assert_eq!(one.matches(text.as_bytes()), matched, "{text}");
        }
        assert_eq!(unite(Vec::new()), []);
        assert_eq!(unite(each[..1].to_vec()), each[..1]);
    }

    #[test]
    fn a_table_never_has_more_states_than_its_patterns_have() {
        let patterns = ('a'..='p').map(|letter| format!(r"https://.*{letter}.*\.example\.com"));
        let each = automata(patterns);
        let some = unite(each.clone());
        assert!((2..each.len()).contains(&some.len()), "{} of {}", some.len(), each.len());
        assert!(some.iter().map(count).sum::<usize>() <= each.iter().map(count).sum());
        for text in
            ["https://abc.example.com", "https://p.example.com", "https://q.example.com", "https://a.example.org"]
        {
            let matched = |automata: &[Automaton]| automata.iter().any(|automaton| automaton.matches(text.as_bytes()));
            assert_eq!(matched(&some), matched(&each), "{text}");
        }
    }
}
