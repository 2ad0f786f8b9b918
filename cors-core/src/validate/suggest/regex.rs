//! What to write instead of a pattern that is refused.

use crate::config::syntax::Code;
use crate::escape::printable;
use crate::origin::Origin;
use crate::origin::public_suffix;
use crate::regex::{Error, Limit, suggest};
use crate::validate::suggest::kind::instead_of_regex;
use crate::violation::text::{Text, text};

/// What to write instead of a refused pattern.
pub(in crate::validate) fn help(pattern: &str, error: &Error) -> Text {
    if let Some(suggestion) = suggest(pattern, error) {
        let mistake = printable(&suggestion.mistake).into_owned();
        return text![mistake, "; write ", Code::Regex(suggestion.pattern)];
    }
    match error {
        Error::Syntax { .. } => {
            text!["write a regular expression over ASCII: ", example(r"https://([a-z0-9-]+\.)?example\.com")]
        }
        Error::TooLarge { limit: Limit::Text } => "split it into several patterns".into(),
        Error::TooLarge { limit: Limit::States } => {
            "write `+` or `*` where a count does not matter, or split it into several patterns".into()
        }
        Error::TooLarge { limit: Limit::Search } => name_the_domain(),
        Error::NoOrigin => text![
            "match scheme, host and port as a browser sends them (in ASCII and lower case, labels of at most 63 bytes, no \
             default port, no path or slash at the end): ",
            example(r"https://app\.example\.com")
        ],
        Error::Unbounded { counterexample } => by_kind(counterexample).unwrap_or_else(name_the_domain),
        Error::TooMany { .. } => "split it into several patterns, or list the origins".into(),
        Error::PublicSuffix { host } => text!["name a domain of your own below it: ", your_name_below(host)],
        Error::Undecided { domain } => {
            format!("name the hosts below `{domain}`, or the subdomain that is yours").into()
        }
    }
}

/// What to write instead of a pattern whose domains cannot be found.
fn name_the_domain() -> Text {
    text!["name the domain and escape its dots: ", example(r"https://.*\.example\.com")]
}

fn example(pattern: &str) -> Code {
    Code::Regex(pattern.to_owned())
}

/// What to write instead of a pattern that allows this origin, whose kind says more than that it has no registered domain.
fn by_kind(counterexample: &str) -> Option<Text> {
    let origin = Origin::parse(counterexample.as_bytes())?;
    if let Some(help) = instead_of_regex(origin.scheme(), origin.host()) {
        return Some(help);
    }
    let suffix = suffix_of(origin.host())?;
    let whose = format!("anybody can have a name below `{suffix}`; decide with a function: ");
    Some(text![whose, Code::With, ", or write one name out: ", your_name_below(suffix)])
}

fn your_name_below(suffix: &str) -> Code {
    Code::Regex(format!(r"https://your-name\.{}", suffix.replace('.', r"\.")))
}

/// The public suffix of a host, if it has several labels and a name is right before it.
fn suffix_of(host: &str) -> Option<&str> {
    let (_, suffix) = host.split_once('.')?;
    let (public, _) = public_suffix::suffix(host)?;
    (suffix.contains('.') && public == suffix).then_some(suffix)
}
