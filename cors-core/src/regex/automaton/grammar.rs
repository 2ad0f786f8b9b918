//! The grammar of origins as browsers serialize them.
//!
//! It matches the origins that [`Origin::parse`](crate::Origin::parse) accepts whose host is one of http and https (the regular
//! expressions of a policy are asked about no others), and little more: lengths (scheme, label, host) are
//! not counted, nor the groups of an IPv6 address that has a `::`, and ports go to 69999. It has fewer states like that.

use std::sync::{LazyLock, Mutex, MutexGuard};

use regex_automata::hybrid::LazyStateID;

use crate::origin::trustworthy::{Impostor, NETWORK_SCHEMES, SECURE_SCHEMES};
use crate::regex::automaton::lazy_dfa::LazyDfa;
use crate::regex::error::{Error, Limit};
use crate::regex::parse::parse;

const SCHEME: &str = r"[a-z][a-z0-9+._-]*";
/// The last label is not a number, decimal or hexadecimal, else the host has to be an address.
const DOMAIN: &str = r"([a-z0-9_-]+\.)*([a-z_-]|([1-9][0-9]*|0[0-9]+)[a-z_-]|0[a-wyz_-]|0x[0-9a-f]*[g-z_-])[a-z0-9_-]*";
const BYTE: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const GROUP: &str = "(0|[1-9a-f][0-9a-f]{0,3})";
const PORT: &str = "([1-9][0-9]{0,3}|[1-6][0-9]{4})";

/// What browsers leave out, schemes that no page has, and those of local files, which regular expressions are not about.
const NEVER_SENT: &str = "https://.*:443|http://.*:80|(file|content|ws|wss)://.*";
/// The grammar, with the states that earlier patterns have led to.
static GRAMMAR: LazyLock<Result<Mutex<Grammar>, Error>> = LazyLock::new(|| {
    let groups = format!("({GROUP}(:{GROUP})*)?");
    let ipv6 = format!(r"\[({GROUP}(:{GROUP}){{7}}|{groups}::{groups})\]");
    let origin = format!(r"{SCHEME}://({DOMAIN}\.?|{BYTE}(\.{BYTE}){{3}}|{ipv6})(:{PORT})?");
    let [secure, network] = [SECURE_SCHEMES, NETWORK_SCHEMES].map(|schemes| format!("({})://.*", schemes.join("|")));
    Ok(Mutex::new(Grammar { origin: dfa(&[&origin])?, kind: dfa(&[NEVER_SENT, &secure, &network])? }))
});

fn dfa(patterns: &[&str]) -> Result<LazyDfa, Error> {
    let parsed: Result<Vec<_>, Error> = patterns.iter().map(|pattern| parse(pattern)).collect();
    LazyDfa::new(&parsed?)
}

/// What is known about an origin when all of it has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::regex) struct Kind {
    /// Who can show pages of their own under it, as far as its scheme tells.
    pub(in crate::regex) impostor: Option<Impostor>,
    /// It has no port and no trailing dot.
    pub(in crate::regex) is_bare: bool,
}

/// The part of an origin of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::regex) enum Part {
    Start,
    /// Digits at the end, of a port or of a host.
    Digits,
    Host,
    Slashes,
    Scheme,
}

/// A position in the grammar, after some bytes from the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::regex) struct Position {
    origin: LazyStateID,
    kind: LazyStateID,
    pub(in crate::regex) part: Part,
    is_bare: bool,
}

/// The grammar of origins, read from right to left.
pub(in crate::regex) struct Grammar {
    origin: LazyDfa,
    /// The patterns that tell origins from each other; their places are the bits in [`Grammar::kind`].
    kind: LazyDfa,
}

