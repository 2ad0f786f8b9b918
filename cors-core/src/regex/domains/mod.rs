//! The walk over the hosts of a pattern, from right to left, that finds all their registrable domains.

pub(super) mod counterexample;
pub(super) mod hosts;
mod registrable;

use std::collections::BTreeSet;

use crate::origin::trustworthy::is_loopback;
use crate::regex::domains::hosts::{Hosts, Suffix};
use crate::regex::domains::registrable::{is_canonical, owner, owner_below};
use crate::regex::error::Error;
use crate::regex::limits::MAX_DOMAINS;
use crate::regex::work::Work;

/// Who owns the hosts of a pattern.
pub(in crate::regex) struct Domains {
    /// Registrable domains, and hosts that have none.
    pub(in crate::regex) registrable: BTreeSet<String>,
    /// Hosts that are public suffixes, so they belong to nobody in particular.
    pub(in crate::regex) suffixes: BTreeSet<String>,
    /// Suffixes of hosts under which somebody else can show a page, for some scheme.
    pub(in crate::regex) fakeable: Vec<Suffix>,
    /// If there are too many domains to find all: the suffixes of hosts that leave it open, the shortest first.
    pub(in crate::regex) unbounded: Vec<Suffix>,
}

impl Domains {
    /// Whether there is no host at all.
    pub(in crate::regex) fn are_none(&self) -> bool {
        self.registrable.is_empty() && self.suffixes.is_empty() && self.unbounded.is_empty()
    }

    fn insert(&mut self, hosts: &Hosts<'_>, domain: &str, suffix: &Suffix) {
        if hosts.may_be_fakeable(suffix) && !is_loopback(domain) {
            self.fakeable.push(suffix.clone());
        }
        self.registrable.insert(domain.to_owned());
    }
}

/// Walks from the right to the left until every host has an owner.
///
/// Every suffix leads to a host. If there are more than [`MAX_DOMAINS`] suffixes of one length, there are as many domains,
/// or a domain with public suffixes below it. That bounds the walk to that many suffixes in each of the rounds, and there
/// are at most as many rounds as a host is long. It also shows infinitely many domains: they become many.
///
/// # Errors
/// [`Limit::States`](crate::regex::Limit::States).
pub(in crate::regex) fn domains(hosts: &Hosts<'_>, work: &mut Work) -> Result<Domains, Error> {
    let mut found = Domains {
        registrable: BTreeSet::new(),
        suffixes: BTreeSet::new(),
        fakeable: Vec::new(),
        unbounded: Vec::new(),
    };
    let mut walked = Vec::new();
    let mut round = vec![hosts.all()];
    while !round.is_empty() {
        let mut next_round = Vec::new();
        for suffix in &round {
            for byte in hosts.before(suffix) {
                next_round.extend(step(hosts, suffix, byte, &mut found, work)?);
            }
        }
        walked.append(&mut round);
        round = next_round;
        if round.len() > MAX_DOMAINS || found.registrable.len() + found.suffixes.len() > MAX_DOMAINS {
            walked.append(&mut round);
            found.unbounded = walked;
            break;
        }
    }
    Ok(found)
}

/// Notes who owns the hosts that end in `byte` and `suffix`, or returns the longer suffix.
fn step(
    hosts: &Hosts<'_>,
    suffix: &Suffix,
    byte: u8,
    found: &mut Domains,
    work: &mut Work,
) -> Result<Option<Suffix>, Error> {
    let name = suffix.text.as_str();
    if byte == b'/' {
        match owner(name) {
            _ if !is_canonical(name) => {}
            Some(domain) => found.insert(hosts, domain, suffix),
            None => drop(found.suffixes.insert(name.to_owned())),
        }
        return Ok(None);
    }
    let longer = hosts.longer(suffix, byte, work)?;
    if !longer.is_possible() {
        return Ok(None);
    }
    if byte == b'.'
        && let Some(domain) = owner_below(name)
    {
        // Labels may be too long in front of it, in all of its hosts.
        if hosts.shortest_origin(&longer, work)?.is_some() {
            found.insert(hosts, domain, &longer);
        }
        return Ok(None);
    }
    Ok(Some(longer))
}
