//! What was meant by an entry of an `origins` list that is wrong.

use std::net::Ipv6Addr;

use crate::origin::domain;
use crate::origin::entry::Entry;
use crate::origin::host::split_port;
use crate::origin::scheme::{default_port, near_http};
use crate::origin::trustworthy::is_loopback;

/// What was meant by an entry that cannot be read, if `is_right` says yes to it: one origin, or several in one text. They
/// are tried with `https` in place of `http`, too.
pub(in crate::validate) fn origins(text: &str, is_right: impl Fn(&[String]) -> bool) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split([',', ' ', ';', '\n']).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 1 && !parts.iter().all(|part| part.contains("://")) {
        return None;
    }
    let mut origins: Vec<String> = parts.into_iter().map(mend).collect::<Option<_>>()?;
    origins.sort();
    origins.dedup();
    let secure = origins.iter().map(|origin| mend(&origin.replacen("http://", "https://", 1))).collect();
    [Some(origins), secure].into_iter().flatten().find(|origins| is_right(origins))
}

/// The nearest entry that is right, if the offending one can be read as a URL or a host at all and is not more likely
/// to mean something else.
pub(in crate::validate) fn mend(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['"', '\'', '`', '(', ')', '<', '>']).to_lowercase();
    let (scheme, rest) = split_scheme(&text)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = match authority.rsplit_once('@') {
        // Of `https://example.com@evil.test` either may be meant.
        Some((user, _)) if user.contains('.') => return None,
        Some((_, authority)) => authority,
        None => authority,
    };
    let (host, port) = match mend_ipv6(authority) {
        Some(address) => (address, ""),
        None => {
            let (host, port) = split_port(authority)?;
            (mend_host(host)?, port.unwrap_or_default())
        }
    };
    let port = if port == "0" { port } else { port.trim_start_matches('0') };
    let is_default = port.parse().ok().is_some_and(|port| default_port(scheme) == Some(port));
    let mended = match port {
        // The servers of developers stand on ports of their own.
        _ if port.is_empty() && is_loopback(&host) && !text.contains('/') => format!("{scheme}://{host}:*"),
        _ if port.is_empty() || is_default => format!("{scheme}://{host}"),
        _ => format!("{scheme}://{host}:{port}"),
    };
    Entry::parse(&mended).is_ok().then_some(mended)
}

/// The scheme that was meant, and what follows it.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    for scheme in ["https", "http"] {
        if let Some(rest) = text.strip_prefix(scheme).filter(|rest| rest.starts_with([':', '/'])) {
            // `https:/example.com`, `https//example.com`; but of two origins in one text neither is meant.
            let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start_matches('/');
            return (!rest.contains("://")).then_some((scheme, rest));
        }
    }
    match text.split_once("://") {
        Some((_, rest)) if rest.contains("://") => None,
        Some(("ws", rest)) => Some(("http", rest)),
        Some(("wss" | "*" | "", rest)) => Some(("https", rest)),
        Some((scheme, rest)) => Some((near_http(scheme).unwrap_or(scheme), rest)),
        None => {
            let rest = text.trim_start_matches('/');
            let authority = rest.split('/').next()?;
            let is_bare_ipv6 = authority.parse::<Ipv6Addr>().is_ok();
            let host = match split_port(authority) {
                Some((host, _)) if !is_bare_ipv6 => host,
                _ => authority,
            };
            // A single word is more likely to be anything else than a host.
            let is_host = host.contains('.') || host.contains(':') || is_loopback(host);
            is_host.then_some((if is_loopback(host) || host == "::1" { "http" } else { "https" }, rest))
        }
    }
}

fn mend_host(host: &str) -> Option<String> {
    if let Some(bracketed) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return mend_ipv6(bracketed).or_else(|| Some(bracketed.to_owned()));
    }
    // `*example.com` and `foo.*.example.com` were most likely meant to say `*.example.com`, `shop-*.example.com` less.
    let (wildcard, base) = match host.rfind('*') {
        Some(star) if !host[..star].is_empty() && !host[..star].ends_with(['.', '*']) => return None,
        Some(star) => ("*.", host[star + 1..].trim_start_matches('.')),
        None => ("", host),
    };
    let mut base = if base.is_ascii() { base.to_owned() } else { domain::to_ascii(base)? };
    while base.contains("..") {
        base = base.replace("..", ".");
    }
    let base = base.trim_start_matches('.');
    // `my-app-*.vercel.app` was not meant to say everybody on that hoster.
    let widens = !wildcard.is_empty() && !host.starts_with("*.") && domain::covers_public_suffix(base);
    (!widens).then(|| format!("{wildcard}{base}"))
}

/// Compressed and in brackets, or as the IPv4 address that it stands for.
fn mend_ipv6(address: &str) -> Option<String> {
    let address: Ipv6Addr = address.parse().ok()?;
    Some(address.to_ipv4_mapped().map_or_else(|| format!("[{address}]"), |mapped| mapped.to_string()))
}

// What is widened depends on the list of public suffixes.
#[cfg(all(test, feature = "psl"))]
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
            ("localhost", "http://localhost:*"),
            ("127.0.0.1", "http://127.0.0.1:*"),
            ("http://localhost/", "http://localhost"),
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
            ("https:/example.com", "https://example.com"),
            ("https//example.com", "https://example.com"),
            ("htps://example.com", "https://example.com"),
            ("hhttp://example.com:8080", "http://example.com:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("::1", "http://[::1]:*"),
            ("\"https://a.example\"", "https://a.example"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://résumé.example", "https://xn--rsum-bpad.example"),
            ("https://*.Résumé.example:8443/", "https://*.xn--rsum-bpad.example:8443"),
        ] {
            assert_eq!(mend(wrong).as_deref(), Some(right), "{wrong}");
        }
        for text in [
            "https://*",
            "https://a b",
            "any",
            "NULL",
            "null/",
            "https://my-app-*.vercel.app",
            "https://*com",
            "https://shop-*.example.com",
            "https://example.com@evil.test",
            "https://a.example, https://b.example",
        ] {
            assert_eq!(mend(text), None, "{text}");
        }
    }
}
