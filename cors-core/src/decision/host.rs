//! The names under which a server may be addressed, and the host that a request asks for.

use std::borrow::Cow;
use std::fmt;

use crate::decision::{Head, Line, line};
use crate::origin;
use crate::origin::entry::{self, Fault};
use crate::origin::pattern::Port;
use crate::rule::Rule;
use crate::spec::header::RequestHeader;

/// The bytes of the longest host and port there can be: host (253), `:`, port (5).
const MAX_LENGTH: usize = 253 + 1 + 5;

/// An entry of `hosts`: `api.example.com`, `*.example.com`, `localhost:*`, `[::1]:8080`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct HostPattern {
    /// Whether `*.` stands before the name, for one label or more.
    pub subdomains: bool,
    /// The name, or what follows `*.`, in lower case.
    pub host: Cow<'static, str>,
    /// `Is(None)` is the default port of http and https.
    pub port: Port,
}

impl HostPattern {
    /// Reads an entry by the grammar of origins, without their scheme.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let fault = |what: String| Err(Fault { rule: Rule::HostSyntax, what });
        if text.len() > MAX_LENGTH {
            return fault(format!("is {} bytes long; no host is longer than {MAX_LENGTH}", text.len()));
        }
        if text.contains("://") {
            return fault("has a scheme".to_owned());
        }
        let pattern = entry::parse_pattern(&format!("https://{text}"))?;
        // Browsers leave it out, as they do 443.
        if pattern.port == Port::Is(Some(80)) {
            return fault("names the port 80, which is the default of http".to_owned());
        }
        Ok(HostPattern { subdomains: pattern.subdomains, host: pattern.host, port: pattern.port })
    }

    /// The entry that was meant, for one with a scheme, a path, upper-case letters or a default port.
    pub(crate) fn repair(text: &str) -> Option<String> {
        let text = text.trim().to_ascii_lowercase();
        let rest = text.split_once("://").map_or(&*text, |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let short = |port| authority.strip_suffix(port);
        let host = short(":443").or_else(|| short(":80")).unwrap_or(authority);
        HostPattern::parse(host).ok().map(|host| host.to_string())
    }

    /// Whether every host that the other entry matches is matched by this one.
    pub(crate) fn covers(&self, other: &HostPattern) -> bool {
        let is_name = match (self.subdomains, other.subdomains) {
            (true, true) => self.host == other.host || self.matches_name(&other.host),
            (_, false) => self.matches_name(&other.host),
            (false, true) => false,
        };
        is_name && (self.port == Port::Any || self.port == other.port)
    }

    fn matches(&self, host: &str, port: Option<u16>) -> bool {
        let is_port = match self.port {
            Port::Any => true,
            Port::Is(None) => matches!(port, None | Some(80 | 443)),
            Port::Is(number) => port == number,
        };
        is_port && self.matches_name(host)
    }

    fn matches_name(&self, host: &str) -> bool {
        if !self.subdomains {
            return host.eq_ignore_ascii_case(&self.host);
        }
        let Some((labels, base)) = host.len().checked_sub(self.host.len()).and_then(|end| host.split_at_checked(end))
        else {
            return false;
        };
        labels.len() > 1 && labels.ends_with('.') && base.eq_ignore_ascii_case(&self.host)
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wildcard = if self.subdomains { "*." } else { "" };
        write!(f, "{wildcard}{}{}", self.host, self.port)
    }
}

/// Whether one of the names is the one that the request asks for.
pub(crate) fn are_asked_by<H: Head>(hosts: &[HostPattern], head: &H) -> bool {
    let Some((host, port)) = asked(head).and_then(split) else { return false };
    hosts.iter().any(|pattern| pattern.matches(host, port))
}

/// Whether an origin is the host that the request was sent to. The scheme counts for its default port alone: behind a
/// proxy that ends TLS, nobody knows it. A forwarded host is not believed, since scripts can send `X-Forwarded-Host`.
pub(crate) fn is_origin_of<H: Head>(origin: &[u8], head: &H) -> bool {
    let origin = std::str::from_utf8(origin).ok().and_then(|origin| origin.split_once("://"));
    let Some((scheme, authority)) = origin else { return false };
    let Some(default_port) = origin::default_port(scheme) else { return false };
    let (Some((host, port)), Some((asked, asked_port))) = (split(authority), asked(head).and_then(split)) else {
        return false;
    };
    host.eq_ignore_ascii_case(asked) && port.unwrap_or(default_port) == asked_port.unwrap_or(default_port)
}

