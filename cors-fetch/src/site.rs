//! Sites, which decide about cookies and `Sec-Fetch-Site`.

use std::net::Ipv4Addr;

use cors_core::__private::registrable_domain;
use cors_core::Origin;

use crate::url::Url;

/// How near the origin of a page and that of a URL are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    SameOrigin,
    /// [Same site](https://html.spec.whatwg.org/#same-site): the same scheme and registrable domain. Ports do not
    /// count.
    SameSite,
    CrossSite,
}

impl Relation {
    /// The relation of a page to a URL. The origin `null` is cross-site to everything.
    pub(crate) fn of(page: &str, url: &Url) -> Self {
        match (Origin::parse(page.as_bytes()), Origin::parse(url.origin().as_bytes())) {
            (Some(page), Some(other)) if page == other => Relation::SameOrigin,
            (Some(page), Some(other)) if page.scheme() == other.scheme() && site(page.host()) == site(other.host()) => {
                Relation::SameSite
            }
            _ => Relation::CrossSite,
        }
    }
}

/// The registrable domain. Addresses, single labels and public suffixes are sites of their own.
fn site(host: &str) -> &str {
    if is_address(host) { host } else { registrable_domain(host).unwrap_or(host) }
}

pub(crate) fn is_public_suffix(host: &str) -> bool {
    !is_address(host) && registrable_domain(host).is_none()
}

fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// Whether nobody on the network can read what is sent to a URL: https, and hosts that do not leave the machine
/// ([potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy)).
pub(crate) fn is_trustworthy(url: &Url) -> bool {
    let Some(origin) = Origin::parse(url.origin().as_bytes()) else { return false };
    let host = origin.host();
    let is_loopback = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    origin.scheme() == "https" || is_loopback || matches!(host, "localhost" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites() {
        let site = |page: &str, url: &str| Relation::of(page, &Url::parse(url).unwrap());
        assert_eq!(site("https://example.com", "https://example.com/a"), Relation::SameOrigin);
        for (page, url) in [
            ("https://app.example.com", "https://api.example.com:8443"),
            ("https://a.example.co.uk", "https://example.co.uk"),
            ("http://localhost:3000", "http://localhost:8080"),
            ("http://127.0.0.1:3000", "http://127.0.0.1"),
            ("http://[::1]:3000", "http://[::1]"),
        ] {
            assert_eq!(site(page, url), Relation::SameSite, "{page} and {url}");
        }
        for (page, url) in [
            ("http://app.example.com", "https://app.example.com"),
            ("https://example.com", "https://example.org"),
            ("https://a.github.io", "https://b.github.io"),
            ("http://127.0.0.1", "http://1.0.0.1"),
            ("http://localhost", "http://127.0.0.1"),
            ("null", "https://example.com"),
        ] {
            assert_eq!(site(page, url), Relation::CrossSite, "{page} and {url}");
        }
    }

    #[test]
    fn trustworthy_urls() {
        for url in
            ["https://a.example", "http://localhost:80", "http://a.localhost", "http://127.0.0.2", "http://[::1]"]
        {
            assert!(is_trustworthy(&Url::parse(url).unwrap()), "{url}");
        }
        for url in ["http://a.example", "http://localhost.example", "http://10.0.0.1", "http://[::2]"] {
            assert!(!is_trustworthy(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
