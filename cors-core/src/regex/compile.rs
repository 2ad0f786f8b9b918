//! From the text of a pattern to an automaton.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, Ast, Flag};
use regex_syntax::hir::translate::TranslatorBuilder;

use super::dfa::Dfa;
use super::nodes;
use super::refusal::Refusal;

/// How deep groups may nest.
const MAX_NESTING: u32 = 64;

/// Reads a pattern.
///
/// # Errors
/// [`Refusal::Syntax`].
pub(super) fn parse(pattern: &str) -> Result<Ast, Refusal> {
    let ast = ParserBuilder::new().nest_limit(MAX_NESTING).build().parse(pattern);
    let ast = ast.map_err(|error| syntax(error.kind(), error.span()))?;
    ast::visit(&ast, AsciiOnly)?;
    Ok(ast)
}

/// The automaton of what a pattern matches as a whole, among texts of the bytes that occur in origins. It reads them from
/// right to left.
///
/// # Errors
/// [`Refusal::Syntax`] and [`Limit::States`](super::Limit::States).
pub(super) fn compile(pattern: &str) -> Result<Dfa, Refusal> {
    let hir = TranslatorBuilder::new().unicode(false).utf8(false).build().translate(pattern, &parse(pattern)?);
    nodes::automaton(&hir.map_err(|error| syntax(error.kind(), error.span()))?)
}

fn syntax(kind: &impl ToString, span: &ast::Span) -> Refusal {
    Refusal::Syntax { message: kind.to_string(), offset: span.start.offset }
}

/// Refuses the flag `u`. Origins are ASCII, where it changes nothing, and whether it is understood would depend on
/// the features that other crates ask of the engine.
struct AsciiOnly;

impl AsciiOnly {
    fn check(flags: &ast::Flags) -> Result<(), Refusal> {
        match flags.flag_state(Flag::Unicode) {
            Some(true) => Err(syntax(&"the flag `u` is of no use, origins are ASCII", &flags.span)),
            _ => Ok(()),
        }
    }
}

impl ast::Visitor for AsciiOnly {
    type Output = ();
    type Err = Refusal;

    fn finish(self) -> Result<(), Refusal> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Refusal> {
        match ast {
            Ast::Flags(set) => Self::check(&set.flags),
            Ast::Group(group) => group.flags().map_or(Ok(()), Self::check),
            _ => Ok(()),
        }
    }
}
