//! Values of environment variables that list origins as other systems do.

use crate::origin::entry::Entry;
use crate::validate::suggest::origin::nearest_entries;

/// A value that is not origins between commas, but lists origins in a form that is known.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::validate) struct OtherForm {
    /// What it is: `a JSON list`.
    pub(in crate::validate) name: &'static str,
    /// The entries that were meant.
    pub(in crate::validate) entries: Vec<String>,
}

/// The form of a value, if it is another one, and everything in it looks like an origin.
pub(in crate::validate) fn other_form(value: &str) -> Option<OtherForm> {
    let value = value.trim();
    let name = form(value)?;
    let inside = without_brackets(value).replace('\\', "");
    let is_separator = |char: char| char.is_whitespace() || matches!(char, ',' | ';' | '|');
    let parts = inside.split(is_separator).map(|part| part.trim_matches(is_quote));
    // The dash of a YAML entry.
    let parts: Vec<_> = parts.filter(|part| !matches!(*part, "" | "-")).collect();
    if parts.is_empty() || !parts.iter().all(|part| is_like_an_origin(part)) {
        return None;
    }
    Some(OtherForm { name, entries: parts.into_iter().map(nearest).collect() })
}

fn form(value: &str) -> Option<&'static str> {
    let lines = || value.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_bracketed = without_brackets(value).len() < value.len();
    let entries = || value.split(',').map(str::trim);
    match value {
        _ if is_bracketed && value.starts_with('[') && value.contains('"') => Some("a JSON list"),
        _ if is_bracketed => Some("a list in brackets"),
        _ if value.starts_with("- ") && lines().all(|line| line.starts_with("- ")) => Some("a YAML list"),
        _ if value.contains(is_quote) => Some("a list with quotes"),
        _ if value.contains(';') => Some("a list with semicolons"),
        _ if value.contains('|') => Some("a list with vertical bars"),
        _ if entries().any(|entry| entry.contains(['\n', '\r'])) => Some("a list with line breaks"),
        _ if entries().any(|entry| entry.contains(char::is_whitespace)) => Some("a list with spaces"),
        _ => None,
    }
}

/// What is between the brackets around a value; those of an IPv6 address are part of it.
fn without_brackets(value: &str) -> &str {
    let pairs = [('[', ']'), ('(', ')'), ('{', '}'), ('<', '>')];
    let inside = pairs.into_iter().find_map(|(open, close)| value.strip_prefix(open)?.strip_suffix(close));
    inside.map(str::trim).filter(|inside| inside.parse::<std::net::Ipv6Addr>().is_err()).unwrap_or(value)
}

fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}')
}

fn is_like_an_origin(part: &str) -> bool {
    let is_host = part.contains('.') || part.starts_with("localhost") || part.starts_with('[');
    // What is left of quotes and brackets is not understood.
    let is_plain = !part.contains(is_quote) && !part.contains(['{', '}', '(', ')', '<', '>', '=', '^', '$']);
    is_plain && (part.contains("://") || is_host || matches!(part, "*" | "null"))
}

fn nearest(part: &str) -> String {
    let is_entry = Entry::parse(part).is_ok();
    let meant = if is_entry { None } else { nearest_entries(part, |_| true) };
    match meant.as_deref() {
        Some([entry]) => entry.to_string(),
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_other_systems() {
        for (value, name) in [
            (r#"["https://a.example","https://b.example"]"#, "a JSON list"),
            (r#" [ "https://a.example", "https://b.example/" ] "#, "a JSON list"),
            ("[\n  \"https://a.example\",\n  \"https://b.example\"\n]", "a JSON list"),
            (r#"[\"https://a.example\",\"https:\/\/b.example\"]"#, "a JSON list"),
            ("['https://a.example', 'https://b.example']", "a list in brackets"),
            ("[https://a.example, https://b.example]", "a list in brackets"),
            ("(https://a.example https://b.example)", "a list in brackets"),
            ("{https://a.example,https://b.example}", "a list in brackets"),
            ("- https://a.example\n- https://b.example", "a YAML list"),
            ("- \"https://a.example\"\n- 'https://b.example'\n", "a YAML list"),
            ("- https://a.example - https://b.example", "a YAML list"),
            (r#""https://a.example","https://b.example""#, "a list with quotes"),
            (r#""https://a.example,https://b.example""#, "a list with quotes"),
            ("'https://a.example', 'https://b.example'", "a list with quotes"),
            ("https://a.example;https://b.example", "a list with semicolons"),
            ("https://a.example; https://b.example;", "a list with semicolons"),
            ("https://a.example|https://b.example", "a list with vertical bars"),
            ("https://a.example https://b.example", "a list with spaces"),
            ("https://a.example\thttps://b.example", "a list with spaces"),
            ("https://a.example\nhttps://b.example\n", "a list with line breaks"),
            ("https://a.example\r\nb.example", "a list with line breaks"),
        ] {
            let entries = ["https://a.example", "https://b.example"].map(str::to_owned).into();
            assert_eq!(other_form(value), Some(OtherForm { name, entries }), "{value}");
        }
    }

    #[test]
    fn what_is_no_list_of_another_form() {
        for value in [
            "https://a.example",
            "https://a.example, https://b.example",
            "https://a.example,\nhttps://b.example",
            "https://a.example,,https://b.example",
            "http://[::1]:8080",
            "[::1]",
            "*",
            "any site",
            "{\"origins\": [\"https://a.example\"]}",
            "https://(a|b)\\.example",
        ] {
            assert_eq!(other_form(value), None, "{value}");
        }
    }
}
