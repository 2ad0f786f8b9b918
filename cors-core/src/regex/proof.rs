//! The verdict about a pattern.

use crate::origin::trustworthy::Impostor;
use crate::policy::dfa::Automaton;
use crate::regex::automaton::intersection::intersect;
use crate::regex::automaton::table::to_table;
use crate::regex::domains::counterexample;
use crate::regex::domains::domains;
use crate::regex::domains::hosts::Hosts;
use crate::regex::error::Error;
use crate::regex::parse::parse;
use crate::regex::work::Work;

/// A pattern, proven to match only origins below known domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    domains: Vec<String>,
    /// The origins that somebody on the network, and that any app can fake.
    insecure: Option<String>,
    shared: Option<String>,
    automaton: Automaton,
}

impl Proof {
    /// Returns the registrable domains of all its origins, sorted. Hosts that have none are listed themselves
    /// (`intranet`, `127.0.0.1`), and `localhost` for all names below it.
    pub fn domains(&self) -> &[String] {
        &self.domains
    }

    /// Returns an origin that it allows and that somebody on the network can fake: its scheme is `http` or `ftp`, and it is
    /// not on this machine.
    pub fn admits_insecure(&self) -> Option<&str> {
        self.insecure.as_deref()
    }

    /// Returns an origin that it allows and that any app can use: its scheme is neither one of servers nor one of browser
    /// extensions, and it is not on this machine.
    pub fn admits_shared(&self) -> Option<&str> {
        self.shared.as_deref()
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

/// Proves that a pattern allows origins of finitely many registrable domains only, and compiles it.
///
/// # Errors
/// Why it does not, or that it cannot be told within the limits.
pub fn prove(pattern: &str) -> Result<Proof, Error> {
    let work = &mut Work::of_verdict();
    let origins = intersect(&parse(pattern)?, work)?;
    let hosts = Hosts::new(&origins);
    let found = domains(&hosts, work)?;
    if found.are_none() || !found.unbounded.is_empty() && hosts.shortest_origin(&hosts.all(), work)?.is_none() {
        return Err(Error::NoOrigin);
    }
    if !found.unbounded.is_empty() {
        return Err(counterexample::explain(pattern, &hosts, found, work));
    }
    match found.suffixes.first() {
        Some(host) => Err(Error::PublicSuffix { host: host.clone() }),
        None => {
            let mut fakeable = |by| {
                let mut origins = found.fakeable.iter().map(|suffix| hosts.fakeable_origin(suffix, by, work));
                origins.find_map(Result::transpose).transpose()
            };
            let (insecure, shared) = (fakeable(Impostor::Network)?, fakeable(Impostor::App)?);
            let domains = found.registrable.into_iter().collect();
            Ok(Proof { domains, insecure, shared, automaton: to_table(&origins) })
        }
    }
}

/// Whether a pattern is proven within some work.
///
/// # Errors
/// [`Error::Syntax`] and [`Error::TooLarge`].
pub(super) fn is_proven(pattern: &str, work: &mut Work) -> Result<bool, Error> {
    let origins = intersect(&parse(pattern)?, work)?;
    let found = domains(&Hosts::new(&origins), work)?;
    Ok(!found.are_none() && found.unbounded.is_empty() && found.suffixes.is_empty())
}

/// Compiles a pattern without proof, for `dangerously(unproven_regex)`.
///
/// # Errors
/// That it is not a pattern, exceeds the limits, or matches no origin.
#[doc(hidden)]
pub fn compile_unproven(pattern: &str) -> Result<Automaton, Error> {
    let work = &mut Work::of_verdict();
    let origins = intersect(&parse(pattern)?, work)?;
    let hosts = Hosts::new(&origins);
    match hosts.shortest_origin(&hosts.all(), work)? {
        Some(_) => Ok(to_table(&origins)),
        None => Err(Error::NoOrigin),
    }
}
