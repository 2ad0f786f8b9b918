//! What was meant by an invalid entry of an `origins` list.

use std::net::Ipv6Addr;

use crate::origin::domain;
use crate::origin::entry::parse_pattern;
use crate::origin::host::{bracketed, split_port};
use crate::origin::pattern::{Pattern, Port};
use crate::origin::scheme::{default_port, is_other, near_http};
use crate::origin::trustworthy::is_loopback;

/// What was meant by an invalid entry, if `accepts` says yes to it: one origin, or several in one string. They
/// are tried with `https` in place of `http`, too.
pub(in crate::validate) fn nearest_entries(text: &str, accepts: impl Fn(&[Pattern]) -> bool) -> Option<Vec<Pattern>> {
    let parts: Vec<&str> = text.split([',', ' ', ';', '\n']).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 1 && !parts.iter().all(|part| part.contains("://")) {
        return None;
    }
    let mut entries: Vec<Pattern> = parts.into_iter().map(nearest_entry).collect::<Option<_>>()?;
    entries.sort_by_key(ToString::to_string);
    entries.dedup();
    let secure = entries.iter().map(with_https).collect();
    [entries, secure].into_iter().find(|entries| accepts(entries))
}

/// The same origins, with `https` in place of `http`.
pub(in crate::validate) fn with_https(entry: &Pattern) -> Pattern {
    let mut secure = entry.clone();
    if secure.scheme == "http" {
        secure.scheme = "https".into();
    }
    if secure.port == Port::Is(default_port(&secure.scheme)) {
        secure.port = Port::Is(None);
    }
    secure
}

/// The nearest valid entry, if the string is a URL or a host and is not more likely to mean something else.
fn nearest_entry(text: &str) -> Option<Pattern> {
    let text = text.trim().trim_matches(['"', '\'', '`', '(', ')', '<', '>']);
    if let Some(entry) = of_other_scheme(text) {
        return Some(entry);
    }
    let text = text.to_lowercase();
    let (scheme, rest) = split_scheme(&text)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = match authority.rsplit_once('@') {
        // Of `https://example.com@evil.test` either may be meant.
        Some((user, _)) if user.contains('.') => return None,
        Some((_, authority)) => authority,
        None => authority,
    };
    let (host, port) = match nearest_ipv6(authority) {
        Some(address) => (address, ""),
        None => {
            let (host, port) = split_port(authority)?;
            (nearest_host(host)?, port.unwrap_or_default())
        }
    };
    let port = if port == "0" { port } else { port.trim_start_matches('0') };
    let is_default = port.parse().ok().is_some_and(|port| default_port(scheme) == Some(port));
    let entry = match port {
        // Development servers have ports of their own.
        _ if port.is_empty() && is_loopback(&host) && !text.contains('/') => format!("{scheme}://{host}:*"),
        _ if port.is_empty() || is_default => format!("{scheme}://{host}"),
        _ => format!("{scheme}://{host}:{port}"),
    };
    parse_pattern(&entry).ok()
}

/// An origin of another scheme than http and https, of which only the case of the scheme and a path can be wrong.
fn of_other_scheme(text: &str) -> Option<Pattern> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if is_other(&scheme) { parse_pattern(&format!("{scheme}://{authority}")).ok() } else { None }
}

/// The scheme that was meant, and what follows it.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    for scheme in ["https", "http"] {
        if let Some(rest) = text.strip_prefix(scheme).filter(|rest| rest.starts_with([':', '/'])) {
            // `https:/example.com`, `https//example.com`; but of two origins in one string neither is meant.
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

fn nearest_host(host: &str) -> Option<String> {
    if let Some(address) = bracketed(host) {
        return nearest_ipv6(address).or_else(|| Some(address.to_owned()));
    }
    // `*example.com` and `foo.*.example.com` were most likely meant to say `*.example.com`, `shop-*.example.com` less.
    let (wildcard, base) = match host.rfind('*') {
        Some(star) if !host[..star].is_empty() && !host[..star].ends_with(['.', '*']) => return None,
        // Nor does a name begin with a hyphen: `*-team.vercel.app` was meant to have one in front.
        Some(star) if host[star + 1..].starts_with('-') => return None,
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

/// Compressed and in brackets, or as the IPv4 address that it means.
fn nearest_ipv6(address: &str) -> Option<String> {
    let address: Ipv6Addr = address.parse().ok()?;
    Some(address.to_ipv4_mapped().map_or_else(|| format!("[{address}]"), |mapped| mapped.to_string()))
}

// What is widened depends on the list of public suffixes.
#[cfg(all(test, feature = "psl"))]
mod tests {
    use super::*;

    #[test]
    fn nearest() {
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
            ("App://Example/index.html", "app://Example"),
            ("app://./index.html", "app://."),
            ("https://*.Résumé.example:8443/", "https://*.xn--rsum-bpad.example:8443"),
        ] {
            assert_eq!(nearest_entry(wrong).map(|entry| entry.to_string()).as_deref(), Some(right), "{wrong}");
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
            "https://*-shop.example.com",
            "https://example.com@evil.test",
            "https://a.example, https://b.example",
        ] {
            assert_eq!(nearest_entry(text), None, "{text}");
        }
    }
}
