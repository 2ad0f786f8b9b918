//! Words and code, of which messages are made.

use crate::config::syntax::{Code, Syntax};
use crate::escape::printable;

/// A line of a message. The code in it is spelled in the syntax of the policy that the message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text(Vec<Part>);

/// A part of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Words(String),
    Code(Code),
}

impl Text {
    /// This text, and then another one.
    pub(crate) fn then(mut self, other: Text) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The line, with its code in back-ticks.
    pub(crate) fn render(&self, syntax: Syntax) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Code(code) => format!("`{}`", printable(&code.spell(syntax))),
        });
        parts.collect()
    }
}

impl From<Vec<Part>> for Text {
    fn from(parts: Vec<Part>) -> Self {
        Text(parts)
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Text(vec![words.into()])
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Text(vec![words.into()])
    }
}

impl From<&str> for Part {
    fn from(words: &str) -> Self {
        Part::Words(words.to_owned())
    }
}

impl From<String> for Part {
    fn from(words: String) -> Self {
        Part::Words(words)
    }
}

impl From<Code> for Part {
    fn from(code: Code) -> Self {
        Part::Code(code)
    }
}

/// A [`Text`] of words and pieces of code, in their order.
macro_rules! text {
    ($($part:expr),+ $(,)?) => {
        $crate::violation::text::Text::from(vec![$($crate::violation::text::Part::from($part)),+])
    };
}
pub(crate) use text;
