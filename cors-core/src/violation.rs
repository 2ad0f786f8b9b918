//! What a draft that fails its check is told.

use std::fmt;

use crate::config::argument::Argument;
use crate::rule::Rule;

/// Where in a draft a violation lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The argument.
    pub argument: Argument,
    /// Which of its entries, counted from 0; `None` for the argument as a whole.
    pub index: Option<usize>,
}

impl Location {
    pub(crate) fn whole(argument: Argument) -> Self {
        Location { argument, index: None }
    }

    pub(crate) fn entry(argument: Argument, index: usize) -> Self {
        Location { argument, index: Some(index) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.argument.name())?;
        match self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

/// One thing that is wrong with a draft.
///
/// Printed, it has up to three lines: what is wrong, `help:` with what to write instead, `note:` with the reason and
/// the section of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    rule: Rule,
    location: Location,
    value: String,
    what: String,
    help: String,
}

impl Violation {
    /// The rule that is broken.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Where it is broken.
    pub fn location(&self) -> Location {
        self.location
    }

    /// The offending value, as written; empty where the fault is that there is none.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What is wrong, in one line with the value in back-ticks.
    pub fn message(&self) -> &str {
        &self.what
    }

    /// What to write instead, with code that works.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.what)?;
        writeln!(f, "help: {}", self.help)?;
        write!(f, "note: {}; {}", self.rule.reason(), self.rule.link())
    }
}

/// Everything that is wrong with a draft, in the order of its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// The violations, at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds violations from another place, with words in front that say which.
    pub(crate) fn append(&mut self, others: Violations, words: &str) {
        self.0.extend(others.0.into_iter().map(|other| Violation { what: format!("{words}{}", other.what), ..other }));
    }

    /// Adds a violation of `rule`; `what` and `help` are full lines.
    pub(crate) fn push(
        &mut self,
        rule: Rule,
        location: Location,
        value: &str,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        let (value, what, help) = (value.to_owned(), what.into(), help.into());
        self.0.push(Violation { rule, location, value, what, help });
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
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
