//! The `Origin` of a request, parsed as strictly as a browser serialises it.

pub(crate) mod domain;
pub(crate) mod entry;
pub(crate) mod host;
pub(crate) mod host_pattern;
pub(crate) mod invalid;
pub(crate) mod pattern;
#[cfg(feature = "psl")]
pub(crate) mod public_suffix;
pub(crate) mod scheme;
pub(crate) mod trustworthy;

use std::fmt;

use host::{MAX_LENGTH, parse_port, split_host};
use scheme::{default_port, is_scheme};

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
///
/// let error = Origin::try_from("https://app.example.com/").unwrap_err();
/// assert_eq!(error.to_string(), "the origin `https://app.example.com/` ends in a slash");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin<'a> {
    serialized: &'a str,
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Origin<'a> {
    /// Parses the value of an `Origin` header. `None` for everything that no browser sends, and for the opaque origin
    /// `null`. No origin is longer than 326 bytes, and what is longer is not looked at. `Origin::try_from` says what is
    /// wrong with a string.
    pub fn parse(value: &'a [u8]) -> Option<Self> {
        if value.len() > MAX_LENGTH {
            return None;
        }
        let serialized = std::str::from_utf8(value).ok()?;
        let (scheme, rest) = serialized.split_once(':')?;
        let (host, rest) = split_host(rest.strip_prefix("//")?)?;
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

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.serialized)
    }
}

impl AsRef<str> for Origin<'_> {
    fn as_ref(&self) -> &str {
        self.serialized
    }
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
