//! YAML, as far as configurations take it.

use std::fmt::Write;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Yaml {
    /// A string.
    Text(String),
    /// A number.
    Number(u64),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Yaml>),
    /// Keys and values, in this order.
    Map(Vec<(String, Yaml)>),
}

/// A map of these keys and values.
pub(crate) fn map<const N: usize>(pairs: [(&str, Yaml); N]) -> Yaml {
    Yaml::Map(pairs.map(|(key, value)| (key.to_owned(), value)).into())
}

/// A string.
pub(crate) fn text(text: impl Into<String>) -> Yaml {
    Yaml::Text(text.into())
}

impl Yaml {
    /// The lines of the value, each with a line break.
    pub(crate) fn lines(&self) -> String {
        let mut lines = String::new();
        self.write(0, &mut lines);
        lines
    }

    fn write(&self, indent: usize, lines: &mut String) {
        match self {
            Yaml::Map(pairs) if !pairs.is_empty() => {
                for (index, (key, value)) in pairs.iter().enumerate() {
                    // The first key follows the dash of its item.
                    let start = if index == 0 { String::new() } else { " ".repeat(indent) };
                    let _ = write!(lines, "{start}{}:", Yaml::key(key));
                    match value {
                        Yaml::Map(pairs) if !pairs.is_empty() => {
                            let _ = write!(lines, "\n{}", " ".repeat(indent + 2));
                            value.write(indent + 2, lines);
                        }
                        Yaml::List(items) if !items.is_empty() => {
                            let _ = write!(lines, "\n{}", " ".repeat(indent));
                            value.write(indent, lines);
                        }
                        _ => {
                            lines.push(' ');
                            value.write(indent, lines);
                        }
                    }
                }
            }
            Yaml::List(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    let start = if index == 0 { String::new() } else { " ".repeat(indent) };
                    let _ = write!(lines, "{start}- ");
                    item.write(indent + 2, lines);
                }
            }
            Yaml::Map(_) => lines.push_str("{}\n"),
            Yaml::List(_) => lines.push_str("[]\n"),
            Yaml::Number(number) => {
                let _ = writeln!(lines, "{number}");
            }
            Yaml::Flag(flag) => {
                let _ = writeln!(lines, "{flag}");
            }
            Yaml::Text(text) => {
                let _ = writeln!(lines, "{}", quoted(text));
            }
        }
    }

    fn key(key: &str) -> String {
        let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) && !key.is_empty();
        if is_plain { key.to_owned() } else { quoted(key) }
    }
}

/// A string between quotes.
fn quoted(text: &str) -> String {
    if text.contains(char::is_control) {
        let escape = |char: char| match char {
            '"' | '\\' => format!("\\{char}"),
            char if char.is_control() => format!("\\u{:04x}", u32::from(char)),
            char => char.to_string(),
        };
        return format!("\"{}\"", text.chars().map(escape).collect::<Vec<_>>().concat());
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_in_blocks() {
        let value = map([
            ("a", text(r"it's \d")),
            ("@type", Yaml::Number(1)),
            ("list", Yaml::List(vec![map([("x", Yaml::Flag(true)), ("y", map([("z", text("a\nb"))]))]), text("")])),
            ("none", Yaml::List(Vec::new())),
        ]);
        let expected = "\
a: 'it''s \\d'
'@type': 1
list:
- x: true
  y:
    z: \"a\\u000ab\"
- ''
none: []
";
        assert_eq!(value.lines(), expected);
    }
}
