//! The bounded echo of what a preflight asks for, for policies whose answer has to depend on it.

use crate::spec::standard::{is_token, trim_ows};

/// What an echo is made of at most, in bytes over all lines. Browsers send a few hundred.
const MAX_BYTES: usize = 4096;

/// Whether the value of `Access-Control-Request-Method` is a method, and not too long to be sent back.
pub(crate) fn is_method(value: &[u8]) -> bool {
    value.len() <= MAX_BYTES && is_token(value)
}

/// The names in the lines of `Access-Control-Request-Headers`, joined by `, `; `Some(None)` if there are none, `None`
/// if a line has something that is not a token, or all of them together are too long to be echoed.
///
/// Empty elements and white space are tolerated as
/// [RFC 9110, 5.6.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2) asks for. The work is bounded by
/// [`MAX_BYTES`], whatever the client sends.
#[expect(clippy::option_option, reason = "nothing to echo and nothing that may be echoed are two answers")]
pub(crate) fn header_names<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<Option<String>> {
    let mut names = String::new();
    let mut left = MAX_BYTES;
    for line in lines {
        // Every line costs something, so a thousand empty ones end here, too.
        left = left.checked_sub(line.len() + 1)?;
        let elements = line.split(|&byte| byte == b',').map(trim_ows);
        for name in elements.filter(|name| !name.is_empty()) {
            if !is_token(name) {
                return None;
            }
            if !names.is_empty() {
                names.push_str(", ");
            }
            names.push_str(std::str::from_utf8(name).ok()?);
        }
    }
    Some((!names.is_empty()).then_some(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::option_option, reason = "as of the function under test")]
    fn echo(lines: &[&str]) -> Option<Option<String>> {
        header_names(lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn names_of_all_lines() {
        assert_eq!(echo(&[]), Some(None));
        assert_eq!(echo(&[""]), Some(None));
        assert_eq!(echo(&["x-b,x-a"]), Some(Some("x-b, x-a".to_owned())));
        assert_eq!(echo(&[" x-a ,, ", "\tx-b"]), Some(Some("x-a, x-b".to_owned())));
    }

    #[test]
    fn methods() {
        assert!(is_method(b"PUT") && is_method(&b"A".repeat(4096)));
        assert!(!is_method(b"") && !is_method(b"A B") && !is_method(&b"A".repeat(4097)));
    }

    #[test]
    fn hostile_lines() {
        assert_eq!(echo(&["x-a, b c"]), None);
        assert_eq!(echo(&["x-a\u{0}"]), None);
        assert_eq!(echo(&["x-a\u{c}"]), None);
        assert_eq!(echo(&["\r\nx-a"]), None);
        assert_eq!(echo(&["x-é"]), None);
        assert_eq!(echo(&[&"x,".repeat(4000)]), None);
        assert_eq!(echo(&vec![""; 5000]), None);
    }
}
