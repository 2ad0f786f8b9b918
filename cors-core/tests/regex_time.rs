//! The bound on the time that a verdict takes, in ordinary verdicts, so it is the same on every machine and beside
//! whatever else runs there. In a binary of its own, so no other test runs beside it.
#![cfg(feature = "regex")]

use std::time::{Duration, Instant};

use cors_core::{Draft, OriginEntry};

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
    // Many states, and sets of them that have to be told apart again and again.
    r"https://a{7000}(?:[^a]|a.|[^b]|b.?|[^c]|c.|[^d]|d.?|[^e]|e.|[^f]|f.?|[^g]|g.|[^h]|h.|[^i]|i.?|[^j]|j.|[^k]|k.|[^l]|l.|[^m]|m.|[^n]|n.|[^o]|o.|)*",
    r"https://a[0-9]{4000}",
    // What once took seconds to refuse.
    r"jp\.(.*.(?:([a-z]+|[^.]*)a(?i:ukexamplecomcom)[^.]*[a-z]+){0,2})*localhost",
    r"https://(.*.(?:([a-z]+|[^.]*)a(?i:ukexample)[^.]*[a-z]+){0,2})*example.com.*",
    r"https://(.*.([a-z]+|[^.]*)a[^.]*[a-z]+){0,9}.example.com.*",
    r"https://[a-z0-9-]{64,}(\.a)?(\.[a-z]{1,64})*\.(com|org|net|example\.(com|org|net))(:\d+)?",
    r"https://([a-z]{0,9}[0-9]{0,9}){9}\.[a-z]{64}.example.com",
];

/// What people write.
const ORDINARY: &str = r"https://(.*\.)?example\.com";

/// How many ordinary verdicts the slowest one may cost. The patterns above cost some 120 at most.
const LIMIT: u32 = 400;

/// How many ordinary verdicts are timed together: as long as others take, so what slows the machine slows both.
const TOGETHER: u32 = 40;

fn time(pattern: &str, times: u32) -> Duration {
    let draft = Draft::new().origins([OriginEntry::Regex(pattern.to_owned())]);
    let start = Instant::now();
    for _ in 0..times {
        let _verdict = draft.check();
    }
    start.elapsed()
}

#[test]
fn every_verdict_comes_soon() {
    for pattern in PATHOLOGICAL {
        // One of five rounds will do: the machine may turn to something else in the middle of one.
        let soon = (0..5).any(|_| time(pattern, 1) < time(ORDINARY, TOGETHER) * (LIMIT / TOGETHER));
        assert!(soon, "{pattern}");
    }
}
