//! Hosts and ports, in the form in which browsers serialise them.

use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The bytes of the longest origin there can be: scheme (64), `://`, host (253), `:`, port (5).
pub(crate) const MAX_LENGTH: usize = 64 + 3 + 253 + 1 + 5;

/// 1 to 65535 in decimal, without sign or leading zero.
pub(crate) fn parse_port(digits: &str) -> Option<u16> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

/// Splits off the host: a domain, a canonical IPv4 or a canonical IPv6 address in brackets.
pub(super) fn split_host(authority: &str) -> Option<(&str, &str)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (address, _) = rest.split_once(']')?;
        return is_canonical_ipv6(address).then(|| authority.split_at(address.len() + 2));
    }
    let (host, rest) = authority.split_at(domain_length(authority.as_bytes())?);
    (!ends_in_number(host) || is_canonical_ipv4(host)).then_some((host, rest))
}

/// The length of the domain at the start: labels, none of them empty, and maybe a trailing dot.
fn domain_length(text: &[u8]) -> Option<usize> {
    let mut length = 0;
    loop {
        let rest = &text[length..];
        let label = rest.iter().position(|&byte| !is_label_byte(byte)).unwrap_or(rest.len());
        length += label;
        match rest.get(label) {
            _ if label > 63 => return None,
            Some(b'.') if label > 0 => length += 1,
            _ => break,
        }
    }
    (1..=253).contains(&length).then_some(length)
}

/// One of `a-z 0-9 - _`: what is left of a label after a browser has serialised it.
pub(crate) fn is_label_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')
}

/// A byte of the host of another scheme than http and https: all visible ASCII but the
/// [delimiters of URLs](https://url.spec.whatwg.org/#forbidden-host-code-point), what separates origins in a list, and quotes. Some
/// embedders write more than one colon.
pub(crate) fn is_opaque_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"#/<>?@[\\]^|\"`*,".contains(&byte)
}

/// Splits off a port, if there is a valid one at the end.
pub(crate) fn split_last_port(authority: &str) -> (&str, Option<u16>) {
    let parts = authority.rsplit_once(':').and_then(|(host, digits)| Some((host, parse_port(digits)?)));
    parts.map_or((authority, None), |(host, port)| (host, Some(port)))
}

/// Whether the last label is a number, so the host has to be an IPv4 address
/// ([ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker)).
pub(crate) fn ends_in_number(host: &str) -> bool {
    let labels = host.strip_suffix('.').unwrap_or(host);
    let last = labels.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1);
    match &labels.as_bytes()[last..] {
        [b'0', b'x', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
    }
}

/// What is between the brackets of an IPv6 address; `None` for other hosts.
pub(crate) fn bracketed(host: &str) -> Option<&str> {
    host.strip_prefix('[')?.strip_suffix(']')
}

pub(crate) fn is_canonical_ipv4(host: &str) -> bool {
    // `Ipv4Addr` parses the four-part decimal form without leading zeros only, which is the canonical one.
    host.parse::<Ipv4Addr>().is_ok()
}

/// Compressed, lower case, and not a mapped IPv4 address
/// ([IPv6 serialiser](https://url.spec.whatwg.org/#concept-ipv6-serializer)).
pub(crate) fn is_canonical_ipv6(host: &str) -> bool {
    host.parse::<Ipv6Addr>().is_ok_and(|address| {
        let mut rest = Rest(host);
        let is_written_so = write!(rest, "{address}").is_ok() && rest.0.is_empty();
        is_written_so && address.to_ipv4_mapped().is_none()
    })
}

/// The rest of a string that is compared with what is written to it, without allocation.
struct Rest<'a>(&'a str);

impl Write for Rest<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(written).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// Splits `host[:port]`, brackets respected. `None` if something else than a port follows the brackets.
pub(crate) fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let (host, rest) = if authority.starts_with('[') {
        authority.split_at(authority.find(']')? + 1)
    } else {
        authority.split_at(authority.find(':').unwrap_or(authority.len()))
    };
    match rest {
        "" => Some((host, None)),
        _ => rest.strip_prefix(':').map(|port| (host, Some(port))),
    }
}
