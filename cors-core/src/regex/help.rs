//! What to write instead of a pattern that is refused, as text.

use crate::config::syntax::Syntax;
use crate::origin::Origin;
use crate::origin::public_suffix;
use crate::regex::error::{Error, Limit};
use crate::regex::suggest::suggest;

/// Returns what to write in an attribute instead of a refused pattern.
pub fn help(pattern: &str, error: &Error) -> String {
    help_in(Syntax::Attribute, pattern, error)
}

pub(crate) fn help_in(syntax: Syntax, pattern: &str, error: &Error) -> String {
    if let Some(suggestion) = suggest(pattern, error) {
        return format!("{}; write `{}`", suggestion.mistake, syntax.regex(&suggestion.pattern));
    }
    let text = match error {
        Error::Syntax { .. } => r"write a regular expression over ASCII: `https://([a-z0-9-]+\.)?example\.com`",
        Error::TooLarge { limit: Limit::Text } => "split it into several patterns",
        Error::TooLarge { limit: Limit::States } => {
            "write `+` or `*` where a count does not matter, or split it into several patterns"
        }
        Error::TooLarge { limit: Limit::Search } => {
            r"write the domain out and leave only labels in front of it open: `https://.*\.example\.com`"
        }
        Error::NoOrigin => {
            r"match scheme, host and port as a browser sends them: in ASCII and lower case, labels of at most 63 bytes, no default port, no path or slash at the end: `https://app\.example\.com`"
        }
        Error::Unbounded { counterexample } => match suffix_of(counterexample) {
            Some(suffix) => {
                let name = your_name_below(suffix, syntax);
                let function = match syntax {
                    Syntax::Attribute => ", or let a function decide: `with = path::to::function`",
                    Syntax::Calls | Syntax::File => "",
                };
                return format!(
                    "anybody can have a name below that public suffix; write your own out: `{name}`{function}"
                );
            }
            None => {
                r"write the domain out, dots escaped, and leave only labels in front of it open: `https://.*\.example\.com`"
            }
        },
        Error::TooMany { .. } => "split it into several patterns, or list the origins",
        Error::PublicSuffix { host } => {
            return format!("name a domain of your own below it: `{}`", your_name_below(host, syntax));
        }
        Error::Undecided { domain } => {
            return format!("name the hosts below `{domain}`, or the subdomain that is yours");
        }
    };
    text.to_owned()
}

fn your_name_below(suffix: &str, syntax: Syntax) -> String {
    syntax.regex(&format!(r"https://your-name\.{}", suffix.replace('.', r"\.")))
}

/// The public suffix of an origin's host, where it has several labels and a name stands right before it.
fn suffix_of(origin: &str) -> Option<&str> {
    let host = Origin::parse(origin.as_bytes())?.host();
    let (_, suffix) = host.split_once('.')?;
    let (public, _) = public_suffix::suffix(host)?;
    (suffix.contains('.') && public == suffix).then_some(suffix)
}
