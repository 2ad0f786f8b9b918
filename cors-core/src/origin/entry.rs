//! The grammar of the entries of an `origins` list.
//!
//! ```text
//! entry  = "*" / "null" / web / other                       at most 326 bytes
//! web    = ( "https" / "http" ) "://" host [ ":" port ]
//! host   = [ "*." ] domain / IPv4 / "[" IPv6 "]"            as a browser serialises it
//! port   = "*" / 1..65535                                   not the default of the scheme
//! other  = scheme "://" ( opaque / host ) [ ":" port ]      compared byte for byte
//! scheme = a-z, then a-z 0-9 + - . _                        not one that no page has, such as "data" and "ws"
//! opaque = visible ASCII without the delimiters of URLs, or nothing
//! ```

use crate::escape::escaped;
use crate::origin::domain;
use crate::origin::host;
use crate::origin::host::{MAX_LENGTH, is_opaque_byte, split_last_port};
use crate::origin::pattern::{Pattern, Port};
use crate::origin::scheme::{self, default_port, is_extension, is_scheme, is_web, near_http};
use crate::rule::Rule;

/// One entry of an `origins` list, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// `*`
    Any,
    /// `null`, the opaque origin.
    Null,
    /// An origin as a browser serialises it, with wildcards or without.
    Pattern(Pattern),
}

impl Entry {
    /// Reads an entry.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidEntry> {
        match text {
            "*" => Ok(Entry::Any),
            "null" => Ok(Entry::Null),
            _ => parse_pattern(text).map(Entry::Pattern),
        }
    }
}

/// Reads an origin with wildcards or without.
///
/// # Errors
/// The first thing that is wrong with it.
pub(crate) fn parse_pattern(text: &str) -> Result<Pattern, InvalidEntry> {
    check_bytes(text)?;
    let (scheme, rest) = split_scheme(text)?;
    let authority = split_authority(rest)?;
    if !is_web(scheme) && (scheme::SHARED.contains(&scheme) || !authority.starts_with("*.")) {
        return opaque(scheme, authority);
    }
    let (subdomains, authority) = match authority.strip_prefix("*.") {
        Some(base) => (true, base),
        None => (false, authority),
    };
    let (base, port) = split_port(authority)?;
    if base.contains('*') || (base.is_empty() && subdomains) {
        return Err(InvalidEntry::new(
            Rule::OriginWildcard,
            "has a wildcard that is not the whole of its first labels",
        ));
    }
    check_host(base, subdomains)?;
    let port = match port {
        Some("*") => Port::Any,
        Some(digits) => Port::Is(Some(check_port(digits, scheme)?)),
        None => Port::Is(None),
    };
    let (scheme, host) = (scheme.to_owned().into(), base.to_owned().into());
    Ok(Pattern { scheme, subdomains, host, port })
}

/// An origin of another scheme than http and https, without a wildcard for subdomains.
fn opaque(scheme: &str, authority: &str) -> Result<Pattern, InvalidEntry> {
    let (host, port) = match authority.strip_suffix(":*") {
        Some(host) => (host, Port::Any),
        None => {
            let (host, port) = split_last_port(authority);
            (host, Port::Is(port))
        }
    };
    if host.contains('*') || port == Port::Any && scheme::SHARED.contains(&scheme) {
        return Err(InvalidEntry::new(Rule::OriginWildcard, "has a wildcard in place of a name"));
    }
    if is_extension(scheme) && host.is_empty() {
        return Err(InvalidEntry::new(Rule::OriginHost, "has no extension id"));
    }
    match host::bracketed(host) {
        Some(address) => check_ipv6(address)?,
        None => check_bytes_of_host(host, is_opaque_byte)?,
    }
    let (scheme, host) = (scheme.to_owned().into(), host.to_owned().into());
    Ok(Pattern { scheme, subdomains: false, host, port })
}

/// What is wrong with an entry, to go on after "the origin `…`".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidEntry {
    pub(crate) rule: Rule,
    pub(crate) what: String,
}

