//! How policies are written: in an attribute, in calls, in a file. Help spells code as it is written where the mistake is.

use crate::config::argument::{Argument, Danger};

/// How a policy is written. Messages spell code in the syntax of the draft that they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Syntax {
    /// `#[cors(methods(PUT))]` or `policy!(methods(PUT))`
    Attribute,
    /// `Draft::new().methods(["PUT"])`
    #[default]
    Builder,
    /// `methods = "PUT"` in a configuration file; examples are TOML.
    File,
    /// `https://app.example.com,https://b.example`: the values of origins alone, as on a command line. Everything else is as in
    /// a file.
    Values,
}

/// A piece of a policy, to be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Code {
    /// An argument with a list of strings.
    List { argument: Argument, entries: Vec<String> },
    /// An argument with one value.
    Value { argument: Argument, value: &'static str },
    /// `dangerously` with one protection.
    Danger(Danger),
    /// A regular expression among `origins`.
    Regex(String),
    /// A regular expression as `origins`.
    OriginsByRegex(String),
    /// An environment variable as `origins`.
    OriginsByEnv(&'static str),
    /// An environment variable with a default as `origins`.
    OriginsByEnvOr { variable: String, default: &'static str },
    /// A function of the application among `origins`.
    With,
    /// The origins in the value of an environment variable.
    Variable(Vec<String>),
}

impl Code {
    pub(crate) fn list<S: AsRef<str>>(argument: Argument, entries: &[S]) -> Self {
        Code::List { argument, entries: entries.iter().map(|entry| entry.as_ref().to_owned()).collect() }
    }

    pub(crate) fn value(argument: Argument, value: &'static str) -> Self {
        Code::Value { argument, value }
    }

    /// The code in a syntax.
    pub(crate) fn spell(&self, syntax: Syntax) -> String {
        match self {
            Code::List { argument: Argument::Origins, entries } if syntax == Syntax::Values => entries.join(","),
            Code::Regex(pattern) | Code::OriginsByRegex(pattern) if syntax == Syntax::Values => pattern.clone(),
            Code::List { argument, entries } => list(syntax, *argument, entries),
            Code::Value { argument, value } => match syntax {
                Syntax::Builder => format!(".{}({value})", argument.name()),
                Syntax::Attribute | Syntax::File | Syntax::Values => format!("{} = {value}", argument.name()),
            },
            Code::Danger(danger) => match syntax {
                Syntax::Attribute => format!("dangerously({})", danger.name()),
                Syntax::Builder => format!(".dangerously([Danger::{danger:?}])"),
                Syntax::File | Syntax::Values => format!("dangerously = \"{}\"", danger.name()),
            },
            Code::Regex(pattern) => regex(syntax, pattern),
            Code::OriginsByRegex(pattern) => origins(syntax, &regex(syntax, pattern)),
            Code::OriginsByEnv(variable) => origins(
                syntax,
                &match syntax {
                    Syntax::Attribute => format!("env = \"{variable}\""),
                    Syntax::Builder => format!("OriginEntry::env(\"{variable}\")"),
                    Syntax::File | Syntax::Values => format!("{{ env = \"{variable}\" }}"),
                },
            ),
            Code::OriginsByEnvOr { variable, default } => origins(
                syntax,
                &match syntax {
                    Syntax::Attribute => format!("env(\"{variable}\", default = \"{default}\")"),
                    Syntax::Builder => format!("OriginEntry::env_or(\"{variable}\", \"{default}\")"),
                    Syntax::File | Syntax::Values => format!("{{ env = \"{variable}\", default = \"{default}\" }}"),
                },
            ),
            Code::With => match syntax {
                Syntax::Attribute => "with = path::to::function",
                Syntax::Builder => "OriginEntry::Predicate",
                // A file cannot name a function.
                Syntax::File | Syntax::Values => "#[cors(origins(with = path::to::function))]",
            }
            .to_owned(),
            Code::Variable(origins) => origins.join(","),
        }
    }
}

fn list(syntax: Syntax, argument: Argument, entries: &[String]) -> String {
    let name = argument.name();
    // In an attribute methods are words, and in quotes only if they cannot be one.
    let is_word = |entry: &str| {
        matches!((syntax, argument), (Syntax::Attribute, Argument::Methods))
            && entry.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let quote = |entry: &String| if is_word(entry) { entry.clone() } else { format!("\"{entry}\"") };
    let quoted = entries.iter().map(quote).collect::<Vec<_>>().join(", ");
    let is_any = matches!(entries, [entry] if entry == "*");
    match (syntax, entries) {
        (Syntax::Builder, _) => format!(".{name}([{quoted}])"),
        (_, _) if is_any => format!("{name} = \"*\""),
        (Syntax::Attribute, [_]) if argument == Argument::Origins => format!("{name} = {quoted}"),
        (Syntax::Attribute, _) => format!("{name}({quoted})"),
        (Syntax::File | Syntax::Values, [_]) => format!("{name} = {quoted}"),
        (Syntax::File | Syntax::Values, _) => format!("{name} = [{quoted}]"),
    }
}

fn regex(syntax: Syntax, pattern: &str) -> String {
    match syntax {
        Syntax::Attribute => format!("regex = r\"{pattern}\""),
        Syntax::Builder => format!("OriginEntry::Regex(r\"{pattern}\".to_owned())"),
        Syntax::File | Syntax::Values => format!("{{ regex = '{pattern}' }}"),
    }
}

/// One entry as `origins`.
fn origins(syntax: Syntax, entry: &str) -> String {
    match syntax {
        Syntax::Attribute => format!("origins({entry})"),
        Syntax::Builder => format!(".origins([{entry}])"),
        Syntax::File | Syntax::Values => format!("origins = {entry}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_syntax_has_its_own_spelling() {
        let syntaxes = [Syntax::Attribute, Syntax::Builder, Syntax::File];
        let by_env_or = || Code::OriginsByEnvOr { variable: "ORIGINS".to_owned(), default: "http://localhost:5173" };
        let list = |argument, entries: &[&str]| syntaxes.map(|syntax| Code::list(argument, entries).spell(syntax));
        for (spelled, expected) in [
            (
                list(Argument::Origins, &["https://a.example"]),
                [
                    r#"origins = "https://a.example""#,
                    r#".origins(["https://a.example"])"#,
                    r#"origins = "https://a.example""#,
                ],
            ),
            (
                list(Argument::Origins, &["https://a.example", "https://b.example"]),
                [
                    r#"origins("https://a.example", "https://b.example")"#,
                    r#".origins(["https://a.example", "https://b.example"])"#,
                    r#"origins = ["https://a.example", "https://b.example"]"#,
                ],
            ),
            (
                list(Argument::Methods, &["GET", "M-SEARCH"]),
                [r#"methods(GET, "M-SEARCH")"#, r#".methods(["GET", "M-SEARCH"])"#, r#"methods = ["GET", "M-SEARCH"]"#],
            ),
            (list(Argument::Headers, &["x-a"]), [r#"headers("x-a")"#, r#".headers(["x-a"])"#, r#"headers = "x-a""#]),
            (list(Argument::Expose, &["*"]), [r#"expose = "*""#, r#".expose(["*"])"#, r#"expose = "*""#]),
            (
                syntaxes.map(|syntax| Code::value(Argument::MaxAge, "600").spell(syntax)),
                ["max_age = 600", ".max_age(600)", "max_age = 600"],
            ),
            (
                syntaxes.map(|syntax| Code::Danger(Danger::NullOrigin).spell(syntax)),
                ["dangerously(null_origin)", ".dangerously([Danger::NullOrigin])", r#"dangerously = "null_origin""#],
            ),
            (
                syntaxes.map(|syntax| Code::Regex(r"https://.*\.a\.example".to_owned()).spell(syntax)),
                [
                    r#"regex = r"https://.*\.a\.example""#,
                    r#"OriginEntry::Regex(r"https://.*\.a\.example".to_owned())"#,
                    r"{ regex = 'https://.*\.a\.example' }",
                ],
            ),
            (
                syntaxes.map(|syntax| Code::OriginsByRegex(r"https://a\.example".to_owned()).spell(syntax)),
                [
                    r#"origins(regex = r"https://a\.example")"#,
                    r#".origins([OriginEntry::Regex(r"https://a\.example".to_owned())])"#,
                    r"origins = { regex = 'https://a\.example' }",
                ],
            ),
            (
                syntaxes.map(|syntax| Code::With.spell(syntax)),
                ["with = path::to::function", "OriginEntry::Predicate", "#[cors(origins(with = path::to::function))]"],
            ),
            (
                syntaxes.map(|syntax| Code::OriginsByEnv("ORIGINS").spell(syntax)),
                [
                    r#"origins(env = "ORIGINS")"#,
                    r#".origins([OriginEntry::env("ORIGINS")])"#,
                    r#"origins = { env = "ORIGINS" }"#,
                ],
            ),
            (
                syntaxes.map(|syntax| by_env_or().spell(syntax)),
                [
                    r#"origins(env("ORIGINS", default = "http://localhost:5173"))"#,
                    r#".origins([OriginEntry::env_or("ORIGINS", "http://localhost:5173")])"#,
                    r#"origins = { env = "ORIGINS", default = "http://localhost:5173" }"#,
                ],
            ),
        ] {
            assert_eq!(spelled, expected);
        }
    }

    #[test]
    fn values_are_those_of_origins() {
        let pattern = r"https://.*\.a\.example".to_owned();
        for (code, expected) in [
            (
                Code::list(Argument::Origins, &["https://a.example", "https://b.example"]),
                "https://a.example,https://b.example",
            ),
            (Code::Regex(pattern.clone()), r"https://.*\.a\.example"),
            (Code::OriginsByRegex(pattern), r"https://.*\.a\.example"),
            (Code::list(Argument::Headers, &["x-a"]), r#"headers = "x-a""#),
        ] {
            assert_eq!(code.spell(Syntax::Values), expected);
        }
    }
}
