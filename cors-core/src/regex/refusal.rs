//! Why a pattern is not taken.

use std::fmt;

use super::MAX_PATTERN;
use super::culprit::Culprit;
use super::dfa::MAX_STATES;
use super::proof::MAX_DOMAINS;
use crate::form::Form;
use crate::origin::Origin;
use crate::public_suffix;

/// Why a pattern is not taken. Printed, it is one line; [`Refusal::help`] says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no regular expression, or uses something that origins have no use for.
    Syntax {
        /// What is wrong.
        message: String,
        /// The byte of the pattern at which it is wrong.
        offset: usize,
    },
    /// It costs too much to look into.
    TooLarge {
        /// What it exceeds.
        limit: Limit,
    },
    /// It matches nothing that a browser would send.
    NoOrigin {
        /// The likely slip, if putting it right gives a pattern that is proven.
        culprit: Option<Culprit>,
    },
    /// It lets in hosts below a domain that it does not spell out, so that anybody may register one.
    Unbounded {
        /// An origin that gets in: well-formed, matched by the pattern, of a domain that the pattern does not spell.
        witness: String,
        /// The likely slip, if putting it right gives a pattern that is proven.
        culprit: Option<Culprit>,
    },
    /// It lets in hosts below more domains than anybody would read through.
    TooMany {
        /// How many, as far as they have been counted.
        count: usize,
        /// Some of them.
        domains: Vec<String>,
    },
    /// It lets in a host below which names belong to different people.
    PublicSuffix {
        /// The host.
        host: String,
    },
    /// It lets in any name below a domain some of whose subdomains are public suffixes.
    Undecided {
        /// The domain.
        domain: String,
    },
}

/// What a pattern may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// 512 bytes of text.
    Text,
    /// The states of an automaton on the way, or the memory to get there.
    States,
    /// It would match hosts of too many domains, but none was found that a browser would send: names are too long, or
    /// an address is not in its canonical form.
    Search,
}

impl Refusal {
    /// What to write instead, in an attribute.
    pub fn help(&self) -> String {
        self.help_in(Form::Attribute)
    }

    pub(crate) fn help_in(&self, form: Form) -> String {
        match self {
            Refusal::Syntax { .. } => {
                r"write a regular expression over ASCII: `https://([a-z0-9-]+\.)?example\.com`".to_owned()
            }
            Refusal::TooLarge { limit: Limit::Text } => "split it into several patterns".to_owned(),
            Refusal::TooLarge { limit: Limit::States } => {
                "write `+` or `*` where a count does not matter, or split it into several patterns".to_owned()
            }
            Refusal::TooLarge { limit: Limit::Search } => {
                r"write the domain out and leave only labels in front of it open: `https://.*\.example\.com`".to_owned()
            }
            Refusal::NoOrigin { culprit: Some(culprit) } | Refusal::Unbounded { culprit: Some(culprit), .. } => {
                format!("{}; write `{}`", culprit.what, form.regex(&culprit.mended))
            }
            Refusal::NoOrigin { culprit: None } => {
                r"match scheme, host and port as a browser sends them, in ASCII and lower case: `https://app\.example\.com`".to_owned()
            }
            Refusal::Unbounded { witness, culprit: None } => match suffix_of(witness) {
                Some(suffix) => format!(
                    "anybody can have a name below that public suffix; write your own out: `{}`",
                    your_name_below(suffix, form)
                ),
                None => r"write the domain out, dots escaped, and leave only labels in front of it open: `https://.*\.example\.com`"
                    .to_owned(),
            },
            Refusal::TooMany { .. } => "split it into several patterns, or list the origins".to_owned(),
            Refusal::PublicSuffix { host } => {
                format!("name a domain of your own below it: `{}`", your_name_below(host, form))
            }
            Refusal::Undecided { domain } => {
                format!("name the hosts below `{domain}`, or the subdomain that is yours")
            }
        }
    }
}

fn your_name_below(suffix: &str, form: Form) -> String {
    form.regex(&format!(r"https://your-name\.{}", suffix.replace('.', r"\.")))
}

/// The public suffix of an origin's host, where it has several labels and a name stands right before it.
fn suffix_of(origin: &str) -> Option<&str> {
    let host = Origin::parse(origin.as_bytes())?.host();
    let (_, suffix) = host.split_once('.')?;
    let (public, _) = public_suffix::suffix(host)?;
    (suffix.contains('.') && public == suffix).then_some(suffix)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Syntax { message, offset } => write!(f, "the pattern cannot be read at byte {offset}: {message}"),
            Refusal::TooLarge { limit: Limit::Text } => write!(f, "the pattern is longer than {MAX_PATTERN} bytes"),
            Refusal::TooLarge { limit: Limit::States } => {
                write!(f, "the pattern takes more than {MAX_STATES} states, or the memory for them, to be judged")
            }
            Refusal::TooLarge { limit: Limit::Search } => {
                f.write_str("the pattern is open, yet no origin could be found in it")
            }
            Refusal::NoOrigin { .. } => f.write_str("the pattern matches no origin"),
            Refusal::Unbounded { witness, .. } => write!(f, "the pattern lets in `{witness}`"),
            Refusal::TooMany { count, .. } => {
                write!(f, "the pattern lets in {count} domains or more; at most {MAX_DOMAINS} can be looked through")
            }
            Refusal::PublicSuffix { host } => write!(f, "the pattern lets in `{host}`, a public suffix"),
            Refusal::Undecided { domain } => {
                write!(f, "the pattern lets in names below `{domain}`, some of which are public suffixes")
            }
        }
    }
}

impl std::error::Error for Refusal {}
