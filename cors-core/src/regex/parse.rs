//! From a pattern to its syntax tree.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, Ast, Flag};
use regex_syntax::hir::Hir;
use regex_syntax::hir::translate::TranslatorBuilder;

use crate::regex::error::{Error, Limit};
use crate::regex::limits::{MAX_NESTING, MAX_PATTERN};

/// Parses a pattern.
///
/// # Errors
/// [`Error::Syntax`], and [`Limit::Text`].
pub(super) fn parse_ast(pattern: &str) -> Result<Ast, Error> {
    if pattern.len() > MAX_PATTERN {
        return Err(Error::TooLarge { limit: Limit::Text });
    }
    let ast = ParserBuilder::new().nest_limit(MAX_NESTING).build().parse(pattern);
    let ast = ast.map_err(|error| syntax(error.kind(), error.span()))?;
    ast::visit(&ast, AsciiOnly)?;
    Ok(ast)
}

/// Parses a pattern, and resolves its flags and classes. Classes are of ASCII.
///
/// # Errors
/// [`Error::Syntax`], and [`Limit::Text`].
pub(super) fn parse(pattern: &str) -> Result<Hir, Error> {
    let hir = TranslatorBuilder::new().unicode(false).utf8(false).build().translate(pattern, &parse_ast(pattern)?);
    hir.map_err(|error| syntax(error.kind(), error.span()))
}

fn syntax(kind: &impl ToString, span: &ast::Span) -> Error {
    Error::Syntax { message: kind.to_string(), offset: span.start.offset }
}

/// Refuses the flag `u`. Origins are ASCII, where it changes nothing, and whether it is understood would depend on
/// the features that other crates ask of the engine.
struct AsciiOnly;

impl AsciiOnly {
    fn check(flags: &ast::Flags) -> Result<(), Error> {
        match flags.flag_state(Flag::Unicode) {
            Some(true) => Err(syntax(&"the flag `u` is of no use, origins are ASCII", &flags.span)),
            _ => Ok(()),
        }
    }
}

impl ast::Visitor for AsciiOnly {
    type Output = ();
    type Err = Error;

    fn finish(self) -> Result<(), Error> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Error> {
        match ast {
            Ast::Flags(set) => Self::check(&set.flags),
            Ast::Group(group) => group.flags().map_or(Ok(()), Self::check),
            _ => Ok(()),
        }
    }
}
