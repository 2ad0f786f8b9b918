//! What a draft that fails its check is told.

pub(crate) mod text;

use std::fmt;

use text::Text;

use crate::config::argument::Argument;
use crate::config::syntax::Syntax;
use crate::rule::Rule;

/// Where in a draft a violation lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    rule: usize,
    argument: Argument,
    index: Option<usize>,
}

impl Location {
    /// The argument.
    pub fn argument(self) -> Argument {
        self.argument
    }

    /// Which of its entries, counted from 0; `None` for the argument as a whole.
    pub fn index(self) -> Option<usize> {
        self.index
    }

    /// Which of several [rules](crate::Draft::check_all), counted from 0.
    pub fn rule(self) -> usize {
        self.rule
    }

    pub(crate) fn whole(argument: Argument) -> Self {
        Location { rule: 0, argument, index: None }
    }

    pub(crate) fn entry(argument: Argument, index: usize) -> Self {
        Location { rule: 0, argument, index: Some(index) }
    }

    pub(crate) fn in_rule(self, rule: usize) -> Self {
        Location { rule, ..self }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.argument.name())?;
        if let Some(index) = self.index {
            write!(f, "[{index}]")?;
        }
        if self.rule > 0 { write!(f, " of rule {}", self.rule + 1) } else { Ok(()) }
    }
}

/// One thing that is wrong with a draft.
///
/// Printed, it has three lines: what is wrong, `help:` with what to write instead, `note:` with the reason, and the section
/// of the standard if there is one. Code in it is spelled as in the [syntax](crate::Draft::syntax) of the draft; [`display`](Self::display)
/// spells it in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    location: Location,
    related: Option<Location>,
    value: String,
    problem: Problem,
    syntax: Syntax,
}

/// What is wrong with a value, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    rule: Rule,
    message: Text,
    help: Text,
}

impl Problem {
    pub(crate) fn new(rule: Rule, message: impl Into<Text>, help: impl Into<Text>) -> Self {
        Problem { rule, message: message.into(), help: help.into() }
    }
}

impl Violation {
    /// The rule that is broken.
    pub fn rule(&self) -> Rule {
        self.problem.rule
    }

    /// Where it is broken.
    pub fn location(&self) -> Location {
        self.location
    }

    /// The other place that it conflicts with, in an earlier rule.
    pub fn related(&self) -> Option<Location> {
        self.related
    }

    /// The offending value, as written; empty where a value is missing.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What is wrong, in one line with the value in back-ticks.
    pub fn message(&self) -> String {
        self.problem.message.render(self.syntax)
    }

    /// What to write instead, with code that works.
    pub fn help(&self) -> String {
        self.problem.help.render(self.syntax)
    }

    /// The lines of the violation, with code in this syntax.
    pub fn display(&self, syntax: Syntax) -> impl fmt::Display {
        Violation { syntax, ..self.clone() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.message())?;
        writeln!(f, "help: {}", self.help())?;
        write!(f, "note: {}", self.rule().reason())?;
        self.rule().link().map_or(Ok(()), |link| write!(f, "; {link}"))
    }
}

impl std::error::Error for Violation {}

/// Everything that is wrong with a draft, in the order of its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// What is wrong with several rules, by their numbers; `None` if nothing is.
    #[doc(hidden)]
    pub fn of_rules(found: impl IntoIterator<Item = (usize, Violations)>) -> Option<Self> {
        let in_rule = |(rule, violations): (usize, Violations)| {
            let violations = violations.0.into_iter();
            violations.map(move |violation| Violation { location: violation.location.in_rule(rule), ..violation })
        };
        let found: Vec<_> = found.into_iter().flat_map(in_rule).collect();
        (!found.is_empty()).then_some(Violations(found))
    }

    /// The violations, at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// How many there are, at least one.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Collects what is wrong with a draft.
#[derive(Debug)]
pub(crate) struct Collector {
    syntax: Syntax,
    found: Vec<Violation>,
}

impl Collector {
    /// Has the code of all messages spelled in this syntax.
    pub(crate) fn new(syntax: Syntax) -> Self {
        Collector { syntax, found: Vec::new() }
    }

    pub(crate) fn push(&mut self, location: Location, value: impl Into<String>, problem: Problem) {
        self.push_related(location, None, value, problem);
    }

    pub(crate) fn push_related(
        &mut self,
        location: Location,
        related: Option<Location>,
        value: impl Into<String>,
        problem: Problem,
    ) {
        self.found.push(Violation { location, related, value: value.into(), problem, syntax: self.syntax });
    }

    /// Takes over what was found before.
    pub(crate) fn extend(&mut self, violations: Option<Violations>) {
        self.found.extend(violations.into_iter().flatten());
    }

    /// Takes over what another one has found, with words in front that say where.
    pub(crate) fn append(&mut self, others: Collector, words: &str) {
        self.found.extend(others.found.into_iter().map(|mut other| {
            other.problem.message = Text::from(words).then(other.problem.message);
            other
        }));
    }

    /// # Errors
    /// What has been found.
    pub(crate) fn finish(self) -> Result<(), Violations> {
        if self.found.is_empty() { Ok(()) } else { Err(Violations(self.found)) }
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
