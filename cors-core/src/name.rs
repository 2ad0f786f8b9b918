//! What can be registered as a host name: internationalised labels and public suffixes.

use crate::pattern::is_loopback;

/// The ASCII form of a host with other letters in it, as a browser would write it
/// ([domain to ASCII](https://url.spec.whatwg.org/#concept-domain-to-ascii)).
pub(crate) fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

/// Whether a label that begins with `xn--` stands for something, and is the one way to write it.
pub(crate) fn is_sound_punycode(label: &str) -> bool {
    !label.starts_with("xn--") || to_ascii(label).as_deref() == Some(label)
}

/// Whether names directly below this domain belong to different people
/// ([public suffix](https://url.spec.whatwg.org/#host-public-suffix)). By the list's own default that holds for every
/// unlisted top-level name, but not for `localhost`, which never leaves the machine.
pub(crate) fn is_public_suffix(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    !is_loopback(domain) && is_listed(domain)
}

#[cfg(feature = "psl")]
fn is_listed(domain: &str) -> bool {
    psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.as_bytes() == domain.as_bytes())
}

#[cfg(not(feature = "psl"))]
fn is_listed(_: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode() {
        assert_eq!(to_ascii("résumé.example").as_deref(), Some("xn--rsum-bpad.example"));
        assert!(is_sound_punycode("xn--rsum-bpad"));
        assert!(is_sound_punycode("example"));
        assert!(!is_sound_punycode("xn--f"));
        assert!(!is_sound_punycode("xn--"));
        assert!(!is_sound_punycode("xn--example-"));
    }

    #[test]
    #[cfg(feature = "psl")]
    fn public_suffixes() {
        for suffix in ["com", "co.uk", "github.io", "github.io.", "internal"] {
            assert!(is_public_suffix(suffix), "{suffix}");
        }
        for domain in ["example.com", "name.github.io", "localhost", "app.localhost"] {
            assert!(!is_public_suffix(domain), "{domain}");
        }
    }
}
