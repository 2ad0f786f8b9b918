//! The alternatives of a pattern that no origin takes.

use std::convert::Infallible;

use regex_syntax::ast::{self, Ast, Span};

use crate::regex::automaton::intersection::intersect;
use crate::regex::domains::hosts::Hosts;
use crate::regex::error::Error;
use crate::regex::parse::{parse, parse_ast};
use crate::regex::proof::is_proven;
use crate::regex::work::Work;

/// An alternative that no origin takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreachable {
    /// As it is written.
    pub(crate) text: String,
    /// The pattern that was meant, where it is plain.
    pub(crate) meant: Option<String>,
}

/// The alternatives of a pattern that no origin takes: the pattern with that alternative only matches none. Nothing is
/// said about those in a repetition, where one may need another beside it, or in what may be left out altogether, nor about
/// those for which the work does not suffice.
pub(crate) fn unreachable_alternatives(pattern: &str) -> Vec<Unreachable> {
    let Ok(ast) = parse_ast(pattern) else { return Vec::new() };
    let Ok(alternatives) = ast::visit(&ast, AlternativeFinder { repetitions: 0, found: Vec::new() });
    let work = &mut Work::of_suggestions();
    let mut found = Vec::new();
    for alternative in &alternatives {
        let (all, one) = alternative;
        let Some(text) = pattern.get(one.start.offset..one.end.offset) else { continue };
        let around = alternatives.iter().filter(|(_, outer)| contains(outer, all));
        let chosen: Vec<_> = around.chain([alternative]).collect();
        let Some(alone) = without_others(pattern, &chosen) else { continue };
        match is_empty(&alone, work) {
            Ok(false) => {}
            Ok(true) => {
                // `example\.com(:|$)` comes from tools whose patterns match a part: any port, or the end.
                let (before, behind) = (pattern.get(..one.start.offset), pattern.get(one.end.offset..));
                let meant = before.zip(behind).filter(|_| text == ":");
                let meant = meant.map(|(before, behind)| format!("{before}:[0-9]+{behind}"));
                let meant = meant.filter(|meant| is_proven(meant, work).unwrap_or(false));
                found.push(Unreachable { text: text.to_owned(), meant });
            }
            Err(_) => break,
        }
    }
    found
}

/// Whether a pattern matches no origin.
fn is_empty(pattern: &str, work: &mut Work) -> Result<bool, Error> {
    let origins = intersect(&parse(pattern)?, work)?;
    let hosts = Hosts::new(&origins);
    Ok(hosts.shortest_origin(&hosts.all(), work)?.is_none())
}

fn contains(outer: &Span, inner: &Span) -> bool {
    outer.start.offset <= inner.start.offset && inner.end.offset <= outer.end.offset
}

/// The pattern with the chosen alternatives in place of all those beside them; the outer ones come first.
fn without_others(pattern: &str, chosen: &[&(Span, Span)]) -> Option<String> {
    let (mut before, mut behind) = (String::new(), String::new());
    let (mut start, mut end) = (0, pattern.len());
    for (all, one) in chosen {
        before += pattern.get(start..all.start.offset)?;
        behind.insert_str(0, pattern.get(all.end.offset..end)?);
        (start, end) = (one.start.offset, one.end.offset);
    }
    Some(before + pattern.get(start..end)? + &behind)
}

/// Collects the alternatives, the outer ones first, each with the span of the alternation that it belongs to.
struct AlternativeFinder {
    /// How many repetitions are around the next node.
    repetitions: usize,
    found: Vec<(Span, Span)>,
}

/// Whether it sets flags for what follows, other alternatives included.
fn sets_flags(alternative: &Ast) -> bool {
    match alternative {
        Ast::Flags(_) => true,
        Ast::Concat(concat) => concat.asts.iter().any(|ast| matches!(ast, Ast::Flags(_))),
        _ => false,
    }
}

impl ast::Visitor for AlternativeFinder {
    type Output = Vec<(Span, Span)>;
    type Err = Infallible;

    fn finish(self) -> Result<Self::Output, Infallible> {
        Ok(self.found)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        self.repetitions += usize::from(matches!(ast, Ast::Repetition(_)));
        if let Ast::Alternation(all) = ast
            && self.repetitions == 0
            && !all.asts.iter().any(sets_flags)
        {
            self.found.extend(all.asts.iter().map(|one| (all.span, *one.span())));
        }
        Ok(())
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), Infallible> {
        self.repetitions -= usize::from(matches!(ast, Ast::Repetition(_)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_without_origins() {
        for (pattern, expected) in [
            (r"https://example\.com", &[][..]),
            (r"https://example\.(com|org)(:8443|)", &[]),
            (r"https?://example\.com(:(80|443))?", &[]),
            (r"https://example\.com(:|$)", &[":"]),
            (r"https://example\.com($|:)", &[":"]),
            (r"https://example\.com:(443|8443)", &["443"]),
            (r"https://example\.com(:(443|8443))?", &[]),
            (r"https://(App|app)\.example\.com", &["App"]),
            (r"(?i)https://(App|app)\.example\.com", &[]),
            (r"https://(App|(?i)app)\.example\.com", &[]),
            (r"https://(?:(?i:App)|app)\.example\.com", &[]),
            (r"https://a\.example|b\.example", &[r"b\.example"]),
            (r"https://(^|.*\.)example\.com", &["^"]),
            (r"https://(a(b|C)|d)\.example\.(com|org)", &["C"]),
            (r"https://(a(b|(c|D))|e)\.example\.com", &["D"]),
            // Between letters a dot is of use, alone it is not.
            (r"https://(a|\.)+com\.example\.com", &[]),
            ("(", &[]),
        ] {
            let found: Vec<_> = unreachable_alternatives(pattern).into_iter().map(|found| found.text).collect();
            assert_eq!(found, expected, "{pattern}");
        }
    }

    #[test]
    fn what_was_meant_by_a_colon() {
        let meant = |pattern| unreachable_alternatives(pattern).into_iter().next().and_then(|found| found.meant);
        assert_eq!(meant(r"https://example\.com(:|$)").as_deref(), Some(r"https://example\.com(:[0-9]+|$)"));
        assert_eq!(meant(r"https://.*(:|$)"), None);
        assert_eq!(meant(r"https://(App|app)\.example\.com"), None);
    }

    #[test]
    fn many_alternatives_are_too_much_to_say() {
        let many = |last: &str| {
            let names: Vec<_> = (0..60).map(|name| format!("a{name}")).collect();
            format!(r"https://({}|{last})\.example\.com", names.join("|"))
        };
        assert!(many("B").len() < 512);
        let started = std::time::Instant::now();
        let found = unreachable_alternatives(&many("B")).len();
        assert!(found <= 1 && started.elapsed().as_secs() < 5, "{found} in {:?}", started.elapsed());
    }
}
