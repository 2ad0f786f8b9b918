//! How a policy is written where a mistake stands, so that what a help line says to write fits in there.

use crate::draft::{Argument, Danger};

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
        let quoted = entries.iter().map(|entry| format!("\"{entry}\"")).collect::<Vec<_>>().join(", ");
        match (self, entries) {
            (Form::Calls, _) => format!(".{name}([{quoted}])"),
            (Form::Attribute | Form::File, ["*"]) => format!("{name} = \"*\""),
            (Form::Attribute, [_]) if argument == Argument::Origins => format!("{name} = {quoted}"),
            (Form::Attribute, _) if argument == Argument::Methods => format!("{name}({})", entries.join(", ")),
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
        let spell = |form: Form| {
            [
                form.list(Argument::Origins, &["https://a.example"]),
                form.list(Argument::Origins, &["https://a.example", "https://b.example"]),
                form.list(Argument::Methods, &["GET", "PUT"]),
                form.list(Argument::Headers, &["x-a"]),
                form.list(Argument::Expose, &["*"]),
                form.value(Argument::MaxAge, "600"),
                form.danger(Danger::NullOrigin),
                form.regex(r"https://.*\.a\.example"),
                form.origins_by_regex(r"https://a\.example"),
                form.env("ORIGINS"),
            ]
        };
        assert_eq!(
            spell(Form::Attribute),
            [
                r#"origins = "https://a.example""#,
                r#"origins("https://a.example", "https://b.example")"#,
                "methods(GET, PUT)",
                r#"headers("x-a")"#,
                r#"expose = "*""#,
                "max_age = 600",
                "dangerously(null_origin)",
                r#"regex = r"https://.*\.a\.example""#,
                r#"origins(regex = r"https://a\.example")"#,
                r#"origins(env = "ORIGINS")"#,
            ]
        );
        assert_eq!(
            spell(Form::Calls),
            [
                r#".origins(["https://a.example"])"#,
                r#".origins(["https://a.example", "https://b.example"])"#,
                r#".methods(["GET", "PUT"])"#,
                r#".headers(["x-a"])"#,
                r#".expose(["*"])"#,
                ".max_age(600)",
                ".dangerously([Danger::NullOrigin])",
                r#"OriginEntry::Regex(r"https://.*\.a\.example".to_owned())"#,
                r#".origins([OriginEntry::Regex(r"https://a\.example".to_owned())])"#,
                r#".origins([OriginEntry::Env("ORIGINS".to_owned())])"#,
            ]
        );
        assert_eq!(
            spell(Form::File),
            [
                r#"origins = "https://a.example""#,
                r#"origins = ["https://a.example", "https://b.example"]"#,
                r#"methods = ["GET", "PUT"]"#,
                r#"headers = "x-a""#,
                r#"expose = "*""#,
                "max_age = 600",
                r#"dangerously = "null_origin""#,
                r"{ regex = 'https://.*\.a\.example' }",
                r"origins = { regex = 'https://a\.example' }",
                r#"origins = { env = "ORIGINS" }"#,
            ]
        );
    }
}
