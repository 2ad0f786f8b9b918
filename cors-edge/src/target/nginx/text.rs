//! How nginx reads a file.

use std::fmt::Write;

/// A map: what it is about, its source, its variable, its lines.
pub(super) fn map(
    text: &mut String,
    comment: &str,
    source: &str,
    variable: &str,
    lines: impl IntoIterator<Item = (String, String)>,
) {
    let _ = writeln!(text, "# {comment}\nmap {source} {variable} {{");
    for (key, value) in lines {
        let _ = writeln!(text, "    {key} {value};");
    }
    text.push_str("}\n");
}

/// A string between quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        // nginx reads a backslash as such, unless one of these follows it.
        let is_read = char == '\\' && rest.peek().is_some_and(|next| r#"\"'trn"#.contains(*next));
        if is_read || char == '"' {
            quoted.push('\\');
        }
        quoted.push(char);
        // The second backslash of a pair is escaped as well, by itself.
        if is_read && rest.peek() == Some(&'\\') {
            rest.next();
            quoted.push_str("\\\\");
        }
    }
    quoted + "\""
}

/// A value without variables: a `$` is the value of one.
pub(super) fn value(text: &str) -> String {
    quoted(text).replace('$', "${cors_dollar}")
}

/// A key that matches by a regular expression.
pub(super) fn regex(expression: &str) -> String {
    quoted(&format!("~^{expression}$"))
}

pub(super) fn line(key: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (key.into(), value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_nginx_reads_them() {
        assert_eq!(quoted(r"a\.b"), r#""a\.b""#);
        assert_eq!(quoted(r#"a"b"#), r#""a\"b""#);
        assert_eq!(quoted(r"[ \t]"), r#""[ \\t]""#);
        assert_eq!(quoted(r"a\\b"), r#""a\\\\b""#);
        assert_eq!(value("x-$a"), r#""x-${cors_dollar}a""#);
    }
}
