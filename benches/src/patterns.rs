//! Regular expressions, all of which match one origin.

use cors_core::__private::regex::{Proof, prove};
use regex::bytes::Regex;

/// The patterns.
pub const PATTERNS: [&str; 4] = [
    r"https://([a-z0-9-]+\.)?example\.com",
    r"https://(app|admin|www)-[0-9]{1,4}\.example\.(com|org|net|co\.uk)",
    r"https?://([a-z0-9-]+\.){1,3}example\.com(:[0-9]+)?",
    r"https://(app|[a-f0-9]{8})-(0|[1-9][0-9]*)\.example\.com",
];

/// What is matched, or not.
pub fn origin(name: &str) -> &'static [u8] {
    match name {
        "hit" => b"https://app-42.example.com",
        "miss" => b"https://app-42.example.con",
        other => panic!("there is no origin {other}"),
    }
}

/// Ours.
pub fn proof(index: usize) -> Proof {
    prove(PATTERNS[index]).expect("the pattern is proven")
}

/// Theirs: the whole of a text, and no Unicode, which is what ours means.
pub fn regex(index: usize) -> Regex {
    Regex::new(&format!("(?-u)^(?:{})$", PATTERNS[index])).expect("it is a pattern")
}
