//! The automata of origins as browsers serialise them.
//!
//! They match all that [`Origin::parse`](crate::Origin::parse) lets through and little more: lengths (scheme, label,
//! host) are not counted, and an IPv6 address may be one that a browser would have compressed further.

use std::sync::LazyLock;

use super::alphabet::symbols;
use super::compile::compile;
use super::dfa::{DEAD, Dfa, START};
use super::refusal::Refusal;
use crate::secure::SECURE_SCHEMES;

const SCHEME: &str = r"[a-z][a-z0-9+._-]*";
/// The last label is no number, decimal or hexadecimal, else it has to be an address.
const DOMAIN: &str = r"([a-z0-9_-]+\.)*([a-z_-]|([1-9][0-9]*|0[0-9]+)[a-z_-]|0[a-wyz_-]|0x[0-9a-f]*[g-z_-])[a-z0-9_-]*";
const BYTE: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const PIECE: &str = "(0|[1-9a-f][0-9a-f]{0,3})";
const PORT: &str = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
/// What browsers leave out, and schemes that no page has.
const NEVER_SENT: &str = "https://.*:443|http://.*:80|(file|ws|wss)://.*";
/// An origin without port and trailing dot, among all origins.
const BARE_ORIGIN: &str = r"[^:]*://([^:]*[^:.]|\[.*\])";
/// This machine, by names and by addresses.
const LOOPBACK: &str = r"(.*\.)?localhost\.?|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\]";

type Grammar = LazyLock<Result<Dfa, Refusal>>;

static ORIGINS: Grammar = LazyLock::new(|| {
    let all = grammar(&format!(r"{SCHEME}://({DOMAIN}\.?|{})(:{PORT})?", address()))?;
    all.and(&grammar(NEVER_SENT)?.not()?)
});
static BARE: Grammar = LazyLock::new(|| grammar(BARE_ORIGIN));
static INSECURE: Grammar = LazyLock::new(|| {
    let schemes = SECURE_SCHEMES.join("|");
    grammar(&format!("({schemes})://.*|[^/]*://({LOOPBACK})(:[0-9]+)?"))?.not()
});

/// What a pattern matches among origins, from right to left.
pub(super) fn admitted(pattern: &Dfa) -> Result<Dfa, Refusal> {
    pattern.and(made(&ORIGINS)?)
}

/// The origins of `admitted` without their ports and trailing dots; both from right to left.
pub(super) fn hosts(admitted: &Dfa) -> Result<Dfa, Refusal> {
    let mut digits = vec![START];
    let mut is_met = vec![false; admitted.len()];
    is_met[usize::from(START)] = true;
    let mut ends = vec![START];
    let mut next = 0;
    while let Some(&state) = digits.get(next) {
        next += 1;
        for edge in admitted.edges(state) {
            let is_digit = edge.symbols & symbols(b'0', b'9') != 0;
            if is_digit && !std::mem::replace(&mut is_met[usize::from(edge.to)], true) {
                digits.push(edge.to);
            }
        }
        ends.push(admitted.step(state, b':'));
    }
    for index in 0..ends.len() {
        ends.push(admitted.step(ends[index], b'.'));
    }
    ends.retain(|&end| end != DEAD);
    if ends == [START] { Ok(admitted.clone()) } else { admitted.after_any(ends)?.and(made(&BARE)?) }
}

/// An origin that somebody on the network can fake a page of.
pub(super) fn insecure(admitted: &Dfa) -> Result<Option<String>, Refusal> {
    let insecure = admitted.and(made(&INSECURE)?)?.reversed()?;
    Ok(["http://", ""].into_iter().find_map(|scheme| {
        let rest = insecure.path(insecure.run(START, scheme.bytes()), |state| insecure.accepts(state))?;
        Some(format!("{scheme}{rest}"))
    }))
}

fn made(grammar: &'static Grammar) -> Result<&'static Dfa, Refusal> {
    grammar.as_ref().map_err(Clone::clone)
}

fn address() -> String {
    let pieces = format!("({PIECE}(:{PIECE}){{0,5}})?");
    format!(r"{BYTE}(\.{BYTE}){{3}}|\[({PIECE}(:{PIECE}){{7}}|{pieces}::{pieces})\]")
}

fn grammar(text: &str) -> Result<Dfa, Refusal> {
    compile(&format!("(?x){text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;

    fn everything() -> Dfa {
        compile("(?s).*").and_then(|all| admitted(&all)).unwrap()
    }

    fn accepts(dfa: &Dfa, text: &str) -> bool {
        dfa.accepts(dfa.run(START, text.bytes().rev()))
    }

    #[test]
    fn origins() {
        let origins = everything();
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
            assert!(accepts(&origins, text), "{text}");
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
            "https://example.com:65536",
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
            assert!(!accepts(&origins, text), "{text}");
        }
    }

    #[test]
    fn bare_origins() {
        let hosts = hosts(
            &compile(r"https://(a\.example\.:1|b\.example:2|c\.example\.|\[::1\]:3)")
                .and_then(|all| admitted(&all))
                .unwrap(),
        )
        .unwrap();
        for text in ["https://a.example", "https://b.example", "https://c.example", "https://[::1]"] {
            assert!(accepts(&hosts, text), "{text}");
        }
        for text in [
            "https",
            "https://a",
            "https://a.example.",
            "https://b.example:2",
            "https://[",
            "https://[:",
            "https://[::1",
        ] {
            assert!(!accepts(&hosts, text), "{text}");
        }
    }
}