impl InvalidEntry {
    fn new(rule: Rule, what: impl Into<String>) -> Self {
        InvalidEntry { rule, what: what.into() }
    }
}

fn check_bytes(text: &str) -> Result<(), InvalidEntry> {
    if text.len() > MAX_LENGTH {
        let what = format!("is {} bytes long; no origin is longer than {MAX_LENGTH}", text.len());
        return Err(InvalidEntry::new(Rule::OriginTooLong, what));
    }
    if !text.is_ascii() {
        return Err(InvalidEntry::new(Rule::OriginNotAscii, "is not in its ASCII form"));
    }
    // Of other schemes, only the scheme itself has a case that is known.
    let scheme = text.split_once("://").map_or(text, |(scheme, _)| scheme);
    let of_one_case = if scheme::is_other(&scheme.to_ascii_lowercase()) { scheme } else { text };
    if of_one_case.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(InvalidEntry::new(Rule::OriginUpperCase, "has upper-case letters"));
    }
    Ok(())
}

fn split_scheme(text: &str) -> Result<(&str, &str), InvalidEntry> {
    let is_of = |scheme: &&str| text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(':'));
    if let Some(scheme) = ["data", "blob", "about", "javascript", "filesystem"].into_iter().find(is_of) {
        return Err(InvalidEntry::new(Rule::OriginOpaque, format!("has the scheme `{scheme}`")));
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        let what = match scheme::SHARED.iter().copied().find(is_of) {
            Some(scheme) => format!("has no `//` after `{scheme}:`"),
            None => "has no scheme".to_owned(),
        };
        return Err(InvalidEntry::new(Rule::OriginNoScheme, what));
    };
    match (scheme, near_http(scheme)) {
        ("", _) => Err(InvalidEntry::new(Rule::OriginNoScheme, "has no scheme")),
        ("ws" | "wss", _) => Err(InvalidEntry::new(Rule::OriginWebSocket, format!("has the scheme `{scheme}`"))),
        _ if scheme.contains('*') => Err(InvalidEntry::new(Rule::OriginWildcard, "has a wildcard in its scheme")),
        (_, Some(known)) => Err(InvalidEntry::new(
            Rule::OriginScheme,
            format!("has the scheme `{scheme}`, which looks like a misspelled `{known}`"),
        )),
        _ if !is_scheme(scheme) => {
            Err(InvalidEntry::new(Rule::OriginScheme, format!("has the scheme `{}`", escaped(scheme))))
        }
        _ => Ok((scheme, rest)),
    }
}

/// The part before the path, if there is no path.
fn split_authority(rest: &str) -> Result<&str, InvalidEntry> {
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(InvalidEntry::new(Rule::OriginUserinfo, "has a user name"));
    }
    match tail {
        "" => Ok(authority),
        "/" => Err(InvalidEntry::new(Rule::OriginPath, "ends in a slash")),
        _ if authority.contains([',', ';', ' ']) && tail.starts_with("//") => {
            Err(InvalidEntry::new(Rule::OriginSeveral, "is several origins in one string"))
        }
        _ if tail.starts_with('/') => {
            Err(InvalidEntry::new(Rule::OriginPath, format!("has the path `{}`", escaped(tail))))
        }
        _ if tail.starts_with('?') => {
            Err(InvalidEntry::new(Rule::OriginPath, format!("has the query `{}`", escaped(tail))))
        }
        _ => Err(InvalidEntry::new(Rule::OriginPath, format!("has the fragment `{}`", escaped(tail)))),
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), InvalidEntry> {
    let unbracketed = !authority.starts_with('[') && (authority.contains('[') || authority.matches(':').count() > 1);
    match host::split_port(authority) {
        Some(parts) if !unbracketed => Ok(parts),
        _ => Err(InvalidEntry::new(Rule::OriginIpv6, "has an IPv6 address that is not in one pair of brackets")),
    }
}

