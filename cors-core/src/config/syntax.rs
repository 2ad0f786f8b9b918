//! How a policy is written where a mistake stands, so that what a help line says to write fits in there.

use crate::config::argument::{Argument, Danger};

/// How a draft is written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Syntax {
    /// `#[cors(…)]` or `policy!(…)`
    Attribute,
    /// `Draft::new().origins(["…"])`
    #[default]
    Calls,
    /// A configuration file; its examples are TOML.
    #[cfg_attr(not(feature = "serde"), allow(dead_code, reason = "nobody reads files without it"))]
    File,
}

/// Drafts that ask for the same are the same, in whatever form.
impl PartialEq for Syntax {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Syntax {}

impl Syntax {
    /// An argument with a list of texts.
    pub(crate) fn list(self, argument: Argument, entries: &[&str]) -> String {
        let name = argument.name();
        // In an attribute methods are words, and written in quotes where they are none.
        let is_word = |entry: &str| {
            matches!((self, argument), (Syntax::Attribute, Argument::Methods))
                && entry.bytes().all(|byte| byte.is_ascii_alphabetic())
        };
        let quote = |entry: &&str| if is_word(entry) { (*entry).to_owned() } else { format!("\"{entry}\"") };
        let quoted = entries.iter().map(quote).collect::<Vec<_>>().join(", ");
        match (self, entries) {
            (Syntax::Calls, _) => format!(".{name}([{quoted}])"),
            (Syntax::Attribute | Syntax::File, ["*"]) => format!("{name} = \"*\""),
            (Syntax::Attribute, [_]) if argument == Argument::Origins => format!("{name} = {quoted}"),
            (Syntax::Attribute, _) => format!("{name}({quoted})"),
            (Syntax::File, [_]) => format!("{name} = {quoted}"),
            (Syntax::File, _) => format!("{name} = [{quoted}]"),
        }
    }

    /// An argument with one value.
    pub(crate) fn value(self, argument: Argument, value: &str) -> String {
        match self {
            Syntax::Calls => format!(".{}({value})", argument.name()),
            Syntax::Attribute | Syntax::File => format!("{} = {value}", argument.name()),
        }
    }

    /// `dangerously` with one protection.
    pub(crate) fn danger(self, danger: Danger) -> String {
        match self {
            Syntax::Attribute => format!("dangerously({})", danger.name()),
            Syntax::Calls => format!(".dangerously([Danger::{danger:?}])"),
            Syntax::File => format!("dangerously = \"{}\"", danger.name()),
        }
    }

    /// A regular expression among `origins`.
    pub(crate) fn regex(self, pattern: &str) -> String {
        match self {
            Syntax::Attribute => format!("regex = r\"{pattern}\""),
            Syntax::Calls => format!("OriginEntry::Regex(r\"{pattern}\".to_owned())"),
            Syntax::File => format!("{{ regex = '{pattern}' }}"),
        }
    }

    /// A regular expression as `origins`.
    pub(crate) fn origins_by_regex(self, pattern: &str) -> String {
        let entry = self.regex(pattern);
        match self {
            Syntax::Attribute => format!("origins({entry})"),
            Syntax::Calls => format!(".origins([{entry}])"),
            Syntax::File => format!("origins = {entry}"),
        }
    }

    /// A variable of the environment as `origins`.
    pub(crate) fn env(self, variable: &str) -> String {
        match self {
            Syntax::Attribute => format!("origins(env = \"{variable}\")"),
            Syntax::Calls => format!(".origins([OriginEntry::Env(\"{variable}\".to_owned())])"),
            Syntax::File => format!("origins = {{ env = \"{variable}\" }}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_syntax_has_its_own_spelling() {
        let syntaxes = [Syntax::Attribute, Syntax::Calls, Syntax::File];
        let list = |argument, entries: &[&str]| syntaxes.map(|syntax| syntax.list(argument, entries));
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
                syntaxes.map(|syntax| syntax.value(Argument::MaxAge, "600")),
                ["max_age = 600", ".max_age(600)", "max_age = 600"],
            ),
            (
                syntaxes.map(|syntax| syntax.danger(Danger::NullOrigin)),
                ["dangerously(null_origin)", ".dangerously([Danger::NullOrigin])", r#"dangerously = "null_origin""#],
            ),
            (
                syntaxes.map(|syntax| syntax.regex(r"https://.*\.a\.example")),
                [
                    r#"regex = r"https://.*\.a\.example""#,
                    r#"OriginEntry::Regex(r"https://.*\.a\.example".to_owned())"#,
                    r"{ regex = 'https://.*\.a\.example' }",
                ],
            ),
            (
                syntaxes.map(|syntax| syntax.origins_by_regex(r"https://a\.example")),
                [
                    r#"origins(regex = r"https://a\.example")"#,
                    r#".origins([OriginEntry::Regex(r"https://a\.example".to_owned())])"#,
                    r"origins = { regex = 'https://a\.example' }",
                ],
            ),
            (
                syntaxes.map(|syntax| syntax.env("ORIGINS")),
                [
                    r#"origins(env = "ORIGINS")"#,
                    r#".origins([OriginEntry::Env("ORIGINS".to_owned())])"#,
                    r#"origins = { env = "ORIGINS" }"#,
                ],
            ),
        ] {
            assert_eq!(spelled, expected);
        }
    }
}
