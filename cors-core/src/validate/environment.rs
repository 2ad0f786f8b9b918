//! Environment variables that list origins.

use std::env;

use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::rule::Rule;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem};

/// What is known of the environment when a draft is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Env {
    /// The program runs, and its variables can be read.
    Read,
    /// The program compiles; what the variables will say is not known.
    Skip,
}

/// What a variable lists.
pub(super) enum Value {
    /// What it is set to.
    Set(String),
    /// It is not set.
    Default(String),
}

impl Env {
    /// The value of a variable, or the default where it is not set; `None` if the variable cannot be known. What is wrong with
    /// the variable, as opposed to its value, is a violation.
    pub(super) fn read(
        self,
        variable: &str,
        default: Option<&str>,
        location: Location,
        violations: &mut Collector,
    ) -> Option<Value> {
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
        let what = match (value.as_deref().map(|value| value.to_str()), default) {
            (Some(Some(value)), _) if !value.trim().is_empty() => return Some(Value::Set(value.to_owned())),
            // Whoever sets it to nothing means none, and not the default.
            (Some(Some(_)), Some(_)) => return Some(Value::Set(String::new())),
            (Some(Some(_)), None) => "lists no origins",
            (Some(None), _) => "is not UTF-8",
            (None, Some(default)) => return Some(Value::Default(default.to_owned())),
            (None, None) => "is not set",
        };
        let message = format!("the environment variable `{variable}` {what}");
        let help = text![
            format!(
                "set it to origins between commas: `{variable}=https://app.example.com,https://admin.example.com`; "
            ),
            "for development and tests, give it a default: ",
            Code::OriginsByEnvOr { variable: variable.to_owned(), default: "http://localhost:5173" },
        ];
        violations.push(location, variable, Problem::new(Rule::EnvMissing, message, help));
        None
    }
}

fn is_name(variable: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !variable.is_empty() && variable.bytes().all(is_word) && !variable.starts_with(|first: char| first.is_ascii_digit())
}
