//! Path patterns of actix-web, in parts.

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'p> {
    /// Text.
    Literal(&'p str),
    /// `{name}`, which matches a segment, or `{name:expression}`.
    Parameter {
        /// Its name.
        name: &'p str,
        /// The regular expression, as it is written.
        expression: Option<&'p str>,
        /// Whether it is the tail: `{name}*`, at the end of the pattern, matches everything that follows.
        is_tail: bool,
    },
}

impl<'p> Part<'p> {
    /// What matches a segment, where no expression is written.
    pub const SEGMENT: &'static str = "[^/]+";

    fn parameter(inside: &'p str, is_tail: bool) -> Self {
        let (name, expression) = match inside.split_once(':') {
            Some((name, expression)) => (name, Some(expression)),
            None => (inside, None),
        };
        Part::Parameter { name, expression, is_tail }
    }
}

/// Splits a pattern; `None` if it has a `{` that is not closed.
pub fn parts(pattern: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let end = end_of_parameter(after)?;
        rest = &after[end + 1..];
        let is_tail = rest == "*";
        if is_tail {
            rest = "";
        }
        parts.extend([Part::Literal(before), Part::parameter(&after[..end], is_tail)]);
    }
    parts.push(Part::Literal(rest));
    parts.retain(|part| *part != Part::Literal(""));
    Some(parts)
}

/// Where the `}` is that closes a parameter; its regular expression may have braces, too.
fn end_of_parameter(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(index, char)| {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(index),
            '}' => depth -= 1,
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_split() {
        let parameter = |name, expression| Part::Parameter { name, expression, is_tail: false };
        for (pattern, expected) in [
            ("", &[][..]),
            ("/a:b", &[Part::Literal("/a:b")]),
            ("/{id}", &[Part::Literal("/"), parameter("id", None)]),
            (
                r"/{year:\d{4}}-{month}/x",
                &[
                    Part::Literal("/"),
                    parameter("year", Some(r"\d{4}")),
                    Part::Literal("-"),
                    parameter("month", None),
                    Part::Literal("/x"),
                ],
            ),
            ("/{tail}*", &[Part::Literal("/"), Part::Parameter { name: "tail", expression: None, is_tail: true }]),
            ("/{a}*/b", &[Part::Literal("/"), parameter("a", None), Part::Literal("*/b")]),
        ] {
            assert_eq!(parts(pattern).as_deref(), Some(expected), "{pattern}");
        }
        assert_eq!(parts("/{id"), None);
        assert_eq!(parts("/{id:{}"), None);
    }
}
