//! The automata of origins as browsers serialise them.
//!
//! They match all that [`Origin::parse`](crate::Origin::parse) lets through and little more: lengths (scheme, label,
//! host) are not counted, and an IPv6 address may be one that a browser would have compressed further.

use super::compile::{compile, parse};
use super::dfa::{DEAD, Dfa, START};
use super::refusal::Refusal;

const SCHEME: &str = r"[a-z][a-z0-9+._-]*";
/// The last label begins with no digit, else it has to be an address.
const DOMAIN: &str = r"([a-z0-9_-]+\.)*[a-z_-][a-z0-9_-]*";
const BYTE: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const PIECE: &str = "(0|[1-9a-f][0-9a-f]{0,3})";
const PORT: &str = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
/// What browsers leave out.
const DEFAULT_PORT: &str = "https://.*:443|http://.*:80";
/// Where nobody on the network can fake a page: schemes that see to it, and this machine.
const SECURE: &str = r"(https|chrome-extension|moz-extension|safari-web-extension)://.*|
    [^/]*://((.*\.)?localhost\.?|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])(:[0-9]+)?";

/// What a pattern matches among origins.
pub(super) fn admitted(pattern: &Dfa) -> Result<Dfa, Refusal> {
    let origin = format!(r"{SCHEME}://({DOMAIN}\.?|{})(:{PORT})?", address());
    pattern.and(&grammar(&origin)?)?.and_not(&grammar(DEFAULT_PORT)?)
}

/// The origins of `admitted` without their ports and trailing dots.
pub(super) fn hosts(admitted: &Dfa) -> Result<Dfa, Refusal> {
    let bare = format!("{SCHEME}://({DOMAIN}|{})", address());
    // A state that a colon leads on from is no end of an IPv6 address: what follows the grammar of `bare` is a port.
    let ends = admitted.accepting_where(|state| {
        [state, admitted.run(state, *b".")]
            .into_iter()
            .any(|end| admitted.accepts(end) || admitted.run(end, *b":") != DEAD)
    });
    ends.and(&grammar(&bare)?)
}

/// An origin that somebody on the network can fake a page of.
pub(super) fn insecure(admitted: &Dfa) -> Result<Option<String>, Refusal> {
    let insecure = admitted.and_not(&grammar(SECURE)?)?;
    Ok(["http://", ""].into_iter().find_map(|scheme| {
        let rest = insecure.path(insecure.run(START, scheme.bytes()), |state| insecure.accepts(state))?;
        Some(format!("{scheme}{rest}"))
    }))
}

fn address() -> String {
    let pieces = format!("({PIECE}(:{PIECE}){{0,5}})?");
    format!(r"{BYTE}(\.{BYTE}){{3}}|\[({PIECE}(:{PIECE}){{7}}|{pieces}::{pieces})\]")
}

fn grammar(text: &str) -> Result<Dfa, Refusal> {
    let text = format!("(?x){text}");
    compile(&text, &parse(&text)?)
}
