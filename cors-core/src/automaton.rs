//! What a regular expression becomes for the time at which requests arrive: a table, walked byte by byte.

use std::borrow::Cow;

use crate::origin::MAX_LENGTH;

/// A regular expression over origins, compiled. Made by `regex::prove` and `regex::compile_unproven`, written out by
/// the macro, read for each request; it needs no regex engine.
///
/// It matches what both the pattern and the grammar of origins match, but for what is not worth a table: lengths
/// (scheme, label, host) and which of several forms of an IPv6 address is the canonical one. So it is to be asked
/// about an origin that [`Origin::parse`](crate::Origin::parse) has let through.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Automaton {
    /// Where the row of the state begins from which an origin is walked that does not begin with `https://`.
    pub start: u32,
    /// Where the row of the state behind `https://` begins.
    pub https: u32,
    /// The column of `next` for each of the 256 bytes.
    pub classes: Cow<'static, [u8]>,
    /// Where the row of the state after a byte begins: rows of states, columns of classes.
    pub next: Cow<'static, [u32]>,
    /// Where the row of the first state begins in which an origin may end: it may do so in all from there on.
    pub accepting: u32,
}

impl Automaton {
    /// Whether the pattern matches the whole of `origin`. One look-up for each byte, at most as many as an origin is
    /// long, whatever the length of `origin`.
    pub fn matches(&self, origin: &[u8]) -> bool {
        let (row, rest) = match origin.strip_prefix(b"https://") {
            Some(rest) => (self.https, rest),
            None => (self.start, origin),
        };
        origin.len() <= MAX_LENGTH && self.walk(row as usize, rest) >= Some(self.accepting as usize)
    }

    /// The row of the state after the last byte. A table that was put together wrongly ends here, too, and not in a panic.
    fn walk(&self, row: usize, rest: &[u8]) -> Option<usize> {
        let classes: &[u8; 256] = self.classes.as_ref().try_into().ok()?;
        let next: &[u32] = &self.next;
        let after = |row, &byte: &u8| next.get(row + usize::from(classes[usize::from(byte)])).map(|&row| row as usize);
        // Eight at a time, since the loop costs as much as half a look-up.
        let (eights, last) = rest.as_chunks::<8>();
        let row = eights.iter().try_fold(row, |row, eight| eight.iter().try_fold(row, after))?;
        let row = last.iter().try_fold(row, after)?;
        (row < next.len()).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a+|https://a*`
    const SOME: Automaton = Automaton {
        start: 2,
        https: 4,
        classes: Cow::Borrowed(&{
            let mut classes = [0; 256];
            classes[b'a' as usize] = 1;
            classes
        }),
        next: Cow::Borrowed(&[0, 0, 0, 4, 0, 4]),
        accepting: 4,
    };

    #[test]
    fn matches_the_whole() {
        let long = "a".repeat(MAX_LENGTH + 1);
        for text in ["a", "aa", &long[..9], &long[..MAX_LENGTH], "https://", "https://a", "https://aaaaaaaaa"] {
            assert!(SOME.matches(text.as_bytes()), "{text}");
        }
        for text in ["", "ab", "ba", "b", "\u{e9}", &long, "http://a", "ahttps://", "https://b", "https://aaaaaaaab"] {
            assert!(!SOME.matches(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_broken_table_matches_nothing() {
        let empty = Automaton { classes: Cow::Borrowed(&[]), next: Cow::Borrowed(&[]), ..SOME };
        let wild = Automaton { next: Cow::Borrowed(&[9; 6]), ..SOME };
        for broken in [empty, wild, Automaton { start: 9, https: 9, ..SOME }] {
            for text in ["a", "aa", "https://a"] {
                assert!(!broken.matches(text.as_bytes()), "{broken:?} {text}");
            }
        }
        assert!(!Automaton { start: 9, https: 9, ..SOME }.matches(b""));
    }
}
