//! Environment variables that list origins.

use std::env;

use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::rule::Rule;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem};

/// What is known of the environment when a draft is checked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Env {
    /// The program runs, and its variables can be read.
    Read,
    /// The program compiles; what the variables will say is not known.
    Skip,
}

impl Env {
    /// The value of a variable, if it has one and it can be known. What is wrong with the variable, as opposed to its
    /// value, is a violation.
    pub(super) fn read(self, variable: &str, location: Location, violations: &mut Collector) -> Option<String> {
        if !is_name(variable) {
            let message = format!("`{}` is not a valid name of an environment variable", escaped(variable));
            let help = text!["write letters, digits and underscores: ", Code::OriginsByEnv("ALLOWED_ORIGINS")];
            violations.push(location, variable, Problem::new(Rule::EnvName, message, help));
            return None;
        }
        let value = match self {
            Env::Skip => return None,
            Env::Read => env::var_os(variable),
        };
        let what = match value.as_deref().map(|value| value.to_str()) {
            Some(Some(value)) if !value.trim().is_empty() => return Some(value.to_owned()),
            Some(Some(_)) => "lists no origins",
            Some(None) => "is not UTF-8",
            None => "is not set",
        };
        let message = format!("the environment variable `{variable}` {what}");
        let help =
            format!("set it to origins between commas: `{variable}=https://app.example.com,https://admin.example.com`");
        violations.push(location, variable, Problem::new(Rule::EnvMissing, message, help));
        None
    }
}

fn is_name(variable: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !variable.is_empty() && variable.bytes().all(is_word) && !variable.starts_with(|first: char| first.is_ascii_digit())
}
