//! The policy that the visitor writes: read from TOML, checked by the rules of the macro, put into force, and written as an
//! attribute.

use std::ops::Range;

use cors_actix::violation::{Argument, Location, Violation};
use cors_actix::{Draft, Policy, PolicyHandle};
use serde::Serialize;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::api;

/// The longest policy that is read, in bytes.
pub(super) const LONGEST: usize = 4096;

/// How many errors are shown. Each quotes a line of the text, which may be all of it.
const MOST_ERRORS: usize = 20;

/// What the page shows of a policy.
#[derive(Serialize)]
pub(super) struct Checked {
    /// The arguments by their names, in the order of the documentation; `None` if the text is not TOML.
    arguments: Option<Vec<(String, Value)>>,
    /// The attribute for a program. With errors there is none, and the earlier policy stays in force.
    attribute: Option<String>,
    errors: Vec<Mistake>,
}

/// An error, as the compiler would show it.
#[derive(Serialize)]
struct Mistake {
    /// The argument that it is about, if there is one.
    argument: Option<&'static str>,
    /// What is wrong, and lines that start with `help:` and `note:`.
    message: String,
    /// The line of the text, with the value underlined.
    source: String,
}

/// Checks a policy, and puts it into force if it is valid.
pub(super) fn replace(text: &str, in_force: &PolicyHandle) -> Checked {
    let set = |policy| {
        in_force.set(policy).map_err(|violations| vec![Mistake::new(text, None, &violations.to_string(), None)])
    };
    let errors = check(text).and_then(set).err().unwrap_or_default();
    let arguments = toml::from_str(text).ok().map(in_order);
    let is_valid = |_: &&Vec<_>| errors.is_empty();
    let attribute = arguments.as_ref().filter(is_valid).map(|arguments| attribute(arguments));
    Checked { arguments, attribute, errors }
}

fn check(text: &str) -> Result<Policy, Vec<Mistake>> {
    let unreadable = |error: toml::de::Error| vec![Mistake::new(text, None, error.message(), error.span())];
    let table = DeTable::parse(text).map_err(unreadable)?.into_inner();
    // Every visitor could otherwise ask for any variable of the process, and a message would quote it.
    if let Some(span) = variable(&table) {
        let message = "the playground does not read environment variables\n\
                       help: write the origins here; in your program, `env` reads a variable when the program starts";
        return Err(vec![Mistake::new(text, Some(Argument::Origins), message, Some(span))]);
    }
    let draft: Draft = toml::from_str(text).map_err(unreadable)?;
    let draft = draft.route_methods(api::YOUR_METHODS);
    let policy = draft.check();
    let redundant = draft.check_redundancy().err();
    let violations = policy.as_ref().err().into_iter().chain(&redundant).flatten();
    let violations = violations.take(MOST_ERRORS);
    let mistakes: Vec<_> = violations.map(|violation| Mistake::of(violation, text, &table)).collect();
    policy.ok().filter(|_| mistakes.is_empty()).ok_or(mistakes)
}

/// The first origin that comes from an environment variable.
fn variable(table: &DeTable<'_>) -> Option<Range<usize>> {
    let origins = table.get(Argument::Origins.name())?;
    let entries = origins.get_ref().as_array().map_or(std::slice::from_ref(origins), |list| list);
    let is_variable = |entry: &DeValue<'_>| entry.as_table().is_some_and(|entry| entry.contains_key("env"));
    entries.iter().find(|entry| is_variable(entry.get_ref())).map(Spanned::span)
}

impl Mistake {
    fn of(violation: &Violation, text: &str, table: &DeTable<'_>) -> Self {
        let location = violation.location();
        Mistake::new(text, Some(location.argument()), &violation.to_string(), span(location, table))
    }

    fn new(text: &str, argument: Option<Argument>, message: &str, span: Option<Range<usize>>) -> Self {
        let source = span.map(|span| underlined(text, span)).unwrap_or_default();
        Mistake { argument: argument.map(Argument::name), message: message.to_owned(), source }
    }
}