impl Grammar {
    pub(in crate::regex) fn lock() -> Result<MutexGuard<'static, Self>, Error> {
        let grammar = GRAMMAR.as_ref().map_err(Clone::clone)?;
        // After a panic nothing is proven any more.
        grammar.lock().map_err(|_| Error::TooLarge { limit: Limit::States })
    }

    pub(in crate::regex) fn start(&mut self) -> Result<Position, Error> {
        Ok(Position { origin: self.origin.start()?, kind: self.kind.start()?, part: Part::Start, is_bare: true })
    }

    /// The position after one more byte to the left, if some origin goes on like that.
    pub(in crate::regex) fn step(&mut self, position: Position, byte: u8) -> Result<Option<Position>, Error> {
        let origin = self.origin.step(position.origin, byte)?;
        if origin.is_dead() {
            return Ok(None);
        }
        let kind = self.kind.step(position.kind, byte)?;
        let part = match (position.part, byte) {
            (_, b'/') => Part::Slashes,
            (Part::Slashes | Part::Scheme, _) => Part::Scheme,
            (Part::Start | Part::Digits, b'0'..=b'9') => Part::Digits,
            _ => Part::Host,
        };
        let is_bare = position.is_bare && !matches!((position.part, byte), (Part::Start, b'.') | (Part::Digits, b':'));
        Ok(Some(Position { origin, kind, part, is_bare }))
    }

    /// The kind of the origin that begins here, if one does.
    pub(in crate::regex) fn kind(&mut self, position: Position) -> Result<Option<Kind>, Error> {
        if self.origin.matches(position.origin)? == 0 {
            return Ok(None);
        }
        let bits = self.kind.matches(position.kind)?;
        let impostor = match bits >> 1 {
            0 => Some(Impostor::App),
            1 => None,
            _ => Some(Impostor::Network),
        };
        Ok((bits & 1 == 0).then_some(Kind { impostor, is_bare: position.is_bare }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;

    fn kind(origin: &str) -> Option<Kind> {
        let mut grammar = Grammar::lock().unwrap();
        let start = grammar.start().unwrap();
        let end = origin.bytes().rev().try_fold(start, |position, byte| grammar.step(position, byte).unwrap());
        end.and_then(|position| grammar.kind(position).unwrap())
    }

    #[test]
    fn origins() {
        for text in [
            "https://example.com",
            "https://example.com.:8443",
            "https://a.b_c.-.example.com",
            "https://example.1a.com",
            "https://1.2.3.4.com",
            "http://localhost:3000",
            "http://255.249.199.0:65535",
            "https://[::]",
            "http://[::1]:8080",
            "https://[2001:db8::1:0]",
            "https://[1:0:2:3:4:5:6:7]",
            "https://[1::2:3:4:5:6]",
            "https://[1:2:3:4:5:6::]",
            "http://example.com:443",
            "https://example.com:80",
            "a+b-c.d_e://localhost:443",
        ] {
            assert!(Origin::parse(text.as_bytes()).is_some(), "{text}");
            assert!(kind(text).is_some(), "{text}");
        }
        for text in [
            "",
            "null",
            "https://",
            "://example.com",
            "example.com",
            "https://example.com/",
            "https://example.com:443",
            "https://example.com.:443",
            "http://[::1]:80",
            "https://example.com:0",
            "https://example.com:70000",
            "https://example.com:100000",
            "https://.example.com",
            "https://example..com",
            "https://example.com..",
            "https://1.2.3",
            "https://1.2.3.4.",
            "https://1.2.3.04",
            "https://1.2.3.256",
            "https://a.1",
            "https://[1]",
            "https://[1:2:3:4:5:6:7:8:9]",
            "https://[::1::]",
            "https://[::01]",
            "https://::1",
        ] {
            assert!(Origin::parse(text.as_bytes()).is_none(), "{text}");
            assert!(kind(text).is_none(), "{text}");
        }
    }

    /// What it leaves to [`Origin::parse`].
    #[test]
    fn what_is_not_counted() {
        let long = format!("https://{}.example", "a".repeat(64));
        for text in ["https://example.com:65536", "https://[1:2::3:4:5:6:7:8:9]", &long] {
            assert!(Origin::parse(text.as_bytes()).is_none() && kind(text).is_some(), "{text}");
        }
    }

    #[test]
    fn kinds_of_origins() {
        for (origin, impostor, is_bare) in [
            ("https://a.example", None, true),
            ("https://a.example:1", None, false),
            ("https://b.example.", None, false),
            ("https://b.example.:1", None, false),
            ("http://1.2.3.4", Some(Impostor::Network), true),
            ("http://1.2.3.4:5", Some(Impostor::Network), false),
            ("ftp://[::1]", Some(Impostor::Network), true),
            ("chrome-extension://[::1]:3", None, false),
            ("x-https://a1", Some(Impostor::App), true),
            ("x-http://a1", Some(Impostor::App), true),
        ] {
            assert_eq!(kind(origin), Some(Kind { impostor, is_bare }), "{origin}");
        }
    }
}
