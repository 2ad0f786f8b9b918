//! Patterns as DFAs, by `regex-automata`. They read from right to left, since the end of an origin says who owns it.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

use crate::regex::automaton::alphabet::{ALPHABET, Symbols};
use crate::regex::error::{Error, Limit};
use crate::regex::limits::{MAX_DFA, MAX_NFA};

const TOO_LARGE: Error = Error::TooLarge { limit: Limit::States };

/// A DFA for some patterns, each of which has to match the whole text. Its states are determinized when they are asked for.
pub(in crate::regex) struct LazyDfa {
    dfa: DFA,
    cache: Cache,
}

impl LazyDfa {
    /// Compiles patterns to a reversed NFA, and prepares its determinization.
    ///
    /// # Errors
    /// [`Limit::States`].
    pub(in crate::regex) fn new(patterns: &[Hir]) -> Result<Self, Error> {
        LazyDfa::within(patterns, MAX_NFA, MAX_DFA)
    }

    /// As [`new`](Self::new), within this memory for the NFA and for the DFA, in bytes.
    ///
    /// # Errors
    /// [`Limit::States`].
    pub(in crate::regex) fn within(patterns: &[Hir], nfa: usize, dfa: usize) -> Result<Self, Error> {
        let config = thompson::Config::new().reverse(true).utf8(false).nfa_size_limit(Some(nfa));
        let config = config.which_captures(WhichCaptures::None);
        let nfa = thompson::Compiler::new().configure(config).build_many_from_hir(patterns).map_err(|_| TOO_LARGE)?;
        // A cache that is full is an error and never cleared, which would make the states invalid.
        let config = DFA::config().match_kind(MatchKind::All).cache_capacity(dfa);
        let config = config.skip_cache_capacity_check(true).minimum_cache_clear_count(Some(0));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).map_err(|_| TOO_LARGE)?;
        Ok(LazyDfa { cache: dfa.create_cache(), dfa })
    }

    /// The state before the last byte of a text.
    pub(in crate::regex) fn start(&mut self) -> Result<LazyStateID, Error> {
        let config = start::Config::new().anchored(Anchored::Yes);
        self.dfa.start_state(&mut self.cache, &config).map_err(|_| TOO_LARGE)
    }

    /// The state after one more byte to the left. From a dead one no text is matched any more.
    pub(in crate::regex) fn step(&mut self, state: LazyStateID, byte: u8) -> Result<LazyStateID, Error> {
        let next = self.dfa.next_state(&mut self.cache, state, byte).map_err(|_| TOO_LARGE)?;
        // It quits at bytes that it was told of, and was told of none.
        if next.is_quit() { Err(TOO_LARGE) } else { Ok(next) }
    }

    /// Which of the patterns match if nothing is to the left: a bit for each.
    pub(in crate::regex) fn matches(&mut self, state: LazyStateID) -> Result<u64, Error> {
        let end = self.dfa.next_eoi_state(&mut self.cache, state).map_err(|_| TOO_LARGE)?;
        let count = if end.is_match() { self.dfa.match_len(&self.cache, end) } else { 0 };
        Ok((0..count).fold(0, |bits, index| bits | 1 << self.dfa.match_pattern(&self.cache, end, index).as_usize()))
    }

    /// The symbols that it tells apart: those that it does not, with one of them.
    pub(in crate::regex) fn classes(&self) -> Vec<(u8, Symbols)> {
        let classes = self.dfa.byte_classes();
        let mut found: Vec<(u8, Symbols)> = Vec::new();
        for (place, &byte) in ALPHABET.iter().enumerate() {
            match found.iter_mut().find(|(first, _)| classes.get(*first) == classes.get(byte)) {
                Some((_, symbols)) => *symbols |= 1 << place,
                None => found.push((byte, 1 << place)),
            }
        }
        found
    }

    /// The bytes that its states take so far.
    pub(in crate::regex) fn memory(&self) -> usize {
        self.cache.memory_usage()
    }
}

#[cfg(test)]
mod tests {
    use regex::bytes::Regex;

    use super::*;
    use crate::regex::parse::parse;

    /// Between spaces.
    const PATTERNS: &str = r"
        a a* a+b (a|b)*- (a|b-|){2,3} a{0,3}b{2} a{2,} (a*)* (a+|-)*b? (a?b?){2,} [^a]b [a-b]- \W* \w+\W
        (?i)A\x2eB (?s).* .-. é*a|b [^\x00-\x7f]|a a|b|- ^a a$ ^ a^b (^|a)b a($|-) (?m)^a$|b (?R)a|(?mR)^b$
        \Aa\z (a|^)*b (a$)* \ba .*\b.* \Ba|- .*\B.* (\b.)* (\B.)* .*a\b-* (.\b.)* (\b|a)* \b \B .*\b{start}.*
        .*\b{end}.* .*\b{start-half}.* .*\b{end-half}.* (\b{start}a|-)* (a\b{end}|-)* (\b{start-half}.)*
        (.\b{end-half})* .*\b{start-half}-.* .*-\b{end-half}.*
    ";

    fn matches(dfa: &mut LazyDfa, text: &[u8]) -> u64 {
        let mut state = dfa.start().unwrap();
        for &byte in text.iter().rev() {
            state = dfa.step(state, byte).unwrap();
        }
        dfa.matches(state).unwrap()
    }

    #[test]
    fn several_patterns() {
        let mut dfa = LazyDfa::new(&["a.*", ".*b", "c"].map(|pattern| parse(pattern).unwrap())).unwrap();
        for (text, bits) in [("ab", 3), ("a", 1), ("bb", 2), ("c", 4), ("", 0), ("cc", 0)] {
            assert_eq!(matches(&mut dfa, text.as_bytes()), bits, "{text}");
        }
    }

    /// All texts of these bytes, up to a length.
    fn texts(bytes: &[u8], length: usize) -> Vec<Vec<u8>> {
        let mut texts = vec![Vec::new()];
        let mut begin = 0;
        for _ in 0..length {
            let end = texts.len();
            for index in begin..end {
                let longer = bytes.iter().map(|&byte| [&texts[index][..], &[byte]].concat());
                texts.extend(longer.collect::<Vec<_>>());
            }
            begin = end;
        }
        texts
    }

    #[test]
    fn agrees_with_the_regex_crate_on_all_short_texts() {
        let texts = texts(b"ab-.", 5);
        assert_eq!(texts.len(), 1 + 4 + 16 + 64 + 256 + 1024);
        for pattern in PATTERNS.split_ascii_whitespace().chain([""]) {
            let mut dfa = LazyDfa::new(&[parse(pattern).unwrap()]).unwrap();
            let regex = Regex::new(&format!(r"\A(?-u:{pattern})\z")).unwrap();
            for text in &texts {
                let is_matched = matches(&mut dfa, text) == 1;
                assert_eq!(is_matched, regex.is_match(text), "{pattern} and {:?}", String::from_utf8_lossy(text));
            }
        }
    }
}
