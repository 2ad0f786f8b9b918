//! From the text of a pattern to an automaton.

use regex_automata::Anchored;
use regex_automata::MatchKind;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::start;
use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, Ast, Flag};
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{Hir, Look};

use super::dfa::{ALPHABET, Dfa, Twins};
use super::refusal::{Limit, Refusal};

/// How deep groups may nest.
const MAX_NESTING: u32 = 64;

/// The most memory, in bytes, of the nondeterministic automaton. What is counted beyond that is refused before it is
/// written out.
const MAX_NFA: usize = 1 << 18;

/// The most memory, in bytes, of the deterministic automaton.
const MAX_DFA: usize = 1 << 19;

/// The most memory, in bytes, of the sets of states that it is made of; the time it takes grows with them.
const MAX_WORK: usize = 1 << 17;

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

/// The automaton of what a pattern matches as a whole, among texts of the bytes that occur in origins.
///
/// The anchors are put around the parsed pattern, where no comment and no alternation can get around them.
///
/// # Errors
/// [`Refusal::Syntax`] and [`Limit::States`].
pub(super) fn compile(pattern: &str) -> Result<Dfa, Refusal> {
    let hir = TranslatorBuilder::new().unicode(false).utf8(false).build().translate(pattern, &parse(pattern)?);
    let hir = hir.map_err(|error| syntax(error.kind(), error.span()))?;
    let whole = Hir::concat(vec![Hir::look(Look::Start), hir, Hir::look(Look::End)]);

    // Without Unicode and captures, nothing can go wrong from here on but the size.
    let too_large = Refusal::TooLarge { limit: Limit::States };
    let config = thompson::Config::new().utf8(false).nfa_size_limit(Some(MAX_NFA));
    let config = config.which_captures(thompson::WhichCaptures::None);
    let nfa = thompson::Compiler::new().configure(config).build_from_hir(&whole).map_err(|_| too_large.clone())?;
    let config = dense::Config::new().match_kind(MatchKind::All).start_kind(StartKind::Anchored).accelerate(false);
    let config = config.dfa_size_limit(Some(MAX_DFA)).determinize_size_limit(Some(MAX_WORK));
    let dense = dense::Builder::new().configure(config).build_from_nfa(&nfa).map_err(|_| too_large.clone())?;

    let start = dense.start_state(&start::Config::new().anchored(Anchored::Yes)).map_err(|_| too_large)?;
    let classes = dense.byte_classes();
    let class = |symbol: usize| classes.get(ALPHABET[symbol]);
    let first = |symbol| (0..symbol).find(|&other| class(other) == class(symbol)).unwrap_or(symbol);
    let twins: Twins = std::array::from_fn(first);
    Dfa::explore(
        start,
        &twins,
        |&state| dense.is_match_state(dense.next_eoi_state(state)),
        |&state, symbol| {
            let target = dense.next_state(state, ALPHABET[symbol]);
            Ok((!dense.is_dead_state(target)).then_some(target))
        },
    )
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
