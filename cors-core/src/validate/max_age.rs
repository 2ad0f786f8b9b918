//! The rules about `max_age`.

use std::borrow::Cow;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::max_age::MaxAge;
use crate::escape::escaped;
use crate::rule::Rule;
use crate::violation::{Location, Violations};

/// The longest lifetime that any browser honours, in seconds.
const MAX_AGE_CAP: u64 = 86_400;

/// The seconds of a draft, as a text.
pub(super) fn check_max_age(draft: &Draft, violations: &mut Violations) -> Option<Cow<'static, str>> {
    let written = draft.max_age.as_ref()?;
    let location = Location::whole(Argument::MaxAge);
    let seconds = match written {
        MaxAge::Seconds(seconds) => Some(*seconds),
        MaxAge::Text(text) => parse_lifetime(text),
    };
    let value = written.to_string();
    match seconds {
        None => {
            let what = format!("`{}` is no lifetime", escaped(&value));
            let [seconds, unit, zero] =
                ["600", "\"10m\"", "0"].map(|value| draft.syntax.value(Argument::MaxAge, value));
            let help = format!("write seconds, `{seconds}`, or a unit, `{unit}`; `{zero}` switches caching off");
            violations.push(Rule::MaxAgeSyntax, location, &value, what, help);
        }
        Some(seconds) if seconds > MAX_AGE_CAP => {
            let what = format!("the lifetime `{}` is longer than a day", escaped(&value));
            let longest = draft.syntax.value(Argument::MaxAge, "86400");
            let help = format!("write at most `{longest}`; 7200 is all that Chromium makes of it");
            violations.push(Rule::MaxAgeTooLong, location, &value, what, help);
        }
        Some(_) => {}
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
