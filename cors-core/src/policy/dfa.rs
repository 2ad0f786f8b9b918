//! The compiled form of regular expressions: a DFA as a table, walked byte by byte when requests arrive.

use std::borrow::Cow;

use crate::origin::host::MAX_LENGTH;

/// A DFA over origins that reads from right to left. `regex::prove` and `regex::compile_unproven` make one of a pattern, a
/// check makes one of all patterns of a policy, and requests are checked against it without a regex engine.
///
/// It may match texts that are not origins, so ask it about origins that [`Origin::parse`](crate::Origin::parse) has
/// accepted. Among those whose host is one of http and https it matches what one of the patterns matches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Automaton {
    /// Where the row of the first state begins.
    pub start: u32,
    /// The column of `next` for each of the 256 bytes.
    pub classes: Cow<'static, [u8]>,
    /// Where the row of the state after a byte begins: rows of states, columns of classes.
    pub next: Cow<'static, [u32]>,
    /// Where the row of the first accepting state begins. All states from there on accept.
    pub accepting: u32,
}

impl Automaton {
    /// Returns whether the pattern matches the whole of `origin`. One look-up for each byte, at most as many as an origin is
    /// long, whatever the length of `origin`.
    pub fn matches(&self, origin: &[u8]) -> bool {
        origin.len() <= MAX_LENGTH && self.walk(origin) >= Some(self.accepting as usize)
    }

    /// The row of the state after the first byte. A table that was put together wrongly ends here, too, and not in a panic.
    fn walk(&self, origin: &[u8]) -> Option<usize> {
        let classes: &[u8; 256] = self.classes.as_ref().try_into().ok()?;
        let next: &[u32] = &self.next;
        let before = |row, &byte: &u8| next.get(row + usize::from(classes[usize::from(byte)])).map(|&row| row as usize);
        let row = origin.iter().rev().try_fold(self.start as usize, before)?;
        (row < next.len()).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ba*`
    const SOME: Automaton = Automaton {
        start: 3,
        classes: Cow::Borrowed(&{
            let mut classes = [0; 256];
            classes[b'a' as usize] = 1;
            classes[b'b' as usize] = 2;
            classes
        }),
        next: Cow::Borrowed(&[0, 0, 0, 0, 3, 6, 0, 0, 0]),
        accepting: 6,
    };

    #[test]
    fn matches_the_whole() {
        let long = format!("b{}", "a".repeat(MAX_LENGTH));
        for text in ["b", "ba", "baa", &long[..9], &long[..MAX_LENGTH]] {
            assert!(SOME.matches(text.as_bytes()), "{text}");
        }
        for text in ["", "a", "ab", "bba", "bb", "\u{e9}", "ba\u{e9}", &long, "cb", "bc"] {
            assert!(!SOME.matches(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_broken_table_matches_nothing() {
        let empty = Automaton { classes: Cow::Borrowed(&[]), next: Cow::Borrowed(&[]), ..SOME };
        let wild = Automaton { next: Cow::Borrowed(&[99; 9]), ..SOME };
        for broken in [empty, wild, Automaton { start: 9, ..SOME }] {
            for text in ["b", "ba", "baa"] {
                assert!(!broken.matches(text.as_bytes()), "{broken:?} {text}");
            }
        }
        assert!(!Automaton { start: 9, ..SOME }.matches(b""));
    }
}
