//! The nondeterministic automaton of a pattern (Thompson), and the deterministic one that is made of it. Both read from
//! right to left.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use super::alphabet::{ALL, Symbols, symbols};
use super::dfa::{Dfa, State};
use super::refusal::{Limit, Refusal};
use super::sets::{Set, determinised};

/// The most nodes.
const MAX_NODES: usize = 1 << 13;

/// A node takes as long as so many steps through sets.
const STEPS_OF_A_NODE: usize = 8;

/// A node, by its place among them.
type Node = State;

/// The node in front of the whole pattern.
const MATCH: Node = 0;
/// Nodes that lead nowhere. In a set they say what stands on the right: nothing, or a byte of a word.
const AT_END: Node = 1;
const BEFORE_WORD: Node = 2;

/// The start of the text, among the symbols that may stand on the left.
const BEGIN: Symbols = ALL + 1;

/// What leads on from a node, to the left.
#[derive(Clone, Copy)]
enum Step {
    Nowhere,
    /// One of these symbols.
    Symbols(Symbols, Node),
    /// Nothing, where this holds.
    Look(Look, Node),
    /// Nothing, to either of them.
    Either(Node, Node),
}

/// The nodes of a pattern, made from its start to its end.
struct Nodes(Vec<Step>);

/// The automaton of what a parsed pattern matches as a whole, among texts of the bytes that occur in origins.
///
/// # Errors
/// [`Limit::States`].
pub(super) fn automaton(pattern: &Hir) -> Result<Dfa, Refusal> {
    let mut nodes = Nodes(vec![Step::Nowhere; 3]);
    let last = nodes.behind(pattern, MATCH)?;
    let looks = pattern.properties().look_set();
    let words = if looks.contains_word() { word() } else { 0 };
    let mut start = Set::empty(nodes.0.len());
    start.add(last);
    if !looks.is_empty() {
        start.add(AT_END);
    }
    let steps = nodes.0.as_slice();
    // For each node, what may stand on its left: nothing, where it is not reached.
    let mut left = vec![0; steps.len()];
    let (edges, accepting) = determinised(start, |set, ways| {
        let mut reached = Vec::new();
        let mut queue: Vec<(Node, Symbols)> = set.states().into_iter().map(|node| (node, ALL | BEGIN)).collect();
        while let Some((node, symbols)) = queue.pop() {
            let symbols = symbols & !left[usize::from(node)];
            if symbols == 0 {
                continue;
            }
            left[usize::from(node)] |= symbols;
            reached.push(node);
            ways.steps += STEPS_OF_A_NODE;
            match steps[usize::from(node)] {
                Step::Nowhere => {}
                Step::Symbols(wanted, then) => ways.add(wanted & symbols, then),
                Step::Look(look, then) => queue.push((then, symbols & left_of(look, set))),
                Step::Either(one, other) => {
                    queue.push((one, symbols));
                    queue.push((other, symbols));
                }
            }
        }
        if words != 0 {
            ways.add(words, BEFORE_WORD);
        }
        let accepts = left[usize::from(MATCH)] & BEGIN != 0;
        for node in reached {
            left[usize::from(node)] = 0;
        }
        accepts
    })?;
    Ok(Dfa::new(&edges, accepting))
}

impl Nodes {
    fn add(&mut self, step: Step) -> Result<Node, Refusal> {
        let node = Node::try_from(self.0.len()).ok().filter(|&node| usize::from(node) < MAX_NODES);
        self.0.push(step);
        node.ok_or(Refusal::TooLarge { limit: Limit::States })
    }

    /// The node behind the pattern, from which it leads to `then`.
    fn behind(&mut self, pattern: &Hir, then: Node) -> Result<Node, Refusal> {
        match pattern.kind() {
            HirKind::Empty => Ok(then),
            HirKind::Literal(literal) => {
                literal.0.iter().try_fold(then, |then, &byte| self.add(Step::Symbols(symbols(byte, byte), then)))
            }
            HirKind::Class(class) => self.add(Step::Symbols(members(class), then)),
            HirKind::Look(look) => self.add(Step::Look(*look, then)),
            HirKind::Repetition(repetition) => self.behind_repetition(repetition, then),
            HirKind::Capture(capture) => self.behind(&capture.sub, then),
            HirKind::Concat(parts) => parts.iter().try_fold(then, |then, part| self.behind(part, then)),
            HirKind::Alternation(parts) => {
                let none = self.add(Step::Nowhere)?;
                parts.iter().try_fold(none, |others, part| {
                    let one = self.behind(part, then)?;
                    self.add(Step::Either(one, others))
                })
            }
        }
    }