/// The value at fault; of a list as a whole, its name.
fn span(location: Location, table: &DeTable<'_>) -> Option<Range<usize>> {
    let (name, value) = table.get_key_value(location.argument().name())?;
    let list = value.get_ref().as_array();
    let entry = list.and_then(|list| list.get(location.index()?));
    Some(match (entry, list) {
        (Some(entry), _) => entry.span(),
        (None, Some(_)) => name.span(),
        (None, None) => value.span(),
    })
}

/// The line of the text that holds the span, with its number and the span underlined.
fn underlined(text: &str, Range { start, end }: Range<usize>) -> String {
    let (before, rest) = text.split_at(start);
    let (before, number) = (before.rsplit('\n').next().unwrap_or_default(), before.matches('\n').count() + 1);
    let line = rest.lines().next().unwrap_or_default();
    let width = line[..line.len().min(end - start)].chars().count().max(1);
    let (column, margin) = (before.chars().count(), " ".repeat(number.to_string().len()));
    let carets = "^".repeat(width);
    format!(
        "{margin}--> policy.toml:{number}:{}\n{margin} |\n{number} | {before}{line}\n{margin} | {}{carets}",
        column + 1,
        " ".repeat(column),
    )
}

/// The arguments in the order of the documentation, and then what is not one.
fn in_order(table: Table) -> Vec<(String, Value)> {
    let place = |name: &str| Argument::ALL.iter().position(|argument| argument.name() == name);
    let mut arguments: Vec<_> = table.into_iter().collect();
    arguments.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
    arguments
}

/// The longest attribute on one line.
const LINE: usize = 80;

/// The attribute that says the same as valid arguments.
fn attribute(arguments: &[(String, Value)]) -> String {
    // A file may list nothing; an attribute leaves such an argument out.
    let arguments = arguments.iter().filter(|(_, value)| value.as_array().is_none_or(|list| !list.is_empty()));
    let arguments: Vec<_> = arguments.map(|(name, value)| argument(name, value)).collect();
    let line = format!("#[cors({})]", arguments.join(", "));
    if line.len() <= LINE { line } else { format!("#[cors(\n    {},\n)]", arguments.join(",\n    ")) }
}

fn argument(name: &str, value: &Value) -> String {
    let entries = value.as_array().map_or(std::slice::from_ref(value), |list| list);
    let are_words = ["methods", "dangerously"].contains(&name);
    let code: Vec<_> = entries.iter().map(|entry| code(entry, are_words)).collect();
    let code = code.join(", ");
    match (name, entries) {
        (_, [Value::Boolean(true)]) => name.to_owned(),
        (_, [Value::String(any)]) if any == "*" => format!("{name} = {code}"),
        ("origins" | "max_age" | "enforce", [Value::String(_)]) | (_, [Value::Boolean(_) | Value::Integer(_)]) => {
            format!("{name} = {code}")
        }
        _ => format!("{name}({code})"),
    }
}

