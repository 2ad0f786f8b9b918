//! A regular expression of Rust, written again with what all engines understand alike.

use std::fmt::Write;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// The most repetitions that RE2 and Go accept.
const MAX_REPETITIONS: u32 = 1000;

/// The text with a backslash before each character that means something.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for char in text.chars() {
        if r"\.+*?()|[]{}^$".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// Writes the expression with characters of `alphabet` alone, and a text that it matches. `Ok(None)` if nothing of the alphabet
/// matches.
///
/// # Errors
/// Why other engines cannot do it.
pub(super) fn portable(pattern: &str, alphabet: fn(u8) -> bool) -> Result<Option<(String, String)>, String> {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern);
    let hir = parsed.map_err(|error| format!("it is not valid: {error}"))?;
    Ok(written(&hir, alphabet)?.map(|regex| {
        let mut example = String::new();
        write_example(&hir, alphabet, &mut example);
        (regex, example)
    }))
}

fn written(hir: &Hir, alphabet: fn(u8) -> bool) -> Result<Option<String>, String> {
    Ok(match hir.kind() {
        HirKind::Empty => Some(String::new()),
        HirKind::Literal(literal) => {
            let text =
                std::str::from_utf8(&literal.0).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
            text.map(escape)
        }
        HirKind::Class(class) => members(class, alphabet),
        HirKind::Look(look) => Some(anchor(*look)?.to_owned()),
        HirKind::Repetition(repetition) => repeated(repetition, alphabet)?,
        HirKind::Capture(capture) => written(&capture.sub, alphabet)?.map(|sub| format!("(?:{sub})")),
        HirKind::Concat(parts) => parts.iter().map(|part| written(part, alphabet)).collect::<Result<Option<_>, _>>()?,
        HirKind::Alternation(parts) => {
            let parts = parts.iter().map(|part| written(part, alphabet)).collect::<Result<Vec<_>, _>>()?;
            let parts: Vec<_> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| format!("(?:{})", parts.join("|")))
        }
    })
}

fn anchor(look: Look) -> Result<&'static str, String> {
    match look {
        // A header and a path have one line.
        Look::Start | Look::StartLF | Look::StartCRLF => Ok("^"),
        Look::End | Look::EndLF | Look::EndCRLF => Ok("$"),
        Look::WordAscii => Ok(r"\b"),
        Look::WordAsciiNegate => Ok(r"\B"),
        _ => Err("other engines do not know the start and the end of a word, as `\\b{start}` is".to_owned()),
    }
}

fn repeated(repetition: &Repetition, alphabet: fn(u8) -> bool) -> Result<Option<String>, String> {
    let Repetition { min, max, sub, .. } = repetition;
    let Some(sub) = written(sub, alphabet)? else { return Ok((*min == 0).then(String::new)) };
    let sub = if sub.starts_with('[') && sub.find(']') == Some(sub.len() - 1) { sub } else { format!("(?:{sub})") };
    if max.unwrap_or(*min) > MAX_REPETITIONS {
        return Err(format!("other engines do not repeat more than {MAX_REPETITIONS} times"));
    }
    Ok(Some(match (min, max) {
        (0, None) => format!("{sub}*"),
        (1, None) => format!("{sub}+"),
        (0, Some(1)) => format!("{sub}?"),
        (min, None) => format!("{sub}{{{min},}}"),
        (min, Some(max)) if min == max => format!("{sub}{{{min}}}"),
        (min, Some(max)) => format!("{sub}{{{min},{max}}}"),
    }))
}

/// The ASCII members of a class.
fn bytes(class: &Class, alphabet: fn(u8) -> bool) -> Vec<u8> {
    let is_member = |byte: u8| match class {
        Class::Unicode(class) => class.iter().any(|range| (range.start()..=range.end()).contains(&char::from(byte))),
        Class::Bytes(class) => class.iter().any(|range| (range.start()..=range.end()).contains(&byte)),
    };
    (0..128).filter(|&byte| alphabet(byte) && is_member(byte)).collect()
}

fn members(class: &Class, alphabet: fn(u8) -> bool) -> Option<String> {
    let bytes = bytes(class, alphabet);
    let mut text = String::new();
    let mut rest = bytes.as_slice();
    while let [first, ..] = *rest {
        let length = rest.iter().zip(first..).take_while(|(byte, expected)| *byte == expected).count();
        let last = rest[length - 1];
        let separator = if length > 2 { "-" } else { "" };
        let _ = match length {
            1 => write!(text, "{}", member(first)),
            _ => write!(text, "{}{separator}{}", member(first), member(last)),
        };
        rest = &rest[length..];
    }
    (!text.is_empty()).then(|| format!("[{text}]"))
}

fn member(byte: u8) -> String {
    let escape = if br"[]\^-".contains(&byte) { "\\" } else { "" };
    format!("{escape}{}", char::from(byte))
}

fn write_example(hir: &Hir, alphabet: fn(u8) -> bool, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => {
            let members = bytes(class, alphabet);
            let plain = members.iter().find(|byte| byte.is_ascii_alphanumeric());
            text.extend(plain.or(members.first()).copied().map(char::from));
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.min.max(u32::from(repetition.max.is_none())).min(MAX_REPETITIONS);
            (0..times).for_each(|_| write_example(&repetition.sub, alphabet, text));
        }
        HirKind::Capture(capture) => write_example(&capture.sub, alphabet, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write_example(part, alphabet, text)),
        HirKind::Alternation(parts) => {
            let part = parts.iter().find(|part| matches!(written(part, alphabet), Ok(Some(_))));
            if let Some(part) = part {
                write_example(part, alphabet, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(byte: u8) -> bool {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(&byte)
    }

    #[test]
    fn what_other_engines_read_differently_is_written_plainly() {
        for (pattern, expected, example) in [
            (r"a\.b", r"a\.b", "a.b"),
            ("a.*", r"a[\-.0-:a-z]*", "a0"),
            ("a++", "(?:(?:a)+)+", "a"),
            ("[a-z&&[^b-y]]", "[az]", "a"),
            (r"\d{2,3}", "[0-9]{2,3}", "00"),
            ("(?x) a b # c", "ab", "ab"),
            ("(?P<name>x|é|y+)", "(?:(?:x|(?:y)+))", "x"),
            ("(?i)ab", "[a][b]", "ab"),
            ("x(é)?", "x", "x"),
            ("^a$", "^a$", "a"),
        ] {
            let (regex, text) = portable(pattern, word).unwrap().unwrap();
            assert_eq!((regex.as_str(), text.as_str()), (expected, example), "{pattern}");
        }
        assert_eq!(portable("é", word), Ok(None));
        assert!(portable("a{1001}", word).unwrap_err().contains("1000"));
        assert!(portable(r"\b{start}a", word).is_err());
        assert!(portable("(", word).unwrap_err().contains("not valid"));
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escape(r"https://[::1]/a.b-c\"), r"https://\[::1\]/a\.b-c\\");
    }
}
