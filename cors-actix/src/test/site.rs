//! Sites, by which cookies go.

use std::net::Ipv4Addr;

use cors_core::{Origin, registrable_domain};

/// Whether two origins are [same site](https://html.spec.whatwg.org/#same-site): of one scheme, and of one registrable
/// domain. Ports play no role, and `null` is of no site.
pub(super) fn is_same_site(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Origin::parse(one.as_bytes()), Origin::parse(other.as_bytes())) else {
        return false;
    };
    one.scheme() == other.scheme() && site(one.host()) == site(other.host())
}

/// The registrable domain; addresses, single labels and public suffixes stand for themselves.
fn site(host: &str) -> &str {
    if is_address(host) { host } else { registrable_domain(host).unwrap_or(host) }
}

pub(super) fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_public_suffix(host: &str) -> bool {
    !is_address(host) && registrable_domain(host).is_none()
}

/// Whether what is sent there is not read on the way: https, and hosts that do not leave the machine.
pub(super) fn is_trustworthy(origin: &Origin<'_>) -> bool {
    let host = origin.host();
    let is_loopback = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    origin.scheme() == "https" || is_loopback || matches!(host, "localhost" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites() {
        for (one, other) in [
            ("https://app.example.com", "https://api.example.com:8443"),
            ("https://a.example.co.uk", "https://example.co.uk"),
            ("http://localhost:3000", "http://localhost:8080"),
            ("http://127.0.0.1:3000", "http://127.0.0.1"),
            ("http://[::1]:3000", "http://[::1]"),
        ] {
            assert!(is_same_site(one, other), "{one} and {other}");
        }
        for (one, other) in [
            ("http://app.example.com", "https://app.example.com"),
            ("https://example.com", "https://example.org"),
            ("https://a.github.io", "https://b.github.io"),
            ("http://127.0.0.1", "http://1.0.0.1"),
            ("http://localhost", "http://127.0.0.1"),
            ("null", "null"),
            ("null", "https://example.com"),
        ] {
            assert!(!is_same_site(one, other), "{one} and {other}");
        }
    }
}
