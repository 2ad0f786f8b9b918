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
    /// What every origin that matches begins with.
    pub prefix: Cow<'static, str>,
    /// Where the row of the state behind the prefix begins.
    pub start: u32,
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
        origin.len() <= MAX_LENGTH
            && origin.strip_prefix(self.prefix.as_bytes()).and_then(|rest| self.walk(rest))
                >= Some(self.accepting as usize)
    }

    /// The row of the state after the last byte. A table that was put together wrongly ends here, too, and not in a panic.
    fn walk(&self, rest: &[u8]) -> Option<usize> {
        let classes: &[u8; 256] = self.classes.as_ref().try_into().ok()?;
        let next: &[u32] = &self.next;
        let after = |row, &byte: &u8| next.get(row + usize::from(classes[usize::from(byte)])).map(|&row| row as usize);
        // Eight at a time, since the loop costs as much as half a look-up.
        let (eights, last) = rest.as_chunks::<8>();
        let row = eights.iter().try_fold(self.start as usize, |row, eight| eight.iter().try_fold(row, after))?;
        let row = last.iter().try_fold(row, after)?;
        (row < next.len()).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `xa+`
    const SOME: Automaton = Automaton {
        prefix: Cow::Borrowed("x"),
        start: 2,
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
        let long = format!("x{}", "a".repeat(MAX_LENGTH));
        for text in [&b"xa"[..], b"xaa", b"xaaa", &long.as_bytes()[..MAX_LENGTH]] {
            assert!(SOME.matches(text), "{text:?}");
        }
        for text in [&b""[..], b"a", b"x", b"xab", b"xba", b"xaab", b"b", b"x\xff", long.as_bytes()] {
            assert!(!SOME.matches(text), "{text:?}");
        }
    }

    #[test]
    fn a_broken_table_matches_nothing() {
        let empty =
            Automaton { prefix: Cow::Borrowed(""), classes: Cow::Borrowed(&[]), next: Cow::Borrowed(&[]), ..SOME };
        assert!(!empty.matches(b""));
        assert!(!empty.matches(b"a"));
        let wild = Automaton { next: Cow::Borrowed(&[9; 6]), ..SOME };
        assert!(!wild.matches(b"xa"));
        assert!(!wild.matches(b"xaa"));
    }
}
