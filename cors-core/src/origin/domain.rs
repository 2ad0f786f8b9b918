//! What can be registered as a host name: internationalised labels and public suffixes.

#[cfg(feature = "psl")]
use crate::origin::host::ends_in_number;
#[cfg(feature = "psl")]
use crate::origin::public_suffix;
use crate::origin::trustworthy::is_loopback;

/// The ASCII form of a host with other letters in it, as a browser would write it
/// ([domain to ASCII](https://url.spec.whatwg.org/#concept-domain-to-ascii)).
pub(crate) fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

/// Whether names below this domain can belong to different people: it is a
/// [public suffix](https://url.spec.whatwg.org/#host-public-suffix), or one lies below it. By the list's own default
/// every unlisted top-level name is one, but not `localhost`, which never leaves the machine.
pub(crate) fn covers_public_suffix(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    !is_loopback(domain) && owner_below(domain).is_none()
}

/// The registrable domain of every name that ends in a dot and `domain`; `None` if they have more than one.
#[cfg(feature = "psl")]
pub(crate) fn owner_below(domain: &str) -> Option<&str> {
    // That `domain` has a registrable domain is not enough: `amazonaws.com` is one, and yet `s3.amazonaws.com` below it is
    // a public suffix.
    if public_suffix::is_decided_within(domain) { public_suffix::owned_domain(domain) } else { None }
}

/// Whether a host is itself a public suffix, or a shared host: its pages, or those below it, belong to different people. Single
/// labels are names of a local network.
#[cfg(feature = "psl")]
pub(crate) fn is_public_suffix(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.contains('.') && !ends_in_number(host) && public_suffix::suffix(host) == Some((host, true))
}

/// Without the list, only wildcards are taken for what covers one.
#[cfg(not(feature = "psl"))]
pub(crate) fn is_public_suffix(_: &str) -> bool {
    false
}

/// Without the list, no domain is known to have one owner.
#[cfg(not(feature = "psl"))]
fn owner_below(_: &str) -> Option<&str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode() {
        assert_eq!(to_ascii("résumé.example").as_deref(), Some("xn--rsum-bpad.example"));
        assert_eq!(to_ascii("xn--rsum-bpad.example").as_deref(), Some("xn--rsum-bpad.example"));
        for host in ["xn--f", "xn--", "xn--example-", "1a.xn--mgba3a4f16a.com"] {
            assert_ne!(to_ascii(host).as_deref(), Some(host));
        }
    }

    #[test]
    #[cfg(feature = "psl")]
    fn public_suffixes() {
        for suffix in
            ["com", "co.uk", "github.io", "github.io.", "internal", "amazonaws.com", "app.github.dev", "github.dev"]
        {
            assert!(covers_public_suffix(suffix), "{suffix}");
        }
        for suffix in
            ["co.uk", "github.io", "s3.amazonaws.com", "s3.amazonaws.com.", "app.github.dev", "euw.devtunnels.ms"]
        {
            assert!(is_public_suffix(suffix), "{suffix}");
        }
        for host in
            ["example.com", "intranet", "wiki.intranet", "com", "localhost", "127.0.0.1", "[::1]", "amazonaws.com"]
        {
            assert!(!is_public_suffix(host), "{host}");
        }
        for domain in [
            "example.com",
            "name.github.io",
            "localhost",
            "app.localhost",
            "name.s3.amazonaws.com",
            "name-8080.app.github.dev",
        ] {
            assert!(!covers_public_suffix(domain), "{domain}");
        }
    }

    #[test]
    #[cfg(feature = "psl")]
    fn owners_below() {
        for (name, domain) in [
            ("example.com", Some("example.com")),
            ("a.example.com", Some("example.com")),
            ("name.github.io", Some("name.github.io")),
            ("wiki.intranet", Some("wiki.intranet")),
            // An exception of the list, `!www.ck` beside `*.ck`.
            ("www.ck", Some("www.ck")),
            ("foo.ck", None),
            ("bar.foo.ck", Some("bar.foo.ck")),
            ("amazonaws.com", None),
            ("github.io", None),
            ("co.uk", None),
            ("uk", None),
            ("intranet", None),
        ] {
            assert_eq!(owner_below(name), domain, "{name}");
        }
    }
}
