//! Origins.

use cors_actix::report::OriginKind;

use super::portable::{escape, portable};

/// The bytes of an origin whose host is a domain or an address.
fn is_origin_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_:[]+".contains(&byte)
}

/// One label or more before a domain.
pub(super) const SUBDOMAINS: &str = r"(?:[a-z0-9_-]+\.)+";

/// Any port, or none.
pub(super) const ANY_PORT: &str = "(?::[1-9][0-9]{0,4})?";

/// An expression that has to match the whole origin, and an origin that it matches. `Ok(None)` stands for every origin.
///
/// # Errors
/// Why other engines cannot read a regular expression.
pub(crate) fn origin(kind: &OriginKind) -> Result<Option<(String, String)>, String> {
    Ok(match kind {
        OriginKind::Exact { origin } => Some((escape(origin), origin.clone())),
        OriginKind::Wildcard { pattern } => {
            Some((wildcard(pattern), pattern.replace("*.", "a.").replace(":*", ":8443")))
        }
        OriginKind::Regex { pattern, .. } => {
            let (regex, example) = portable(pattern, is_origin_byte)?.ok_or("it matches no origin")?;
            Some((format!("(?:{regex})"), example))
        }
        OriginKind::Any => None,
        _ => return Err("this version of cors-edge does not know this kind of origin".to_owned()),
    })
}

fn wildcard(pattern: &str) -> String {
    let (scheme, rest) = pattern.split_once("://").unwrap_or(("", pattern));
    let (rest, port) = rest.strip_suffix(":*").map_or((rest, ""), |rest| (rest, ANY_PORT));
    let (host, labels) = rest.strip_prefix("*.").map_or((rest, ""), |host| (host, SUBDOMAINS));
    format!("{}://{labels}{}{port}", escape(scheme), escape(host))
}

/// A host that nobody owns.
pub(crate) const UNLISTED_HOST: &str = "unlisted.example";

/// An origin that no policy lists.
pub(crate) fn unlisted() -> &'static str {
    "https://unlisted.example"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(kind: &OriginKind, text: &str) -> bool {
        let (regex, example) = origin(kind).unwrap().unwrap();
        let regex = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
        assert!(regex.is_match(&example), "{example}");
        regex.is_match(text)
    }

    fn pattern(pattern: &str) -> OriginKind {
        OriginKind::Wildcard { pattern: pattern.to_owned() }
    }

    #[test]
    fn wildcards_match_as_the_library_does() {
        for (entry, matched, others) in [
            (
                "https://*.example.com",
                &["https://a.example.com", "https://a_1.b-2.example.com"][..],
                &[
                    "https://example.com",
                    "https://.example.com",
                    "https://aexample.com",
                    "https://a.example.com:8443",
                    "http://a.example.com",
                    "https://a.example.com.evil.test",
                    "https://A.example.com",
                ][..],
            ),
            (
                "http://localhost:*",
                &["http://localhost", "http://localhost:3000"],
                &["http://localhost:", "http://localhost:03", "http://localhost.evil.test", "https://localhost:1"],
            ),
            (
                "https://*.a.example:8443",
                &["https://x.a.example:8443"],
                &["https://x.a.example", "https://x-a.example:8443"],
            ),
            ("app://[::1]:*", &["app://[::1]:5"], &["app://:"]),
        ] {
            let entry = pattern(entry);
            assert!(matched.iter().all(|text| matches(&entry, text)), "{entry:?}");
            assert!(others.iter().all(|text| !matches(&entry, text)), "{entry:?}");
        }
    }

    #[test]
    fn regular_expressions_match_origins_alone() {
        let regex = |pattern: &str| OriginKind::Regex { pattern: pattern.to_owned(), domains: Vec::new() };
        let entry = regex(r"https://.*\.example\.com|http://localhost");
        assert!(matches(&entry, "https://a.b.example.com") && matches(&entry, "http://localhost"));
        for other in [
            "https://evil.test/.example.com",
            "https://a.example.com.evil",
            "xhttp://localhost",
            "https://é.example.com",
        ] {
            assert!(!matches(&entry, other), "{other}");
        }
        assert!(origin(&regex("é")).unwrap_err().contains("matches no origin"));
        assert_eq!(origin(&OriginKind::Any), Ok(None));
    }
}
