//! The pattern that was meant by one that is refused: the likely slips are put right, the fewest that will do.

use super::compile::parse;
use super::refusal::Refusal;
use super::slips::{Edit, Slip, edits};
use super::{Case, MAX_PATTERN};

/// A likely slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Culprit {
    /// What it is: ``the dot after `www` matches any character``.
    pub what: String,
    /// The pattern without it, which is proven.
    pub mended: String,
}

/// How many ways of putting some slips right are tried, and not others.
const MAX_TRIALS: usize = 7;

/// How many states the automata of the origins of the pattern, and of those that are tried and not proven, may have all
/// together: some of the usual size.
const MAX_TRIED: usize = 512;

/// The likely slip in a pattern that is refused, whose automaton has so many states.
pub(super) fn culprit(pattern: &str, states: usize) -> Option<Culprit> {
    let Some(inside) = without_slashes(pattern) else { return slips(pattern, states) };
    let what = "the slashes around it are JavaScript's and no part of the pattern";
    let case = Case::open(&inside).ok()?;
    if case.is_proven() {
        return Some(Culprit { what: what.to_owned(), mended: inside });
    }
    let Culprit { what: more, mended } = slips(&inside, case.admitted.len())?;
    Some(Culprit { what: format!("{what}, and {more}"), mended })
}

/// The pattern of JavaScript's `/^https:\/\/example\.com$/i`.
fn without_slashes(pattern: &str) -> Option<String> {
    let (inside, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_literal =
        !inside.is_empty() && !inside.starts_with('/') && flags.bytes().all(|flag| flag.is_ascii_lowercase());
    is_literal.then(|| inside.replace(r"\/", "/"))
}

fn slips(pattern: &str, states: usize) -> Option<Culprit> {
    let mut left = MAX_TRIED.checked_sub(states)?;
    let edits = edits(pattern, &parse(pattern).ok()?);
    let mut slips: Vec<Slip> = edits.iter().map(|edit| edit.slip).collect();
    slips.sort_unstable();
    slips.dedup();
    // The fewer changes the better; among as few, the order of `Slip`. Where there are too many ways, all at once.
    let all = (1_u32 << slips.len()) - 1;
    let mut sets: Vec<u32> = (1..all).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.truncate(MAX_TRIALS);
    sets.push(all);
    for set in sets {
        let chosen = |slip| slips.iter().position(|&other| other == slip).is_some_and(|bit| set & (1 << bit) != 0);
        let edits: Vec<&Edit> = edits.iter().filter(|edit| chosen(edit.slip)).collect();
        let Some(mended) = apply(pattern, &edits).filter(|mended| mended.len() <= MAX_PATTERN) else { continue };
        match Case::open(&mended) {
            Ok(case) if case.is_proven() => return Some(Culprit { what: describe(&edits), mended }),
            Ok(case) => left = left.checked_sub(case.admitted.len())?,
            Err(Refusal::TooLarge { .. }) => return None,
            Err(_) => {}
        }
    }
    None
}

/// One line for all edits, the first of each kind.
fn describe(edits: &[&Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.slip);
    edits.dedup_by_key(|edit| edit.slip);
    edits.iter().map(|edit| edit.what.as_str()).collect::<Vec<_>>().join(", and ")
}

/// `None` if two edits overlap.
fn apply(pattern: &str, edits: &[&Edit]) -> Option<String> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.range);
    let mut mended = String::new();
    let mut done = 0;
    for edit in edits {
        mended += pattern.get(done..edit.range.0)?;
        mended += &edit.text;
        done = edit.range.1;
    }
    mended += pattern.get(done..)?;
    Some(mended)
}
