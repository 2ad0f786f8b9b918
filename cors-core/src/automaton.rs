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
    /// The column of `next` for each of the 256 bytes.
    pub classes: Cow<'static, [u8]>,
    /// The state after a byte: rows of states, columns of classes.
    pub next: Cow<'static, [u16]>,
    /// Whether an origin may end in a state; as long as there are states.
    pub accepting: Cow<'static, [bool]>,
}

impl Automaton {
    /// The state that no byte leads out of.
    #[cfg(feature = "regex")]
    pub(crate) const DEAD: u16 = 0;
    /// The state before the first byte.
    pub(crate) const START: u16 = 1;

    /// Whether the pattern matches the whole of `origin`. One look-up for each byte, at most as many as an origin is
    /// long, whatever the length of `origin`.
    pub fn matches(&self, origin: &[u8]) -> bool {
        origin.len() <= MAX_LENGTH && self.end(origin).is_some_and(|end| self.accepting.get(end) == Some(&true))
    }

    /// The state after the last byte. A table that was put together wrongly ends here, too, and not in a panic.
    fn end(&self, origin: &[u8]) -> Option<usize> {
        let classes: &[u8; 256] = self.classes.as_ref().try_into().ok()?;
        let next: &[u16] = &self.next;
        let columns = next.len().checked_div(self.accepting.len())?;
        let mut state = usize::from(Self::START);
        for &byte in origin {
            state = usize::from(*next.get(state * columns + usize::from(classes[usize::from(byte)]))?);
        }
        Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a+`
    const SOME: Automaton = Automaton {
        classes: Cow::Borrowed(&{
            let mut classes = [0; 256];
            classes[b'a' as usize] = 1;
            classes
        }),
        next: Cow::Borrowed(&[0, 0, 0, 2, 0, 2]),
        accepting: Cow::Borrowed(&[false, false, true]),
    };

    #[test]
    fn matches_the_whole() {
        assert!(SOME.matches(b"a"));
        assert!(SOME.matches(&[b'a'; MAX_LENGTH]));
        for text in [&b""[..], b"ab", b"ba", b"b", b"\xff", &[b'a'; MAX_LENGTH + 1]] {
            assert!(!SOME.matches(text), "{text:?}");
        }
    }

    #[test]
    fn a_broken_table_matches_nothing() {
        let empty = Automaton { classes: Cow::Borrowed(&[]), next: Cow::Borrowed(&[]), accepting: Cow::Borrowed(&[]) };
        assert!(!empty.matches(b""));
        assert!(!empty.matches(b"a"));
        let wild = Automaton { next: Cow::Borrowed(&[9; 6]), ..SOME };
        assert!(!wild.matches(b"a"));
        assert!(!wild.matches(b"aa"));
    }
}
