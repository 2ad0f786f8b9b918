//! The search for an origin that shows what is wrong with a pattern.

use std::collections::BTreeSet;

use crate::origin::Origin;
use crate::origin::public_suffix::owned_domain;
use crate::regex::domains::Domains;
use crate::regex::domains::hosts::{Hosts, Suffix};
use crate::regex::domains::registrable::{has_listed_suffix, owner};
use crate::regex::error::{Error, Limit};
use crate::regex::limits::MAX_DOMAINS;
use crate::regex::work::Work;

/// What an attacker would put in front of a suffix, or at it if every suffix will do.
const IN_FRONT: &str = "evil";
const ANYWHERE: &str = "evil.com";

/// Why a pattern with unbounded domains is refused.
pub(in crate::regex) fn explain(pattern: &str, hosts: &Hosts<'_>, domains: Domains, work: &mut Work) -> Error {
    let mut search = Search { pattern, hosts, fallback: None, mentioned: domains.registrable };
    // If the work does not suffice, what has been found so far is the answer.
    let found = search.counterexample(&domains.unbounded, work).unwrap_or_default();
    match (found.or(search.fallback), undecided(&domains.unbounded)) {
        (Some(counterexample), _) => Error::Unbounded { counterexample },
        (None, Some(domain)) => Error::Undecided { domain },
        (None, None) if search.mentioned.len() > MAX_DOMAINS => {
            Error::TooMany { count: search.mentioned.len(), domains: search.mentioned.into_iter().collect() }
        }
        (None, None) => Error::TooLarge { limit: Limit::Search },
    }
}

struct Search<'a> {
    pattern: &'a str,
    hosts: &'a Hosts<'a>,
    /// A counterexample under a top-level domain that does not exist.
    fallback: Option<String>,
    /// The domains of the pattern that it spells out.
    mentioned: BTreeSet<String>,
}

impl Search<'_> {
    fn counterexample(&mut self, suffixes: &[Suffix], work: &mut Work) -> Result<Option<String>, Error> {
        for suffix in suffixes {
            if let Some(origin) = self.attackers_origin(suffix, work)? {
                return Ok(Some(origin));
            }
        }
        for suffix in suffixes {
            let Some(origin) = self.hosts.shortest_origin(suffix, work)? else { continue };
            if self.is_counterexample(&origin) {
                return Ok(Some(origin));
            }
        }
        Ok(None)
    }

    /// A host that an attacker would choose, with this suffix: as a whole, or with whatever the pattern wants before it.
    fn attackers_origin(&mut self, suffix: &Suffix, work: &mut Work) -> Result<Option<String>, Error> {
        let (name, boundaries) = if suffix.text.is_empty() { (ANYWHERE, [".", ""]) } else { (IN_FRONT, ["", "."]) };
        let hosts = self.hosts;
        let named = in_front(hosts, name, suffix, work)?;
        if !named.is_possible() {
            return Ok(None);
        }
        let mut is_good = |origin: &String| self.is_counterexample(origin);
        if let Some(origin) = hosts.origin_of(&named).filter(&mut is_good) {
            return Ok(Some(origin));
        }
        for boundary in boundaries {
            let named = in_front(hosts, boundary, &named, work)?;
            if named.is_possible()
                && let Some(origin) = hosts.shortest_origin(&named, work)?.filter(&mut is_good)
            {
                return Ok(Some(origin));
            }
        }
        Ok(None)
    }

    /// Whether the pattern does not spell out the domain of an origin, and anybody may register it. If that is under a
    /// top-level domain that does not exist, it is kept as the fallback.
    fn is_counterexample(&mut self, origin: &str) -> bool {
        let Some(host) = Origin::parse(origin.as_bytes()).map(|origin| origin.host()) else { return false };
        let Some(domain) = owner(host) else { return false };
        if mentions(self.pattern, domain) {
            self.mentioned.insert(domain.to_owned());
            return false;
        }
        let is_listed = has_listed_suffix(host.strip_suffix('.').unwrap_or(host));
        if !is_listed && self.fallback.is_none() {
            self.fallback = Some(origin.to_owned());
        }
        is_listed
    }
}

/// The suffix with some bytes to the left.
fn in_front(hosts: &Hosts<'_>, text: &str, suffix: &Suffix, work: &mut Work) -> Result<Suffix, Error> {
    text.bytes().rev().try_fold(suffix.clone(), |suffix, byte| hosts.longer(&suffix, byte, work))
}

/// Whether the pattern has every label of the domain as a word, so its author has thought of it.
fn mentions(pattern: &str, domain: &str) -> bool {
    let text = pattern.to_ascii_lowercase();
    let words: Vec<&str> =
        text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-' && sign != '_').collect();
    domain.split('.').all(|label| words.contains(&label))
}

/// The domain that some suffix belongs to unless it belongs to a public suffix below.
fn undecided(suffixes: &[Suffix]) -> Option<String> {
    let mut names = suffixes.iter().filter_map(|suffix| suffix.text.split_once('.'));
    names.find_map(|(_, name)| owned_domain(name)).map(str::to_owned)
}
