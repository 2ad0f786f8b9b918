//! Who owns a host, by the [public suffix list](https://publicsuffix.org).

use crate::origin::domain;
use crate::origin::host::{bracketed, ends_in_number, is_canonical_ipv6};
use crate::origin::public_suffix::{owned_domain, suffix};
use crate::origin::trustworthy::is_loopback;

/// The registrable domain of a host. A host that has none, an address or a single label, owns itself, and
/// `localhost` for whatever lies below it. `None` for a public suffix.
pub(in crate::regex) fn owner(host: &str) -> Option<&str> {
    if is_loopback_name(host) {
        return Some("localhost");
    }
    if is_address(host) {
        return Some(host);
    }
    owned_domain(host).or_else(|| (!host.contains('.') && !has_listed_suffix(host)).then_some(host))
}

/// The registrable domain of every host that ends in a dot and `name`; `None` if they have more than one.
pub(in crate::regex) fn owner_below(name: &str) -> Option<&str> {
    if is_loopback_name(name) {
        return Some("localhost");
    }
    if is_address(name) { None } else { domain::owner_below(name) }
}

/// Whether somebody runs a registry for names like this one.
pub(in crate::regex) fn has_listed_suffix(host: &str) -> bool {
    suffix(host).is_some_and(|(_, has_listed_suffix)| has_listed_suffix)
}

/// Whether a host without trailing dot is an address, or the end of one.
fn is_address(host: &str) -> bool {
    host.ends_with(']') || ends_in_number(host)
}

/// Whether a host that the grammar of origins matches is one: what that leaves open is the form of an address.
pub(in crate::regex) fn is_canonical(host: &str) -> bool {
    bracketed(host).is_none_or(is_canonical_ipv6)
}

fn is_loopback_name(name: &str) -> bool {
    !is_address(name) && is_loopback(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners() {
        for (host, domain) in [
            ("example.com", Some("example.com")),
            ("a.b.example.co.uk", Some("example.co.uk")),
            ("name.github.io", Some("name.github.io")),
            ("foo.amazonaws.com", Some("amazonaws.com")),
            ("name.s3.amazonaws.com", Some("name.s3.amazonaws.com")),
            ("s3.amazonaws.com", None),
            ("github.io", None),
            ("com", None),
            ("localhost", Some("localhost")),
            ("app.localhost", Some("localhost")),
            ("intranet", Some("intranet")),
            ("wiki.intranet", Some("wiki.intranet")),
            ("127.0.0.1", Some("127.0.0.1")),
            ("10.0.0.1", Some("10.0.0.1")),
            ("[::1]", Some("[::1]")),
        ] {
            assert_eq!(owner(host), domain, "{host}");
        }
    }
}
