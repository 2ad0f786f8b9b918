//! The rules about `max_age`.

use std::borrow::Cow;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::max_age::MaxAge;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::rule::Rule;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem};

/// The longest lifetime that any browser honours, in seconds.
const LONGEST: u64 = 86_400;

/// The seconds of a draft, as a string.
pub(super) fn check_max_age(draft: &Draft, violations: &mut Collector) -> Option<Cow<'static, str>> {
    let (seconds, value) = match draft.max_age.as_ref()? {
        MaxAge::Seconds(seconds) => (Some(*seconds), seconds.to_string()),
        MaxAge::Text(text) => (parse_lifetime(text), text.clone()),
    };
    let code = |value| Code::value(Argument::MaxAge, value);
    let problem = match seconds {
        None => Some(Problem::new(
            Rule::MaxAgeSyntax,
            format!("`{}` is not a valid lifetime", escaped(&value)),
            text![
                "write seconds, ",
                code("600"),
                ", or a unit, ",
                code("\"10m\""),
                "; ",
                code("0"),
                " switches caching off"
            ],
        )),
        Some(seconds) if seconds > LONGEST => Some(Problem::new(
            Rule::MaxAgeTooLong,
            format!("the lifetime `{}` is longer than a day", escaped(&value)),
            text!["write at most ", code("86400"), "; Chromium keeps it for 7200 seconds at most"],
        )),
        Some(_) => None,
    };
    if let Some(problem) = problem {
        violations.push(Location::whole(Argument::MaxAge), value, problem);
    }
    seconds.map(|seconds| Cow::Owned(seconds.to_string()))
}

/// The seconds of `600`, `600s`, `10m`, `1h`, `1d`.
fn parse_lifetime(text: &str) -> Option<u64> {
    let (digits, factor) = match text.char_indices().last()? {
        (end, 's') => (&text[..end], 1),
        (end, 'm') => (&text[..end], 60),
        (end, 'h') => (&text[..end], 3_600),
        (end, 'd') => (&text[..end], 86_400),
        _ => (text, 1),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Numbers beyond 64 bits are lifetimes, too, only too long.
    let number: u64 = digits.parse().unwrap_or(u64::MAX);
    Some(number.saturating_mul(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes() {
        for (text, seconds) in [
            ("600", Some(600)),
            ("0", Some(0)),
            ("30s", Some(30)),
            ("10m", Some(600)),
            ("1h", Some(3_600)),
            ("1d", Some(86_400)),
            ("99999999999999999999h", Some(u64::MAX)),
            ("", None),
            ("h", None),
            ("1.5h", None),
            ("-1", None),
            ("+1", None),
            ("1 h", None),
            ("1H", None),
            ("1w", None),
            ("١", None),
            ("1h30m", None),
        ] {
            assert_eq!(parse_lifetime(text), seconds, "{text:?}");
        }
    }
}
