//! How a policy is written where a mistake stands, so that what a help line says to write fits in there.

use crate::config::argument::{Argument, Danger};

/// How a draft is written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Form {
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
impl PartialEq for Form {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Form {}

impl Form {
    /// An argument with a list of texts.
    pub(crate) fn list(self, argument: Argument, entries: &[&str]) -> String {
        let name = argument.name();
        // In an attribute methods are words, and written in quotes where they are none.
        let is_word = |entry: &str| {
            matches!((self, argument), (Form::Attribute, Argument::Methods))
                && entry.bytes().all(|byte| byte.is_ascii_alphabetic())
        };
        let quote = |entry: &&str| if is_word(entry) { (*entry).to_owned() } else { format!("\"{entry}\"") };
        let quoted = entries.iter().map(quote).collect::<Vec<_>>().join(", ");
        match (self, entries) {
            (Form::Calls, _) => format!(".{name}([{quoted}])"),
            (Form::Attribute | Form::File, ["*"]) => format!("{name} = \"*\""),
            (Form::Attribute, [_]) if argument == Argument::Origins => format!("{name} = {quoted}"),
            (Form::Attribute, _) => format!("{name}({quoted})"),
            (Form::File, [_]) => format!("{name} = {quoted}"),
            (Form::File, _) => format!("{name} = [{quoted}]"),
        }
    }

    /// An argument with one value.
    pub(crate) fn value(self, argument: Argument, value: &str) -> String {
        match self {
            Form::Calls => format!(".{}({value})", argument.name()),
            Form::Attribute | Form::File => format!("{} = {value}", argument.name()),
        }
    }

    /// `dangerously` with one protection.
    pub(crate) fn danger(self, danger: Danger) -> String {
        match self {
            Form::Attribute => format!("dangerously({})", danger.name()),
            Form::Calls => format!(".dangerously([Danger::{danger:?}])"),
            Form::File => format!("dangerously = \"{}\"", danger.name()),
        }
    }

    /// A regular expression among `origins`.
    pub(crate) fn regex(self, pattern: &str) -> String {
        match self {
            Form::Attribute => format!("regex = r\"{pattern}\""),
            Form::Calls => format!("OriginEntry::Regex(r\"{pattern}\".to_owned())"),
            Form::File => format!("{{ regex = '{pattern}' }}"),
        }
    }

    /// A regular expression as `origins`.
    pub(crate) fn origins_by_regex(self, pattern: &str) -> String {
        let entry = self.regex(pattern);
        match self {
            Form::Attribute => format!("origins({entry})"),
            Form::Calls => format!(".origins([{entry}])"),
            Form::File => format!("origins = {entry}"),
        }
    }

    /// A variable of the environment as `origins`.
    pub(crate) fn env(self, variable: &str) -> String {
        match self {
            Form::Attribute => format!("origins(env = \"{variable}\")"),
            Form::Calls => format!(".origins([OriginEntry::Env(\"{variable}\".to_owned())])"),
            Form::File => format!("origins = {{ env = \"{variable}\" }}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_own_spelling() {
        let forms = [Form::Attribute, Form::Calls, Form::File];
        let list = |argument, entries: &[&str]| forms.map(|form| form.list(argument, entries));
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
                forms.map(|form| form.value(Argument::MaxAge, "600")),
                ["max_age = 600", ".max_age(600)", "max_age = 600"],
            ),
            (
                forms.map(|form| form.danger(Danger::NullOrigin)),
                ["dangerously(null_origin)", ".dangerously([Danger::NullOrigin])", r#"dangerously = "null_origin""#],
            ),
            (
                forms.map(|form| form.regex(r"https://.*\.a\.example")),
                [
                    r#"regex = r"https://.*\.a\.example""#,
                    r#"OriginEntry::Regex(r"https://.*\.a\.example".to_owned())"#,
                    r"{ regex = 'https://.*\.a\.example' }",
                ],
            ),
            (
                forms.map(|form| form.origins_by_regex(r"https://a\.example")),
                [
                    r#"origins(regex = r"https://a\.example")"#,
                    r#".origins([OriginEntry::Regex(r"https://a\.example".to_owned())])"#,
                    r"origins = { regex = 'https://a\.example' }",
                ],
            ),
            (
                forms.map(|form| form.env("ORIGINS")),
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
