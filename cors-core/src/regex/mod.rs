//! Regular expressions in an `origins` list, proven.
//!
//! ```text
//! pattern ─compile→ automaton ─origins→ automaton of the origins it admits ─proof→ registrable domains
//!                                           └─tabulate→ Automaton, for the time at which requests arrive
//! ```
//!
//! All automata but the table read from right to left: the end of an origin says whose it is, so that they stay small.
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
//! assert_eq!(refusal.help(), r#"nothing separates `.*` from `example`; write `regex = r"https://.*\.example\.com"`"#);
//! ```
//!
//! Patterns are read without Unicode: origins are ASCII, and `\w`, `\d` and `(?i)` mean what they mean there.
//!
//! # Limits
//! A pattern has at most 512 bytes, and no automaton on the way more than 4096 states, nor does one take more than two
//! million steps to be made; what needs more is refused. All of it takes at most 32 MiB, and well under a second without
//! optimisation. The usual pattern takes a fifth of a millisecond, and the first one two more.

mod alphabet;
mod compile;
mod culprit;
mod dfa;
mod domains;
mod edges;
mod idle;
mod nodes;
mod origins;
mod proof;
mod refusal;
mod sets;
mod slips;
mod tabulate;
mod witness;

use self::culprit::culprit;
use self::dfa::Dfa;
use self::proof::Domains;
use self::tabulate::tabulate;
use self::witness::Search;
use crate::automaton::Automaton;

pub use self::culprit::Culprit;
pub use self::refusal::{Limit, Refusal};

pub(crate) use self::idle::{Idle, idle};

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
    /// (`https` and those of browser extensions) nor on this machine. Lengths are not counted: one that is too long to be
    /// sent may stand for others.
    pub fn admits_insecure(&self) -> Option<&str> {
        self.insecure.as_deref()
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
    if pattern.len() > MAX_PATTERN {
        return Err(Refusal::TooLarge { limit: Limit::Text });
    }
    let case = Case::open(pattern)?;
    match &case.domains {
        Domains::All { domains, suffixes } => match suffixes.first() {
            Some(host) => Err(Refusal::PublicSuffix { host: host.clone() }),
            None if domains.is_empty() => Err(Refusal::NoOrigin { culprit: culprit(pattern, case.states()?) }),
            None => Ok(Proof {
                domains: domains.iter().cloned().collect(),
                insecure: origins::insecure(&case.reversed)?,
                automaton: tabulate(&case.admitted),
            }),
        },
        Domains::Open(ends) => {
            let search = Search { pattern, states: case.states()?, admitted: &case.admitted, hosts: &case.hosts };
            Err(search.refusal(ends))
        }
    }
}

/// Compiles a pattern without proof, for `dangerously(unproven_regex)`.
///
/// # Errors
/// That it is no pattern, exceeds the limits, or matches no origin.
#[doc(hidden)]
pub fn compile_unproven(pattern: &str) -> Result<Automaton, Refusal> {
    if pattern.len() > MAX_PATTERN {
        return Err(Refusal::TooLarge { limit: Limit::Text });
    }
    let compiled = compile::compile(pattern)?;
    let admitted = origins::admitted(&compiled)?;
    if admitted.is_empty() {
        return Err(Refusal::NoOrigin { culprit: culprit(pattern, compiled.reversed()?.len()) });
    }
    Ok(tabulate(&admitted.reversed()?))
}

/// What there is to know about a pattern before it is judged.
struct Case {
    /// All texts that it matches, from right to left.
    compiled: Dfa,
    /// The origins among them, from right to left.
    reversed: Dfa,
    /// The same, from left to right.
    admitted: Dfa,
    /// Their hosts, from right to left.
    hosts: Dfa,
    domains: Domains,
}

impl Case {
    fn open(pattern: &str) -> Result<Self, Refusal> {
        let compiled = compile::compile(pattern)?;
        let reversed = origins::admitted(&compiled)?;
        let admitted = reversed.reversed()?;
        let hosts = origins::hosts(&reversed)?;
        let domains = proof::domains(&hosts);
        Ok(Case { compiled, reversed, admitted, hosts, domains })
    }

    /// How many states it takes to match it, among origins or among all texts.
    fn states(&self) -> Result<usize, Refusal> {
        Ok(self.compiled.reversed()?.len().max(self.admitted.len()))
    }

    fn is_proven(&self) -> bool {
        matches!(&self.domains, Domains::All { domains, suffixes } if !domains.is_empty() && suffixes.is_empty())
    }
}
