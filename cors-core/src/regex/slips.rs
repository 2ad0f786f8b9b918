//! What in a pattern may be a slip, and what would put it right.

use std::convert::Infallible;

use regex_syntax::ast::{self, Ast, Span};

/// A kind of slip, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// `example\.com.*`: anything may follow.
    Tail,
    /// `example.com`: a dot that means a dot.
    Dot,
    /// `.*example\.com`: anything may stand in front of a name.
    Boundary,
    /// `example\.com`: no scheme.
    Scheme,
    /// `Example`: letters in upper case.
    Case,
    /// `example\.com/`: a slash at the end.
    Slash,
    /// `example\.com:443`: a port that browsers leave out.
    Port,
}

/// What would put one slip right.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) slip: Slip,
    pub(super) what: String,
    /// From byte to byte; the same for an insertion.
    pub(super) range: (usize, usize),
    pub(super) text: String,
}

/// What would put right all that may be a slip in a pattern.
pub(super) fn edits(pattern: &str, ast: &Ast) -> Vec<Edit> {
    let Ok(mut edits) = ast::visit(ast, Finder { pattern, repeated: false, edits: Vec::new() });
    edits.extend(at_the_start(pattern, ast));
    edits.extend(at_the_end(pattern, ast));
    edits
}

/// The scheme goes behind an anchor that a pattern begins with, and in front of all its alternatives.
fn at_the_start(pattern: &str, ast: &Ast) -> Vec<Edit> {
    let start = ["^", r"\A"].into_iter().find(|anchor| pattern.starts_with(anchor)).map_or(0, str::len);
    let insert = |at: usize, text: &str| Edit {
        slip: Slip::Scheme,
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

fn at_the_end(pattern: &str, ast: &Ast) -> Vec<Edit> {
    let Ast::Concat(concat) = ast else { return Vec::new() };
    let anchors = concat.asts.iter().rev().take_while(|ast| matches!(ast, Ast::Assertion(_))).count();
    let parts = concat.asts.split_at(concat.asts.len() - anchors).0;
    let Some(last) = parts.last() else { return Vec::new() };
    let span = last.span();
    let drop =
        |slip, what: String, start: usize| Edit { slip, what, range: (start, span.end.offset), text: String::new() };
    let mut edits = Vec::new();
    let open = match last {
        Ast::Repetition(_) | Ast::Dot(_) => true,
        Ast::Group(group) => matches!(*group.ast, Ast::Repetition(_)),
        _ => false,
    };
    // What is left has to end in a name.
    if open && !pattern.get(..span.start.offset).unwrap_or_default().ends_with('.') {
        let what = format!("`{}` at the end lets another name follow", source(pattern, span));
        edits.push(drop(Slip::Tail, what, span.start.offset));
    }
    let before = pattern.get(..span.end.offset).unwrap_or_default();
    if before.ends_with('/') {
        let start = before.trim_end_matches('/').trim_end_matches('\\').len();
        edits.push(drop(Slip::Slash, "an origin has no slash at its end".to_owned(), start));
    }
    for port in [":443", ":80"] {
        if let Some(rest) = before.strip_suffix(port) {
            edits.push(drop(Slip::Port, format!("browsers leave out the default port `{port}`"), rest.len()));
        }
    }
    edits
}

fn source<'a>(pattern: &'a str, span: &Span) -> &'a str {
    pattern.get(span.start.offset..span.end.offset).unwrap_or_default()
}

/// Collects the slips that can stand anywhere.
struct Finder<'a> {
    pattern: &'a str,
    /// Whether the next node is what a repetition repeats: `.*` means what it says.
    repeated: bool,
    edits: Vec<Edit>,
}

impl Finder<'_> {
    fn push(&mut self, slip: Slip, what: String, range: (usize, usize), text: String) {
        self.edits.push(Edit { slip, what, range, text });
    }

    fn dot(&mut self, span: &Span) {
        let before = self.pattern.get(..span.start.offset).unwrap_or_default();
        let word = before.rsplit(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').next();
        let what = match word {
            Some("") | None => format!("the dot at byte {} matches any character", span.start.offset),
            Some(word) => format!("the dot after `{word}` matches any character"),
        };
        self.push(Slip::Dot, what, (span.start.offset, span.end.offset), r"\.".to_owned());
    }

    fn boundary(&mut self, open: &Span, name: &Span) {
        let rest = self.pattern.get(name.start.offset..).unwrap_or_default();
        let name_end = rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').unwrap_or(rest.len());
        let what = format!(
            "nothing separates `{}` from `{}`",
            source(self.pattern, open),
            rest.get(..name_end).unwrap_or_default()
        );
        self.push(Slip::Boundary, what, (open.end.offset, open.end.offset), r"\.".to_owned());
    }
}

impl ast::Visitor for Finder<'_> {
    type Output = Vec<Edit>;
    type Err = Infallible;

    fn finish(self) -> Result<Vec<Edit>, Infallible> {
        Ok(self.edits)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        let repeated = std::mem::replace(&mut self.repeated, matches!(ast, Ast::Repetition(_)));
        match ast {
            Ast::Dot(span) if !repeated => self.dot(span),
            Ast::Literal(literal) if literal.c.is_ascii_uppercase() => {
                let range = (literal.span.start.offset, literal.span.end.offset);
                let what = format!("browsers send `{}` in lower case", literal.c);
                self.push(Slip::Case, what, range, literal.c.to_ascii_lowercase().to_string());
            }
            Ast::Concat(concat) => {
                for pair in concat.asts.windows(2) {
                    if let [open @ Ast::Repetition(_), Ast::Literal(name)] = pair
                        && name.c.is_ascii_alphanumeric()
                    {
                        self.boundary(open.span(), &name.span);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
