//! What was meant by an invalid entry of a `hosts` list.

use crate::origin::host_pattern::HostPattern;

/// What was meant by an entry with a scheme, a path, upper-case letters or a default port.
pub(in crate::validate) fn repair(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let rest = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let short = |port| authority.strip_suffix(port);
    let host = short(":443").or_else(|| short(":80")).unwrap_or(authority);
    HostPattern::parse(host).ok().map(|host| host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(repair(text).as_deref(), meant, "{text}");
        }
        let long = HostPattern::parse(&"a.".repeat(200)).unwrap_err();
        assert_eq!(long.what, "is 400 bytes long; no host is longer than 259");
    }
}
