//! Paths that a pattern of actix-web matches.

use actix_web::dev::ResourceDef;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::report::path_pattern::{Part, parts};

/// How many different examples are made of a pattern.
const VARIANTS: usize = 8;

/// The longest example of a repetition that has to be repeated often.
const MAX_LENGTH: usize = 2048;

/// Paths that the pattern matches, as different as the pattern lets them be. None if that is not known.
pub(super) fn examples(pattern: &str) -> impl Iterator<Item = String> {
    let resource = ResourceDef::new(pattern);
    let mut last = None;
    (0..VARIANTS).filter_map(move |variant| {
        let path = fill(pattern, variant).filter(|path| resource.is_match(path) && last.as_ref() != Some(path))?;
        last = Some(path.clone());
        Some(path)
    })
}

/// The path as a request sends it.
pub(super) fn encoded(path: &str) -> String {
    let is_sent_as_it_is = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte);
    let encode = |byte: u8| if is_sent_as_it_is(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}

/// Puts a text into each `{…}` of a pattern.
fn fill(pattern: &str, variant: usize) -> Option<String> {
    let mut path = String::new();
    let parts = parts(pattern)?;
    for (index, part) in parts.iter().enumerate() {
        let (name, expression) = match *part {
            // actix-web leaves out a `*` at the end.
            Part::Literal(text) if index + 1 == parts.len() => {
                path.push_str(text.strip_suffix('*').unwrap_or(text));
                continue;
            }
            Part::Literal(text) => {
                path.push_str(text);
                continue;
            }
            Part::Parameter { name, expression, .. } => (name, expression.unwrap_or(Part::SEGMENT)),
        };
        // Without its tables of Unicode the parser knows `\d` and `\w` as ASCII alone.
        let ascii = || ParserBuilder::new().unicode(false).utf8(false).build().parse(expression).ok();
        let hir = regex_syntax::parse(expression).ok().or_else(ascii)?;
        // Two segments of a path get two texts.
        write(&hir, variant + usize::from(name.len() % 2 == 0 && variant == 4), &mut path)?;
    }
    Some(path)
}

/// Writes a text that the expression matches, but for what it looks at around it. `None` if there is none, or a long one.
fn write(hir: &Hir, variant: usize, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => {
            text.push_str(std::str::from_utf8(&literal.0).ok()?);
            Some(())
        }
        HirKind::Class(class) => {
            text.push(member(class, variant, text.len())?);
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX) as usize;
            // The last one repeats nothing more often than it has to.
            let wanted = if variant == VARIANTS - 1 { 0 } else { variant + 1 };
            let times = (repetition.min as usize).max(wanted.min(most));
            (0..times).try_for_each(|_| {
                write(&repetition.sub, variant, text)?;
                (times + text.len() <= MAX_LENGTH).then_some(())
            })
        }
        HirKind::Capture(capture) => write(&capture.sub, variant, text),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, variant, text)),
        HirKind::Alternation(alternatives) => write(alternatives.get(variant % alternatives.len())?, variant, text),
    }
}

/// A character of the class, an ordinary one if it has any. Characters in a row differ.
fn member(class: &Class, variant: usize, position: usize) -> Option<char> {
    const ORDINARY: [&str; VARIANTS] = ["x0a-", "0xz-", "q7b-", "7qA-", "Zc5_", "5pQ.", "a/b1", "x"];
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    let is_member = |char: &char| ranges.iter().any(|(start, end)| (start..=end).contains(&char));
    let word = ORDINARY[variant % VARIANTS];
    let ordinary = word.chars().cycle().skip(position % word.len()).take(word.len()).find(is_member);
    ordinary.or_else(|| ('!'..='~').find(is_member)).or_else(|| ranges.first().map(|(start, _)| *start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_gets_paths_that_it_matches() {
        for pattern in [
            "/",
            "/items",
            "/items/{id}",
            "/{tenant}/items/{id}.{format}",
            r"/{year:\d{4}}-{month:0[1-9]|1[0-2]}",
            "/{id:[0-9a-f]{8}-[0-9a-f]{4}}",
            "/files/{tail:.*}",
            "/files/{tail}*",
            "/{name:[^/]*}",
            "/a b/{é}",
        ] {
            assert!(examples(pattern).next().is_some(), "{pattern}");
        }
        assert!(examples("/items/{id}").count() > 3, "another resource may match some of them");
        assert!(examples("/{tail:.*}").any(|path| path[1..].contains('/')), "no segment alone matches that one");
        assert_eq!(examples("/{id:a^b}").next(), None, "it matches nothing");
    }

    #[test]
    fn what_a_request_cannot_carry_is_encoded() {
        assert_eq!(encoded("/a b/é?#"), "/a%20b/%C3%A9%3F%23");
    }
}
