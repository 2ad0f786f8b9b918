//! What to write instead of a pattern that is refused: its likely mistakes are corrected, as few as will do.

mod mistakes;
pub(super) mod unreachable;

use crate::regex::error::Error;
use crate::regex::parse::parse_ast;
use crate::regex::proof::is_proven;
use crate::regex::suggest::mistakes::{Edit, edits};
use crate::regex::work::Work;

/// A pattern that is proven, in place of one that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The likely mistake: ``the dot after `www` matches any character``.
    pub mistake: String,
    /// The pattern without it.
    pub pattern: String,
}

/// Returns what was meant by a refused pattern, if correcting a likely mistake gives a pattern that is proven.
pub fn suggest(pattern: &str, error: &Error) -> Option<Suggestion> {
    if !matches!(error, Error::NoOrigin | Error::Unbounded { .. }) {
        return None;
    }
    let work = &mut Work::of_suggestions();
    let Some(inside) = without_slashes(pattern) else { return corrected(pattern, work).ok()? };
    let mistake = "the slashes around it are JavaScript's and no part of the pattern".to_owned();
    if is_proven(&inside, work).ok()? {
        return Some(Suggestion { mistake, pattern: inside });
    }
    let more = corrected(&inside, work).ok()??;
    Some(Suggestion { mistake: format!("{mistake}, and {}", more.mistake), pattern: more.pattern })
}

/// The pattern of JavaScript's `/^https:\/\/example\.com$/i`.
fn without_slashes(pattern: &str) -> Option<String> {
    let (inside, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_literal =
        !inside.is_empty() && !inside.starts_with('/') && flags.bytes().all(|flag| flag.is_ascii_lowercase());
    is_literal.then(|| inside.replace(r"\/", "/"))
}

/// Tries each kind of mistake alone, then all at once.
fn corrected(pattern: &str, work: &mut Work) -> Result<Option<Suggestion>, Error> {
    let edits = edits(pattern, &parse_ast(pattern)?);
    let mut kinds: Vec<_> = edits.iter().map(|edit| edit.mistake).collect();
    kinds.dedup();
    let each = kinds.iter().map(|kind| edits.iter().filter(|edit| edit.mistake == *kind).collect());
    let all = (kinds.len() > 1).then(|| edits.iter().collect());
    for edits in each.chain(all) {
        let edits: Vec<&Edit> = edits;
        if let Some(corrected) = apply(pattern, &edits)
            && is_proven(&corrected, work)?
        {
            return Ok(Some(Suggestion { mistake: describe(edits), pattern: corrected }));
        }
    }
    Ok(None)
}

/// One line for all edits, the first of each kind.
fn describe(mut edits: Vec<&Edit>) -> String {
    edits.dedup_by_key(|edit| edit.mistake);
    edits.iter().map(|edit| edit.what.as_str()).collect::<Vec<_>>().join(", and ")
}

/// `None` if two edits overlap.
fn apply(pattern: &str, edits: &[&Edit]) -> Option<String> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.range);
    let mut corrected = String::new();
    let mut done = 0;
    for edit in edits {
        corrected += pattern.get(done..edit.range.0)?;
        corrected += &edit.text;
        done = edit.range.1;
    }
    corrected += pattern.get(done..)?;
    Some(corrected)
}
