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
#[cfg(feature = "psl")]
pub(crate) mod shared_hosts;
pub(crate) mod trustworthy;

use std::fmt;

use host::{MAX_LENGTH, bracketed, is_canonical_ipv6, is_opaque_byte, parse_port, split_host, split_last_port};
use scheme::{SHARED, default_port, is_scheme, is_web};

/// A tuple origin in the form in which browsers serialise it
/// ([URL standard, origin](https://url.spec.whatwg.org/#origin)): an origin of http or https in lower case, without a default port
/// and without a path, or one of another scheme, as apps and extensions send it.
///
/// What follows `://` in an origin of another scheme has no rules but those of
/// [opaque hosts](https://url.spec.whatwg.org/#concept-opaque-host-parser): it may have upper-case letters (`safari-web-extension://A1CD…`),
/// be no domain (`app://.`), or be empty (`file://`).
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
    has_web_host: bool,
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
        let authority = rest.strip_prefix("//")?;
        let web = split_web_authority(authority);
        let (host, port, has_web_host) = if is_web(scheme) {
            let (host, port) = web.filter(|(_, port)| port.is_none() || *port != default_port(scheme))?;
            (host, port, true)
        } else {
            let (host, port) = split_opaque_authority(scheme, authority)?;
            (host, port, web.is_some() && !SHARED.contains(&scheme))
        };
        Some(Origin { serialized, scheme, host, port, has_web_host })
    }

    /// Whether the host is a domain in lower case or an address, as those of http and https are. Wildcards of subdomains and
    /// regular expressions are about such hosts alone.
    pub(crate) fn has_web_host(&self) -> bool {
        self.has_web_host
    }

    /// The origin as it was sent.
    pub fn as_str(&self) -> &'a str {
        self.serialized
    }

    /// The scheme: `https`.
    pub fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// The host, an IPv6 address with its brackets; empty for `file://`.
    pub fn host(&self) -> &'a str {
        self.host
    }

    /// The port, where it is not the default of the scheme.
    pub fn port(&self) -> Option<u16> {
        self.port
    }
}

/// The host and the port of an origin of http or https.
fn split_web_authority(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = split_host(authority)?;
    match rest {
        "" => Some((host, None)),
        _ => Some((host, Some(parse_port(rest.strip_prefix(':')?)?))),
    }
}

/// The host and the port of an origin of another scheme.
fn split_opaque_authority<'a>(scheme: &str, authority: &'a str) -> Option<(&'a str, Option<u16>)> {
    // Pages that open a WebSocket keep the scheme of the page.
    let is_of_pages = is_scheme(scheme) && !matches!(scheme, "ws" | "wss");
    let (host, port) = split_last_port(authority);
    let address = bracketed(host);
    let is_host = match address {
        Some(address) => is_canonical_ipv6(address),
        None => host.bytes().all(is_opaque_byte),
    };
    (is_of_pages && is_host).then_some((host, port))
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
            "app://.",
            "app://-",
            "app://",
            "file://",
            "tauri://localhost:1430",
            "ftp://[::1]:21",
            "capacitor://com.Example_App:0080",
            "vscode-webview://1f2e3d4c",
            "safari-web-extension://A1CD9AB7-0000-4000-8000-000000000000",
        ] {
            assert_eq!(Origin::parse(value.as_bytes()).map(|origin| origin.as_str()), Some(value));
        }
    }

    #[test]
    fn what_no_browser_sends() {
        for value in [
            "",
            "wss://example.com",
            "App://localhost",
            "app:localhost",
            "app:/localhost",
            "app://localhost/",
            "app://a b",
            "app://a\tb",
            "app://a\u{e9}",
            "app://a@b",
            "app://a?",
            "app://a#",
            "app://a\\b",
            "app://a, https://evil.test",
            "app://a,b",
            "app://*",
            "app://[::1",
            "app://[0:0:0:0:0:0:0:1]",
            "file:///etc",
            "1app://a",
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
