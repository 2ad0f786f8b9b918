//! Any pattern, and origins to try it with: what is proven admits nobody but the domains that the proof names, and no
//! origin that the pattern itself, read by another engine, does not match in full.
#![no_main]

use cors_core::__private::regex::{Error, prove};
use cors_core::{Draft, Origin, OriginEntry};
use cors_fuzz::message;
use libfuzzer_sys::fuzz_target;
use regex::bytes::Regex;

fuzz_target!(|bytes: &[u8]| {
    // The pattern is the first line, the origins are the others.
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (pattern, origins) = text.split_once('\n').unwrap_or((text, ""));
    let checked = Draft::new().origins([OriginEntry::Regex(pattern.to_owned())]).credentials(true).check();
    if let Err(violations) = &checked {
        message::check(violations);
    }
    let proof = match prove(pattern) {
        Ok(proof) => proof,
        Err(error) => return is_reason(pattern, &error),
    };
    assert!((1..=32).contains(&proof.domains().len()), "{:?}", proof.domains());
    let mut tried: Vec<String> = origins.lines().map(str::to_owned).collect();
    for domain in proof.domains() {
        for scheme in ["https", "http"] {
            for host in [
                domain.clone(),
                format!("a.{domain}"),
                format!("evil{domain}"),
                format!("evil-{domain}"),
                format!("{domain}.evil.test"),
                format!("{domain}x"),
                format!("{domain}."),
                format!("{domain}:8443"),
                format!("{domain}:8443.evil.test"),
                domain.replacen('.', "x", 1),
                domain.chars().skip(1).collect(),
            ] {
                tried.push(format!("{scheme}://{host}"));
            }
        }
    }
    let reference = reference(pattern);
    for origin in tried {
        let Some(parsed) = Origin::parse(origin.as_bytes()) else { continue };
        // Of other schemes, too, patterns are about hosts that http could have.
        if Origin::parse(format!("http://{}", parsed.host()).as_bytes()).is_none() {
            continue;
        }
        let is_matched = proof.automaton().matches(origin.as_bytes());
        if let Some(reference) = &reference {
            assert_eq!(is_matched, reference.is_match(origin.as_bytes()), "{pattern:?} and {origin}");
        }
        if is_matched {
            assert!(is_under(parsed.host(), proof.domains()), "{pattern:?} admits {origin}: {:?}", proof.domains());
        }
        if let Ok(policy) = &checked {
            assert_eq!(policy.allows(origin.as_bytes()), is_matched, "{pattern:?} and {origin}");
        }
    }
});

/// An error that shows an origin shows one that would get in.
fn is_reason(pattern: &str, error: &Error) {
    assert!(!error.to_string().is_empty());
    if let Error::Unbounded { counterexample } = error {
        assert!(Origin::parse(counterexample.as_bytes()).is_some(), "{pattern:?}: {counterexample:?}");
        if let Some(reference) = reference(pattern) {
            assert!(reference.is_match(counterexample.as_bytes()), "{pattern:?} does not match {counterexample}");
        }
    }
}

/// The pattern for another engine, to match the whole. A comment at its end goes on to the end of the line.
fn reference(pattern: &str) -> Option<Regex> {
    ["", "\n"].iter().find_map(|end| Regex::new(&format!(r"\A(?-u:{pattern}{end})\z")).ok())
}

/// Whether a host is one of the domains or lies below one, and is not of somebody else who registered it there.
fn is_under(host: &str, domains: &[String]) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let owner = psl::domain_str(host).unwrap_or(host);
    domains.iter().any(|domain| {
        let is_below =
            host.strip_suffix(domain.as_str()).is_some_and(|labels| labels.is_empty() || labels.ends_with('.'));
        is_below && (domain == owner || domain == host || domain == "localhost")
    })
}