    /// What can be empty only is repeated once at most, so that each round takes nodes, and their number ends this.
    fn behind_repetition(&mut self, repetition: &Repetition, then: Node) -> Result<Node, Refusal> {
        let &Repetition { min, max, ref sub, .. } = repetition;
        let mut node = then;
        if let Some(max) = max {
            for _ in min..max {
                let once_more = self.behind(sub, node)?;
                node = self.add(Step::Either(once_more, then))?;
            }
        } else {
            node = self.add(Step::Nowhere)?;
            let once_more = self.behind(sub, node)?;
            self.0[usize::from(node)] = Step::Either(once_more, then);
        }
        (0..min).try_fold(node, |node, _| self.behind(sub, node))
    }
}

/// What may stand on the left where this holds, if what the set says stands on the right.
fn left_of(look: Look, set: &Set) -> Symbols {
    let is_before_word = set.contains(BEFORE_WORD);
    let (word, other, any) = (word(), !word(), !0);
    let (boundary, within) = if is_before_word { (other, word) } else { (word, other) };
    let only = |holds, symbols| if holds { symbols } else { 0 };
    match look {
        // No line ends in an origin.
        Look::Start | Look::StartLF | Look::StartCRLF => BEGIN,
        Look::End | Look::EndLF | Look::EndCRLF => only(set.contains(AT_END), any),
        Look::WordAscii | Look::WordUnicode => boundary,
        Look::WordAsciiNegate | Look::WordUnicodeNegate => within,
        Look::WordStartAscii | Look::WordStartUnicode => only(is_before_word, other),
        Look::WordEndAscii | Look::WordEndUnicode => only(!is_before_word, word),
        Look::WordStartHalfAscii | Look::WordStartHalfUnicode => other,
        Look::WordEndHalfAscii | Look::WordEndHalfUnicode => only(!is_before_word, any),
    }
}

/// The symbols that words are made of.
fn word() -> Symbols {
    symbols(b'a', b'z') | symbols(b'0', b'9') | symbols(b'_', b'_')
}

/// The symbols in a class.
fn members(class: &Class) -> Symbols {
    let mut members = 0;
    match class {
        Class::Bytes(class) => {
            for range in class.ranges() {
                members |= symbols(range.start(), range.end());
            }
        }
        Class::Unicode(class) => {
            for range in class.ranges() {
                let last = u8::try_from(range.end()).unwrap_or(u8::MAX);
                members |= u8::try_from(range.start()).map_or(0, |first| symbols(first, last));
            }
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use regex::bytes::Regex;

    use super::super::compile::compile;
    use super::super::dfa::START;

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
        for pattern in [
            "",
            "a",
            "a*",
            "a+b",
            "(a|b)*-",
            "(a|b-|){2,3}",
            "a{0,3}b{2}",
            "a{2,}",
            "(a*)*",
            "(a+|-)*b?",
            "(a?b?){2,}",
            "[^a]b",
            "[a-b]-",
            r"\W*",
            r"\w+\W",
            r"(?i)A\x2eB",
            "(?s).*",
            ".-.",
            "é*a|b",
            r"[^\x00-\x7f]|a",
            "a|b|-",
            "^a",
            "a$",
            "^",
            "a^b",
            "(^|a)b",
            "a($|-)",
            "(?m)^a$|b",
            "(?R)a|(?mR)^b$",
            r"\Aa\z",
            r"(a|^)*b",
            r"(a$)*",
            r"\ba",
            r".*\b.*",
            r"\Ba|-",
            r".*\B.*",
            r"(\b.)*",
            r"(\B.)*",
            r".*a\b-*",
            r"(.\b.)*",
            r"(\b|a)*",
            r"\b",
            r"\B",
            r".*\b{start}.*",
            r".*\b{end}.*",
            r".*\b{start-half}.*",
            r".*\b{end-half}.*",
            r"(\b{start}a|-)*",
            r"(a\b{end}|-)*",
            r"(\b{start-half}.)*",
            r"(.\b{end-half})*",
            r".*\b{start-half}-.*",
            r".*-\b{end-half}.*",
        ] {
            let automaton = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            let regex = Regex::new(&format!(r"\A(?-u:{pattern})\z")).unwrap();
            for text in &texts {
                let is_matched = automaton.accepts(automaton.run(START, text.iter().rev().copied()));
                assert_eq!(is_matched, regex.is_match(text), "{pattern} and {:?}", String::from_utf8_lossy(text));
            }
        }
    }
}
