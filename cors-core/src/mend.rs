//! What was meant by an entry of an `origins` list that is wrong.

use std::net::Ipv6Addr;

use crate::name;
use crate::origin;
use crate::pattern::{Entry, is_loopback};

/// The nearest entry that is right, if the offending one can be read as a URL or a host at all.
pub(crate) fn mend(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (scheme, rest) = match text.split_once("://") {
        Some(("ws", rest)) => ("http", rest),
        Some(("wss" | "*" | "", rest)) => ("https", rest),
        Some((scheme, rest)) => (scheme, rest),
        None => (guess_scheme(&text), text.trim_start_matches('/')),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = match mend_ipv6(authority) {
        Some(address) => (address, ""),
        None => {
            let (host, port) = origin::split_port(authority)?;
            (mend_host(host)?, port.unwrap_or_default())
        }
    };
    let port = if port == "0" { port } else { port.trim_start_matches('0') };
    let is_default = port.parse().ok().is_some_and(|port| origin::default_port(scheme) == Some(port));
    let mended = match port {
        _ if port.is_empty() || is_default => format!("{scheme}://{host}"),
        _ => format!("{scheme}://{host}:{port}"),
    };
    Entry::parse(&mended).is_ok().then_some(mended)
}

fn mend_host(host: &str) -> Option<String> {
    if let Some(bracketed) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return mend_ipv6(bracketed).or_else(|| Some(bracketed.to_owned()));
    }
    // `*example.com` and `foo.*.example.com` were most likely meant to say `*.example.com`.
    let (wildcard, base) = match host.rfind('*') {
        Some(star) => ("*.", host[star + 1..].trim_start_matches('.')),
        None => ("", host),
    };
    let mut base = if base.is_ascii() { base.to_owned() } else { name::to_ascii(base)? };
    while base.contains("..") {
        base = base.replace("..", ".");
    }
    Some(format!("{wildcard}{}", base.trim_start_matches('.')))
}

/// Compressed and in brackets, or as the IPv4 address that it stands for.
fn mend_ipv6(address: &str) -> Option<String> {
    let address: Ipv6Addr = address.parse().ok()?;
    Some(address.to_ipv4_mapped().map_or_else(|| format!("[{address}]"), |mapped| mapped.to_string()))
}

/// A development server on this machine speaks http, the rest of the world https.
fn guess_scheme(text: &str) -> &'static str {
    let host = text.trim_start_matches('/').split([':', '/']).next().unwrap_or(text);
    if is_loopback(host) { "http" } else { "https" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mends() {
        for (wrong, right) in [
            ("https://Example.com/", "https://example.com"),
            ("https://example.com:443", "https://example.com"),
            ("https://*.example.com:443", "https://*.example.com"),
            ("example.com", "https://example.com"),
            ("//example.com", "https://example.com"),
            ("localhost:3000", "http://localhost:3000"),
            ("https://user:password@example.com:6060", "https://example.com:6060"),
            ("https://example.com/a?b#c", "https://example.com"),
            ("https://foo:", "https://foo"),
            ("wss://example.com", "https://example.com"),
            ("https://*example.com", "https://*.example.com"),
            ("https://foo.*.example.com:8443", "https://*.example.com:8443"),
            ("*.example.com", "https://*.example.com"),
            ("https://::1", "https://[::1]"),
            ("https://[0:0:0:0:0:0:0:1]:8443", "https://[::1]:8443"),
            ("https://[example.com]", "https://example.com"),
            ("https://.app...example.com", "https://app.example.com"),
            (" https://example.com ", "https://example.com"),
            ("https://résumé.example", "https://xn--rsum-bpad.example"),
            ("https://*.Résumé.example:8443/", "https://*.xn--rsum-bpad.example:8443"),
        ] {
            assert_eq!(mend(wrong).as_deref(), Some(right), "{wrong}");
        }
        assert_eq!(mend("https://*"), None);
        assert_eq!(mend("https://a b"), None);
    }
}
