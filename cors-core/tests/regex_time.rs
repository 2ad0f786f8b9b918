//! The bound on the time that a verdict takes, in a binary of its own so that no other test runs beside it.
#![cfg(feature = "regex")]

use std::time::{Duration, Instant};

use cors_core::regex::prove;

/// What takes other engines, or this one without limits, very long.
const PATHOLOGICAL: &[&str] = &[
    r"(a{1,500}){1,500}",
    r"((a{1,99}){1,99}){1,99}",
    r"(.*a){20}",
    r"(.*a){30}",
    r"(.*a){30}.*b.*",
    r"[ab]*a[ab]{40}",
    r"https://[ab]*a[ab]{11}\.example\.com",
    r"https://.*a.{63}b.*\.com",
    r"https://[a-z0-9-]{1,40}-[a-z0-9-]{1,40}\.example\.com",
    r"(x+x+)+y",
    r"((((a*)*)*)*)*",
    r"(?:){4294967295}",
    r"https://.{1,50}",
    r"https://.{1,50}\.example\.com",
    r"https://.{1,200}",
    r"https://.*[a-z]{100}.*",
    r"https://.*\.amazonaws\.com",
    r"[a-z0-9.:/-]{0,300}",
    r"(https://(.*example.com.*)/)|.*Example.com",
    r"(.*a){25}.*example.com.*/",
    r"(.*a){18}.*example.com.*",
    r"(.*a){12}.*Example.com.*/",
    r"https://[ab]*a[ab]{7}.*Example.com.*",
    r"|XExample.com.{1,50}+{5}http://|",
    r"http://+Example:443.{1,50}+(?i)http://localhost",
    r"http://.{1,50}+(?i)http://localhost",
];

#[test]
fn every_verdict_comes_soon() {
    for pattern in PATHOLOGICAL {
        // One of five will do: other programs run, too.
        let soon = (0..5).any(|_| {
            let start = Instant::now();
            let _verdict = prove(pattern);
            start.elapsed() < Duration::from_secs(1)
        });
        assert!(soon, "{pattern}");
    }
}