/// Splits `host[:port]`. `None` for anything that no host of a URL looks like: user names, paths, empty labels, ports that
/// are none.
fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    if authority.len() > MAX_LENGTH {
        return None;
    }
    let (host, port) = origin::split_port(authority)?;
    let port = match port {
        Some(digits) => Some(origin::parse_port(digits)?),
        None => None,
    };
    is_host(host).then_some((host, port))
}

/// Whether it has the characters of a host, in either case. What it is compared with is a host in every respect.
fn is_host(host: &str) -> bool {
    let is_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| origin::is_label_byte(byte.to_ascii_lowercase()));
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => !address.is_empty() && address.bytes().all(is_address),
        None => host.strip_suffix('.').unwrap_or(host).split('.').all(is_label),
    }
}

/// The host that a request asks for: `:authority`, or its only `Host` line, which has to agree with that
/// ([RFC 9113, 8.3.1](https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1)).
fn asked<H: Head>(head: &H) -> Option<&str> {
    match (head.authority(), line(head.values(RequestHeader::Host))) {
        (Some(authority), None) => Some(authority),
        (Some(authority), Some(Line::Single(host))) => {
            host.as_ref().eq_ignore_ascii_case(authority.as_bytes()).then_some(authority)
        }
        (None, Some(Line::Single(host))) => std::str::from_utf8(host.as_ref()).ok(),
        (_, Some(Line::Repeated)) | (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Request {
        authority: Option<&'static str>,
        hosts: Vec<&'static str>,
    }

    impl Head for Request {
        type Value = &'static str;

        fn method(&self) -> &'static str {
            "POST"
        }

        fn authority(&self) -> Option<&str> {
            self.authority
        }

        fn values(&self, header: RequestHeader) -> impl Iterator<Item = &&'static str> {
            self.hosts.iter().filter(move |_| header == RequestHeader::Host)
        }
    }

    fn to(host: &'static str) -> Request {
        Request { authority: None, hosts: vec![host] }
    }

    fn pattern(text: &str) -> HostPattern {
        HostPattern::parse(text).unwrap_or_else(|wrong| panic!("{text} {}", wrong.what))
    }

    #[test]
    fn what_is_read_is_written_alike() {
        for text in [
            "api.example.com",
            "*.example.com",
            "localhost:*",
            "*.localhost:*",
            "127.0.0.1:8080",
            "[::1]:8080",
            "[2001:db8::1]",
            "api.example.com.",
            "a_b",
            "xn--rsum-bpad.example",
        ] {
            assert_eq!(pattern(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_host_is_mended_where_it_can_be() {
        for (text, meant) in [
            ("https://api.example.com", Some("api.example.com")),
            ("http://localhost:8080/", Some("localhost:8080")),
            ("API.example.com", Some("api.example.com")),
            ("api.example.com:443", Some("api.example.com")),
            ("api.example.com:80", Some("api.example.com")),
            ("http://localhost:80", Some("localhost")),
            ("api.example.com/v1", Some("api.example.com")),
            (" api.example.com ", Some("api.example.com")),
            ("", None),
            ("*", None),
            ("api.*.example.com", None),
            ("*.127.0.0.1", None),
            ("user@api.example.com", None),
            ("api.example.com:", None),
            ("api.example.com:0", None),
            ("::1", None),
            ("[0:0:0:0:0:0:0:1]", None),
            ("b\u{fc}cher.example", None),
            ("a..example.com", None),
        ] {
            assert!(HostPattern::parse(text).is_err(), "{text}");
            assert_eq!(HostPattern::repair(text).as_deref(), meant, "{text}");
        }
        let long = HostPattern::parse(&"a.".repeat(200)).unwrap_err();
        assert_eq!(long.what, "is 400 bytes long; no host is longer than 259");
    }

    #[test]
    fn which_hosts_an_entry_matches() {
        for (entry, matched, others) in [
            (
                "api.example.com",
                &["api.example.com", "API.Example.com", "api.example.com:80", "api.example.com:443"][..],
                &["example.com", "x.api.example.com", "api.example.com.", "api.example.com:8080", "api.example.com:0"]
                    [..],
            ),
            ("api.example.com.", &["api.example.com."], &["api.example.com"]),
            ("api.example.com:8443", &["api.example.com:8443"], &["api.example.com", "api.example.com:443"]),
            (
                "localhost:*",
                &["localhost", "LOCALHOST:1", "localhost:65535"],
                &["localhost:", "localhost:065", "localhost."],
            ),
            (
                "*.example.com",
                &["a.example.com", "A.B.example.com:443"],
                &[
                    "example.com",
                    ".example.com",
                    "..example.com",
                    "a..example.com",
                    "aexample.com",
                    "user@a.example.com",
                    "evil.test/.example.com",
                    "evil.test\\.example.com",
                    "a b.example.com",
                    "a.example.com.evil.test",
                ],
            ),
            (
                "[2001:db8::1]",
                &["[2001:db8::1]", "[2001:DB8::1]:443"],
                &["2001:db8::1", "[2001:db8::1]:1", "[2001:db8::1]x"],
            ),
            ("127.0.0.1:8080", &["127.0.0.1:8080"], &["127.1:8080", "2130706433:8080"]),
        ] {
            let entry = [pattern(entry)];
            for host in matched {
                assert!(are_asked_by(&entry, &to(host)), "{entry:?}: {host}");
            }
            for host in others {
                assert!(!are_asked_by(&entry, &to(host)), "{entry:?}: {host}");
            }
        }
    }

    #[test]
    fn what_a_request_asks_for() {
        let hosts = [pattern("api.example.com")];
        for (authority, lines, is_asked) in [
            (Some("api.example.com"), &[][..], true),
            (Some("api.example.com"), &["API.example.com"], true),
            (Some("api.example.com"), &["evil.test"], false),
            (Some("evil.test"), &["api.example.com"], false),
            (Some("user@api.example.com"), &[], false),
            (Some("api.example.com"), &["api.example.com", "api.example.com"], false),
            (None, &["api.example.com", "api.example.com"], false),
            (None, &[""], false),
            (None, &[], false),
        ] {
            let request = Request { authority, hosts: lines.to_vec() };
            assert_eq!(are_asked_by(&hosts, &request), is_asked, "{authority:?} {lines:?}");
            assert_eq!(is_origin_of(b"https://api.example.com", &request), is_asked, "{authority:?} {lines:?}");
        }
    }

    #[test]
    fn whether_an_origin_is_the_host() {
        for (origin, host, is_host) in [
            ("https://api.example", "api.example", true),
            ("http://api.example", "api.example", true),
            ("https://API.example", "api.EXAMPLE", true),
            ("https://api.example", "api.example:443", true),
            ("http://api.example:80", "api.example", true),
            ("http://api.example", "api.example:443", false),
            ("https://api.example", "api.example:80", false),
            ("http://api.example:8080", "api.example:8080", true),
            ("http://api.example:8080", "api.example", false),
            ("https://api.example.", "api.example", false),
            ("https://[::1]:8080", "[::1]:8080", true),
            ("http://[::80]", "[::80]:80", true),
            ("http://[::80]", "[::]", false),
            ("null", "null", false),
            ("https://null", "null", true),
            ("https://user@api.example", "user@api.example", false),
            ("app://api.example", "api.example", false),
            ("HTTPS://api.example", "api.example", false),
            ("https://api.example/", "api.example/", false),
            ("https://", "", false),
            ("https://:443", "", false),
            ("", "", false),
        ] {
            assert_eq!(is_origin_of(origin.as_bytes(), &to(host)), is_host, "{origin} to {host}");
        }
        assert!(!is_origin_of(b"https://api.example\xff", &to("api.example")));
    }

    #[test]
    fn which_entries_an_entry_covers() {
        for (wide, narrow, covers) in [
            ("*.example.com", "api.example.com", true),
            ("*.example.com", "*.api.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "api.example.com:8443", false),
            ("*.example.com:*", "api.example.com:8443", true),
            ("api.example.com", "*.example.com", false),
            ("localhost:*", "localhost", true),
            ("localhost", "localhost:*", false),
            ("localhost", "localhost", true),
        ] {
            assert_eq!(pattern(wide).covers(&pattern(narrow)), covers, "{wide} {narrow}");
        }
    }
}
