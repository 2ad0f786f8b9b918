//! The host that a request is sent to.

use crate::decision::request::{CorsRequest, Line, line};
use crate::origin::host;
use crate::origin::host_pattern::{HostPattern, MAX_LENGTH};
use crate::origin::scheme::default_port;
use crate::policy::Policy;
use crate::spec::header::RequestHeader;

/// Whether the request is addressed to a host that is none of the names of the server
/// ([421](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20)).
#[inline]
pub fn refuses_host<R: CorsRequest>(policy: &Policy, request: &R) -> bool {
    let hosts = &policy.table().hosts;
    !hosts.is_empty() && !are_asked_by(hosts, request)
}

/// Whether one of the names is the one that the request asks for.
fn are_asked_by<R: CorsRequest>(hosts: &[HostPattern], request: &R) -> bool {
    let Some((host, port)) = asked(request).and_then(split) else { return false };
    hosts.iter().any(|pattern| pattern.matches(host, port))
}

/// Whether an origin is the host that the request was sent to. The scheme counts for its default port alone: behind a
/// proxy that ends TLS, nobody knows it. A forwarded host is not believed, since scripts can send `X-Forwarded-Host`.
pub(crate) fn is_origin_of<R: CorsRequest>(origin: &[u8], request: &R) -> bool {
    let origin = std::str::from_utf8(origin).ok().and_then(|origin| origin.split_once("://"));
    let Some((scheme, authority)) = origin else { return false };
    let Some(default_port) = default_port(scheme) else { return false };
    let (Some((host, port)), Some((asked, asked_port))) = (split(authority), asked(request).and_then(split)) else {
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
    let (host, port) = host::split_port(authority)?;
    let port = match port {
        Some(digits) => Some(host::parse_port(digits)?),
        None => None,
    };
    is_host(host).then_some((host, port))
}

/// Whether it has the characters of a host, in either case. What it is compared with is a host in every respect.
fn is_host(host: &str) -> bool {
    let is_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| host::is_label_byte(byte.to_ascii_lowercase()));
    match host::bracketed(host) {
        Some(address) => !address.is_empty() && address.bytes().all(is_address),
        None => host.strip_suffix('.').unwrap_or(host).split('.').all(is_label),
    }
}

/// The host that a request asks for: `:authority`, or its only `Host` line, which has to agree with that
/// ([RFC 9113, 8.3.1](https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1)).
fn asked<R: CorsRequest>(request: &R) -> Option<&str> {
    match (request.authority(), line(request.values(RequestHeader::Host))) {
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

    impl CorsRequest for Request {
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
}