fn check_port(digits: &str, scheme: &str) -> Result<u16, InvalidEntry> {
    let Some(port) = host::parse_port(digits) else {
        let what = match digits {
            "" => "ends in a colon without a port".to_owned(),
            _ => format!("has the port `{}`", escaped(digits)),
        };
        return Err(InvalidEntry::new(Rule::OriginPort, what));
    };
    if default_port(scheme) == Some(port) {
        let what = format!("has the port {port}, which is the default of {scheme}");
        return Err(InvalidEntry::new(Rule::OriginDefaultPort, what));
    }
    Ok(port)
}

fn check_host(host: &str, subdomains: bool) -> Result<(), InvalidEntry> {
    let bracketed = host::bracketed(host);
    if host.is_empty() {
        return Err(InvalidEntry::new(Rule::OriginHost, "has no host"));
    }
    if subdomains && (bracketed.is_some() || host::ends_in_number(host)) {
        return Err(InvalidEntry::new(Rule::OriginWildcard, "has a wildcard in front of an IP address"));
    }
    if let Some(address) = bracketed {
        return check_ipv6(address);
    }
    check_bytes_of_host(host, |byte| host::is_label_byte(byte) || byte == b'.')?;
    if host::ends_in_number(host) {
        return if host::is_canonical_ipv4(host) {
            Ok(())
        } else {
            Err(InvalidEntry::new(Rule::OriginIpv4, "ends in a number but is not an IPv4 address of four numbers"))
        };
    }
    check_domain(host, subdomains)
}

fn check_ipv6(address: &str) -> Result<(), InvalidEntry> {
    if host::is_canonical_ipv6(address) {
        Ok(())
    } else {
        Err(InvalidEntry::new(Rule::OriginIpv6, "has an IPv6 address in a form that browsers do not send"))
    }
}

fn check_bytes_of_host(host: &str, is_allowed: impl Fn(u8) -> bool) -> Result<(), InvalidEntry> {
    let Some(byte) = host.bytes().find(|&byte| !is_allowed(byte)) else { return Ok(()) };
    let what = match byte {
        b'[' | b']' => "has brackets around something that is not an IPv6 address".to_owned(),
        _ => format!("has the character `{}` in its host", char::from(byte).escape_debug()),
    };
    Err(InvalidEntry::new(Rule::OriginHost, what))
}

fn check_domain(host: &str, subdomains: bool) -> Result<(), InvalidEntry> {
    // Before the base domain of a wildcard there has to be room for a label and its dot.
    let longest = if subdomains { 251 } else { 253 };
    if host.len() > longest {
        let what = format!("has a host of {} bytes; at most {longest} fit here", host.len());
        return Err(InvalidEntry::new(Rule::OriginLabel, what));
    }
    let labels = host.strip_suffix('.').unwrap_or(host);
    if labels.split('.').any(|label| label.starts_with("xn--")) && domain::to_ascii(labels).as_deref() != Some(labels) {
        return Err(InvalidEntry::new(
            Rule::OriginLabel,
            "has a label that begins with `xn--` and is not valid Punycode",
        ));
    }
    for label in labels.split('.') {
        let what = match label.len() {
            0 => "has an empty label in its host: two dots in a row, or a dot at the start".to_owned(),
            1..=63 => continue,
            length => format!("has a label of {length} bytes; at most 63 fit in one"),
        };
        return Err(InvalidEntry::new(Rule::OriginLabel, what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_alike() {
        for text in [
            "https://example.com",
            "https://*.example.com",
            "http://localhost:*",
            "https://*.example.com.:8443",
            "http://[::1]:8080",
            "http://127.0.0.1:*",
            "tauri://localhost",
            "tauri://localhost:*",
            "app://.",
            "app://*.example.com",
            "file://",
            "safari-web-extension://A1CD9AB7-0000-4000-8000-000000000000",
        ] {
            let Ok(Entry::Pattern(pattern)) = Entry::parse(text) else { panic!("{text}") };
            assert_eq!(pattern.to_string(), text);
            assert_eq!(pattern.is_exact(), !text.contains('*'));
        }
    }
}
