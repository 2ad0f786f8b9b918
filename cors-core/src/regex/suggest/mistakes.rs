//! What in a pattern may be a mistake, and the edit that corrects it.

use std::convert::Infallible;

use regex_syntax::ast::{self, Ast, Span};

/// A kind of mistake, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::regex) enum Mistake {
    /// `example\.com.*`: anything may follow.
    OpenEnd,
    /// `example.com`: a dot that means a dot.
    UnescapedDot,
    /// `.*example\.com`: anything may be in front of a name.
    MissingBoundary,
    /// `example\.com`: no scheme.
    MissingScheme,
}

/// What corrects one mistake.
#[derive(Debug, Clone)]
pub(in crate::regex) struct Edit {
    pub(in crate::regex) mistake: Mistake,
    pub(in crate::regex) what: String,
    /// From byte to byte; the same for an insertion.
    pub(in crate::regex) range: (usize, usize),
    pub(in crate::regex) text: String,
}

/// What corrects all that may be a mistake in a pattern, by kind.
pub(in crate::regex) fn edits(pattern: &str, ast: &Ast) -> Vec<Edit> {
    let Ok(mut edits) = ast::visit(ast, MistakeFinder { pattern, is_repeated: false, edits: Vec::new() });
    edits.extend(missing_scheme(pattern, ast));
    edits.extend(open_end(pattern, ast));
    edits.sort_by_key(|edit| edit.mistake);
    edits
}

/// The scheme goes behind an anchor that a pattern begins with, and in front of all its alternatives.
fn missing_scheme(pattern: &str, ast: &Ast) -> Vec<Edit> {
    let start = ["^", r"\A"].into_iter().find(|anchor| pattern.starts_with(anchor)).map_or(0, str::len);
    let insert = |at: usize, text: &str| Edit {
        mistake: Mistake::MissingScheme,
        what: "an origin begins with its scheme".to_owned(),
        range: (at, at),
        text: text.to_owned(),
    };
    // `//example\.com`, as where a scheme is left out, and `://example\.com`.
    let rest = pattern.get(start..).unwrap_or_default();
    let partial = [("://", "https"), ("//", "https:")].into_iter().find(|(begin, _)| rest.starts_with(begin));
    match ast {
        Ast::Concat(_) if partial.is_some() => partial.map(|(_, scheme)| insert(start, scheme)).into_iter().collect(),
        _ if pattern.contains("://") => Vec::new(),
        Ast::Alternation(_) => vec![insert(0, "https://("), insert(pattern.len(), ")")],
        _ => vec![insert(start, "https://")],
    }
}

fn open_end(pattern: &str, ast: &Ast) -> Option<Edit> {
    let Ast::Concat(concat) = ast else { return None };
    let last = concat.asts.iter().rfind(|ast| !matches!(ast, Ast::Assertion(_)))?;
    let is_open = match last {
        Ast::Repetition(_) | Ast::Dot(_) => true,
        Ast::Group(group) => matches!(*group.ast, Ast::Repetition(_)),
        _ => false,
    };
    let Span { start, end } = *last.span();
    // What is left has to end in a name.
    let is_after_dot = pattern.get(..start.offset)?.ends_with('.');
    let what = format!("`{}` at the end lets another name follow", pattern.get(start.offset..end.offset)?);
    let range = (start.offset, end.offset);
    (is_open && !is_after_dot).then(|| Edit { mistake: Mistake::OpenEnd, what, range, text: String::new() })
}

/// Collects the mistakes that can be anywhere.
struct MistakeFinder<'a> {
    pattern: &'a str,
    /// Whether the next node is what a repetition repeats: `.*` means what it says.
    is_repeated: bool,
    edits: Vec<Edit>,
}

impl MistakeFinder<'_> {
    fn push(&mut self, mistake: Mistake, what: String, range: (usize, usize)) {
        self.edits.push(Edit { mistake, what, range, text: r"\.".to_owned() });
    }

    fn unescaped_dot(&mut self, span: &Span) {
        let before = self.pattern.get(..span.start.offset).unwrap_or_default();
        let word = before.rsplit(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').next();
        let what = match word {
            Some("") | None => format!("the dot at byte {} matches any character", span.start.offset),
            Some(word) => format!("the dot after `{word}` matches any character"),
        };
        self.push(Mistake::UnescapedDot, what, (span.start.offset, span.end.offset));
    }

    fn missing_boundary(&mut self, open: &Span, name: &Span) {
        let open_text = self.pattern.get(open.start.offset..open.end.offset).unwrap_or_default();
        let rest = self.pattern.get(name.start.offset..).unwrap_or_default();
        let name = rest.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').next().unwrap_or_default();
        let what = format!("nothing separates `{open_text}` from `{name}`");
        self.push(Mistake::MissingBoundary, what, (open.end.offset, open.end.offset));
    }
}

impl ast::Visitor for MistakeFinder<'_> {
    type Output = Vec<Edit>;
    type Err = Infallible;

    fn finish(self) -> Result<Vec<Edit>, Infallible> {
        Ok(self.edits)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        let is_repeated = std::mem::replace(&mut self.is_repeated, matches!(ast, Ast::Repetition(_)));
        match ast {
            Ast::Dot(span) if !is_repeated => self.unescaped_dot(span),
            Ast::Concat(concat) => {
                for pair in concat.asts.windows(2) {
                    if let [open @ Ast::Repetition(_), Ast::Literal(name)] = pair
                        && name.c.is_ascii_alphanumeric()
                    {
                        self.missing_boundary(open.span(), &name.span);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