/// A value in Rust.
fn code(value: &Value, is_word: bool) -> String {
    let has_letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    match value {
        Value::String(text) if is_word && has_letters(text) => text.clone(),
        Value::String(text) if text.contains('\\') && !text.contains(['"', '\r']) => format!("r\"{text}\""),
        Value::String(text) => format!("{text:?}"),
        Value::Table(entry) => {
            let parts = entry.iter().map(|(kind, value)| format!("{kind} = {}", code(value, false)));
            parts.collect::<Vec<_>>().join(", ")
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use cors_actix::{Draft, PolicyHandle, policy};

    use super::{MOST_ERRORS, replace};

    /// The TOML on the left and the attribute on the right are the same policy, which `policy!` compiles.
    macro_rules! written {
        ($($toml:literal => ($($attribute:tt)+),)+) => {
            [$(($toml, stringify!($($attribute)+), policy!($($attribute)+))),+]
        };
    }

    #[test]
    fn the_attribute_means_the_same_as_the_text() {
        let pairs = written! {
            "origins = '*'" => (origins = "*"),
            "origins = ['https://a.example']\nmethods = 'PUT'" => (origins = "https://a.example", methods(PUT)),
            "origins = ['https://a.example', { regex = 'https://[a-z]+\\.b\\.example' }]\ncredentials = true" =>
                (origins("https://a.example", regex = r"https://[a-z]+\.b\.example"), credentials),
            "max_age = '1h'\norigins = { regex = \"https://[a-z]+[.]b[.]example\" }" =>
                (origins(regex = "https://[a-z]+[.]b[.]example"), max_age = "1h"),
            "origins = 'https://a.example'\nheaders = []\nexpose = ['etag', 'x-b']\nmax_age = 600" =>
                (origins = "https://a.example", expose("etag", "x-b"), max_age = 600),
            "origins = 'https://a.example'\nheaders = '*'\nmethods = ['PUT', 'M-SEARCH']" =>
                (origins = "https://a.example", methods(PUT, "M-SEARCH"), headers = "*"),
            "origins = 'http://a.example'\ndangerously = 'insecure_origins'\ncredentials = true\ntiming = true" =>
                (origins = "http://a.example", credentials, timing, dangerously(insecure_origins)),
            "origins = 'https://a.example'\nenforce = 'all'\nhosts = 'a.example'\npreflight_status = 200" =>
                (origins = "https://a.example", enforce = "all", hosts("a.example"), preflight_status = 200),
            "origins = 'https://a.example'\nenforce = false\ntiming = false" =>
                (origins = "https://a.example", timing = false, enforce = false),
        };
        for (toml, attribute, policy) in pairs {
            let arguments = super::in_order(toml::from_str(toml).unwrap());
            let squeezed = |text: &str| text.replace([' ', '\n'], "").replace(",)", ")");
            assert_eq!(squeezed(&super::attribute(&arguments)), squeezed(&format!("#[cors({attribute})]")), "{toml}");
            assert_eq!(toml::from_str::<Draft>(toml).unwrap().check().unwrap(), policy, "{toml}");
        }
    }

    #[test]
    fn a_mistake_is_underlined() {
        for (text, source) in [
            (
                "origins = 'https://a.example/'",
                "policy.toml:1:11\n  |\n1 | origins = 'https://a.example/'\n  |           ^^^^^^^^^^^^^^^^^^^^",
            ),
            ("origins = ['*',\n 'é', 'https://ü.example/x']", "2:7"),
            ("origins = '*'\nmax_age = '2d' # long", "2:11\n  |\n2 | max_age = '2d' # long\n  |           ^^^^"),
            ("origins = ['https://a.example', 'https://a.example']", "1:33"),
            ("orgins = '*'", "1:1\n  |\n1 | orgins = '*'\n  | ^^^^^^"),
            ("origins = [", "1:12"),
            ("origins = [{ env = 'HOME' }]", "1:12"),
            ("origins = '*'\ncredentials = 'yes'", "2:15"),
        ] {
            let in_force = PolicyHandle::new(&Draft::new().origins(["https://before.example"])).unwrap();
            let checked = replace(text, &in_force);
            let shown: Vec<_> = checked.errors.iter().map(|error| error.source.as_str()).collect();
            assert!(shown.iter().any(|shown| shown.contains(source)), "{text}\n{}", shown.join("\n"));
            assert!(checked.attribute.is_none());
            assert!(in_force.policy().allows(b"https://before.example"), "{text}");
        }
    }

    #[test]
    fn errors_are_bounded() {
        let in_force = PolicyHandle::from(policy!(origins = "https://before.example"));
        let checked = replace(&format!("origins = [{}]", "'https://a.example', ".repeat(190)), &in_force);
        assert_eq!(checked.errors.len(), MOST_ERRORS);
    }

    #[test]
    fn a_valid_policy_is_in_force_at_once() {
        let in_force = PolicyHandle::from(policy!(origins = "https://before.example"));
        let checked = replace("origins = 'https://a.example'\nmethods = 'PUT'", &in_force);
        assert!(checked.errors.is_empty());
        assert_eq!(checked.attribute.as_deref(), Some("#[cors(origins = \"https://a.example\", methods(PUT))]"));
        assert!(in_force.policy().allows(b"https://a.example"));
        assert!(!in_force.policy().allows(b"https://before.example"));
    }
}
