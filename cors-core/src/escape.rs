//! Values in messages, escaped to be readable in one line.

use std::borrow::Cow;

/// A value for a message: what does not print is escaped, and it is cut where nobody would read on.
pub(crate) fn escaped(value: &str) -> Cow<'_, str> {
    const SHOWN: usize = 120;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", printable(&value[..end]))),
        None => printable(value),
    }
}

/// A string with escapes for what does not print. Backslashes and quotes print, and belong to patterns.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let prints = |char: char| matches!(char, '\\' | '"' | '\'') || char.escape_debug().len() == 1;
    if text.chars().all(prints) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    for char in text.chars() {
        if prints(char) { escaped.push(char) } else { escaped.extend(char.escape_debug()) }
    }
    Cow::Owned(escaped)
}

/// A value that a client sent, for a log: what does not print is escaped, and it is cut.
pub fn escape_for_log(value: &[u8]) -> String {
    // Longer than what is shown, so the cut is visible.
    const LOOKED_AT: usize = 1024;
    let start = value.get(..LOOKED_AT).unwrap_or(value);
    escaped(&String::from_utf8_lossy(start)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_messages_are_escaped_and_cut() {
        assert_eq!(escaped("a\nb"), "a\\nb");
        assert_eq!(escaped(&"x".repeat(200)).chars().count(), 121);
        assert_eq!(escaped(r#"https://"a\.b"#), r#"https://"a\.b"#);
        assert_eq!(escaped("a\u{202e}b\u{200b}"), "a\\u{202e}b\\u{200b}");
        assert_eq!(escaped("é"), "é");
    }
}
