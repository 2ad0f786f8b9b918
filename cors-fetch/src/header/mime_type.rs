//! The essence of MIME types.

use cors_core::__private::is_token;

use super::list::normalized;

/// The [essence](https://mimesniff.spec.whatwg.org/#mime-type-essence), `type/subtype` in lower case, of a value that
/// [parses](https://mimesniff.spec.whatwg.org/#parse-a-mime-type). Parameters cannot make it fail.
pub(super) fn essence(value: &[u8]) -> Option<String> {
    // A `;` ends the subtype; in the type it is not a valid token either, so cutting there first loses nothing.
    let end = value.iter().position(|&byte| byte == b';').unwrap_or(value.len());
    let value = normalized(&value[..end]);
    let slash = value.iter().position(|&byte| byte == b'/')?;
    let (kind, subtype) = (&value[..slash], &value[slash + 1..]);
    let text = |token| is_token(token).then(|| String::from_utf8_lossy(token).to_ascii_lowercase());
    Some(format!("{}/{}", text(kind)?, text(subtype)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn essences() {
        for (value, expected) in [
            ("text/plain", Some("text/plain")),
            (" \tText/PLAIN \r\n", Some("text/plain")),
            ("text/plain;charset=utf-8", Some("text/plain")),
            ("text/plain ;", Some("text/plain")),
            ("text/plain;;/;", Some("text/plain")),
            ("text/plain;a=\"", Some("text/plain")),
            ("x-a+b/c.d", Some("x-a+b/c.d")),
            ("", None),
            ("text", None),
            ("/plain", None),
            ("text/", None),
            ("text/;a=b", None),
            ("text /plain", None),
            ("text/ plain", None),
            ("text/plain/x", None),
            ("text/plain,text/plain", None),
            ("text;/plain", None),
            ("text/plain\u{c}", None),
            ("te\u{e9}t/plain", None),
        ] {
            assert_eq!(essence(value.as_bytes()).as_deref(), expected, "{value:?}");
        }
    }
}
