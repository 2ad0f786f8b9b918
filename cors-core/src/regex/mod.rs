//! Regular expressions in an `origins` list, proven.
//!
//! ```text
//! pattern ─compile→ automaton ─origins→ automaton of the origins it admits ─proof→ registrable domains
//!                                           └─tabulate→ Automaton, for the time at which requests arrive
//! ```
//!
//! A pattern always has to match the whole origin, with or without anchors. [`prove`] takes it if all the origins that
//! it matches lie under at most 32 registrable domains, and says under which. Else it says whom the pattern would let
//! in, and, where it can tell, what was meant.
//!
//! ```
//! use cors_core::regex::prove;
//!
//! let proof = prove(r"https://(app|admin)\.example\.(com|co\.uk)").unwrap();
//! assert_eq!(proof.domains(), ["example.co.uk", "example.com"]);
//!
//! let refusal = prove(r"https://.*example\.com").unwrap_err();
//! assert_eq!(refusal.to_string(), "the pattern lets in `https://evilexample.com`");
//! assert_eq!(refusal.help(), r"nothing separates `.*` from `example`; write `https://.*\.example\.com`");
//! ```
//!
//! Patterns are read without Unicode: origins are ASCII, and `\w`, `\d` and `(?i)` mean what they mean there.
//!
//! # Limits
//! A pattern has at most 512 bytes. No automaton on the way has more than 2048 states or takes more than a mebibyte,
//! four of them at a time. What is larger is refused, in well under a second without optimisation.

mod compile;
mod culprit;
mod dfa;
mod domains;
mod origins;
mod proof;
mod refusal;
mod witness;

use self::dfa::Dfa;
use self::proof::Domains;
use self::witness::Search;
use crate::automaton::Automaton;

pub use self::culprit::Culprit;
pub use self::refusal::{Limit, Refusal};

/// The longest pattern, in bytes: half as much again as the longest origin.
const MAX_PATTERN: usize = 512;

/// A pattern all of whose origins lie under domains that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    domains: Vec<String>,
    insecure: Option<String>,
    automaton: Automaton,
}

impl Proof {
    /// The registrable domains under which all its origins lie, sorted. Hosts that have none stand for themselves
    /// (`intranet`, `127.0.0.1`), and `localhost` for all names below it.
    pub fn domains(&self) -> &[String] {
        &self.domains
    }

    /// An origin that it admits and that somebody on the network can fake: neither of a scheme that sees to that
    /// (`https` and those of browser extensions) nor on this machine.
    pub fn admits_insecure(&self) -> Option<String> {
        self.insecure.clone()
    }

    /// What it is compiled to.
    #[doc(hidden)]
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// What it is compiled to, by value.
    #[doc(hidden)]
    pub fn into_automaton(self) -> Automaton {
        self.automaton
    }
}

/// Proves that a pattern admits origins of finitely many registrable domains only, and compiles it.
///
/// # Errors
/// Why it does not, or that it cannot be told within the limits.
pub fn prove(pattern: &str) -> Result<Proof, Refusal> {
    judge(pattern).map_err(|refusal| match refusal {
        Refusal::Unbounded { witness, culprit: _ } => {
            Refusal::Unbounded { witness, culprit: culprit::culprit(pattern) }
        }
        Refusal::NoOrigin { culprit: _ } => Refusal::NoOrigin { culprit: culprit::culprit(pattern) },
        other => other,
    })
}

/// Compiles a pattern without proof, for `dangerously(unproven_regex)`.
///
/// # Errors
/// That it is no pattern, exceeds the limits, or matches no origin.
pub fn compile_unproven(pattern: &str) -> Result<Automaton, Refusal> {
    admitted(pattern)?.minimal().map(|admitted| admitted.tabulate())
}

/// [`prove`] without a look for the culprit.
fn judge(pattern: &str) -> Result<Proof, Refusal> {
    let admitted = admitted(pattern)?;
    let hosts = origins::hosts(&admitted)?.reversed()?;
    let domains = match proof::domains(&hosts) {
        Domains::All(domains, suffixes) => match suffixes.into_iter().next() {
            Some(host) => return Err(Refusal::PublicSuffix { host }),
            None if domains.is_empty() => return Err(Refusal::NoOrigin { culprit: None }),
            None => domains.into_iter().collect(),
        },
        Domains::Open(ends) => {
            return Err(Search { pattern, admitted: &admitted, hosts: &hosts }.refusal(&ends));
        }
    };
    Ok(Proof { domains, insecure: origins::insecure(&admitted)?, automaton: admitted.minimal()?.tabulate() })
}

/// The automaton of the origins that a pattern matches, which are some.
fn admitted(pattern: &str) -> Result<Dfa, Refusal> {
    if pattern.len() > MAX_PATTERN {
        return Err(Refusal::TooLarge { limit: Limit::Text });
    }
    let ast = compile::parse(pattern)?;
    let admitted = origins::admitted(&compile::compile(pattern, &ast)?)?;
    if admitted.is_empty() { Err(Refusal::NoOrigin { culprit: None }) } else { Ok(admitted) }
}
