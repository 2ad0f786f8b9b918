//! The `Origin` of a request, parsed as strictly as a browser serialises it.

pub(crate) mod domain;
pub(crate) mod entry;
pub(crate) mod pattern;
#[cfg(feature = "psl")]
pub(crate) mod public_suffix;
pub(crate) mod trustworthy;

use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The bytes of the longest origin there can be: scheme (64), `://`, host (253), `:`, port (5).
pub(crate) const MAX_LENGTH: usize = 64 + 3 + 253 + 1 + 5;

/// A tuple origin in the form in which browsers serialise it
/// ([URL standard, origin](https://url.spec.whatwg.org/#origin)): lower-case, no default port, no path.
///
/// ```
/// use cors_core::Origin;
///
/// let origin = Origin::parse(b"https://app.example.com:8443").unwrap();
/// assert_eq!((origin.scheme(), origin.host(), origin.port()), ("https", "app.example.com", Some(8443)));
/// assert!(Origin::parse(b"https://app.example.com/").is_none());
/// assert!(Origin::parse(b"https://app.example.com:443").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    serialized: &'a str,
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Origin<'a> {
    /// Parses the value of an `Origin` header. `None` for everything that no browser sends, and for the opaque origin
    /// `null`. No origin is longer than 326 bytes, and what is longer is not looked at.
    pub fn parse(value: &'a [u8]) -> Option<Self> {
        if value.len() > MAX_LENGTH {
            return None;
        }
        let serialized = std::str::from_utf8(value).ok()?;
        let (scheme, rest) = split_before(serialized, b':')?;
        let (host, rest) = split_host(rest.strip_prefix("://")?)?;
        let port = match rest {
            "" => None,
            _ => Some(parse_port(rest.strip_prefix(':')?)?),
        };
        // Pages from files are `null`, and those that open a WebSocket keep the scheme of the page.
        let is_of_pages = scheme == "https" || is_scheme(scheme) && !matches!(scheme, "file" | "ws" | "wss");
        let is_short = port.is_none() || port != default_port(scheme);
        (is_of_pages && is_short).then_some(Origin { serialized, scheme, host, port })
    }

    /// The origin as it was sent.
    pub fn as_str(&self) -> &'a str {
        self.serialized
    }

    /// The scheme: `https`.
    pub fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// The host, an IPv6 address with its brackets.
    pub fn host(&self) -> &'a str {
        self.host
    }

    /// The port, where it is not the default of the scheme.
    pub fn port(&self) -> Option<u16> {
        self.port
    }
}

/// The default port that browsers leave out.
pub(crate) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// `a-z`, then at most 63 of `a-z 0-9 + - . _`.
pub(crate) fn is_scheme(scheme: &str) -> bool {
    scheme.len() <= 64
        && scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-._".contains(&byte))
}

/// 1 to 65535 in decimal, without sign or leading zero.
pub(crate) fn parse_port(digits: &str) -> Option<u16> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

/// Splits off the host: a domain, a canonical IPv4 or a canonical IPv6 address in brackets.
fn split_host(authority: &str) -> Option<(&str, &str)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (address, _) = split_before(rest, b']')?;
        return is_canonical_ipv6(address).then(|| authority.split_at(address.len() + 2));
    }
    let (host, rest) = authority.split_at(domain_length(authority.as_bytes())?);
    (!ends_in_number(host) || is_canonical_ipv4(host)).then_some((host, rest))
}

/// The length of the domain that the text begins with: labels, of which none is empty, and maybe a trailing dot.
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
    LABEL_BYTES[usize::from(byte)]
}

/// By byte: to look it up is half of what it costs to compare.
static LABEL_BYTES: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte as usize] = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        byte += 1;
    }
    bytes
};

/// Whether the last label is a number, so that the host has to be an IPv4 address
/// ([ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker)).
pub(crate) fn ends_in_number(host: &str) -> bool {
    let labels = host.strip_suffix('.').unwrap_or(host);
    let last = labels.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1);
    match &labels.as_bytes()[last..] {
        [b'0', b'x', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
    }
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

/// What is left of a text that is compared with what is written, without room of its own.
struct Rest<'a>(&'a str);

impl Write for Rest<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(written).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// Splits `host[:port]`, brackets respected. `None` if what follows the brackets is no port.
pub(crate) fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let (host, rest) = if authority.starts_with('[') {
        let (address, _) = split_before(authority, b']')?;
        authority.split_at(address.len() + 1)
    } else {
        split_before(authority, b':').unwrap_or((authority, ""))
    };
    match rest {
        "" => Some((host, None)),
        _ => rest.strip_prefix(':').map(|port| (host, Some(port))),
    }
}

/// Splits before the first such byte, which is ASCII. `str` has more general ways, which cost several times as much for
/// texts as short as these.
fn split_before(text: &str, byte: u8) -> Option<(&str, &str)> {
    text.split_at_checked(text.bytes().position(|other| other == byte)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_send() {
        for value in [
            "https://example.com",
            "https://a.b_c.example.com.",
            "http://localhost:3000",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "https://[2001:db8::1]",
            "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
            "http://3dprinter:8080",
            "https://0xen.example.0xyz",
            "tauri://localhost",
            "https://xn--rsum-bpad.example",
            "https://example.com:65535",
            "https://example.com:80",
        ] {
            assert_eq!(Origin::parse(value.as_bytes()).map(|origin| origin.as_str()), Some(value));
        }
    }

    #[test]
    fn what_no_browser_sends() {
        for value in [
            "",
            "file://a",
            "wss://example.com",
            "*",
            "null",
            "NULL",
            "example.com",
            "//example.com",
            "https://",
            "https:/example.com",
            "https://example.com/",
            "https://example.com:443",
            "http://example.com:80",
            "https://example.com:",
            "https://example.com:0",
            "https://example.com:00443",
            "https://example.com:+443",
            "https://example.com:65536",
            "https://Example.com",
            "HTTPS://example.com",
            "https://user@example.com",
            "https://example.com?",
            "https://example.com#",
            "https://.example.com",
            "https://a..example.com",
            "https://*.example.com",
            "https://example.com%00.evil.test",
            "https://exampl\u{e9}.com",
            " https://example.com",
            "https://example.com ",
            "https://example.com, https://evil.test",
            "http://2130706433",
            "http://0x7f000001",
            "http://0177.0.0.1",
            "http://127.1",
            "http://[::ffff:127.0.0.1]",
            "http://[0:0:0:0:0:0:0:1]",
            "http://[::1%25lo]",
            "https://[example.com]",
            "https://[::1",
            "https://[::1]x",
            "https://::1",
            "https://example.com\\.evil.test",
        ] {
            assert_eq!(Origin::parse(value.as_bytes()), None, "{value:?}");
        }
        assert_eq!(Origin::parse(b"https://example.com\xff"), None);
        assert_eq!(Origin::parse(format!("https://{}com", "a.".repeat(4000)).as_bytes()), None);
    }
}
