//! Which origins an entry with wildcards admits.

use std::borrow::Cow;
use std::fmt;

use crate::origin::Origin;

/// An origin, mostly one with a wildcard: `https://*.example.com`, `http://localhost:*`, or both.
///
/// `*.` means one or more labels, never none; `:*` means any port, or none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub struct Pattern {
    /// `https`
    pub scheme: Cow<'static, str>,
    /// Whether the host has a `*.` in front.
    pub subdomains: bool,
    /// `example.com`: the host, or what follows `*.`
    pub host: Cow<'static, str>,
    /// `:8443`, `:*` or nothing.
    pub port: Port,
}

/// The port of a [`Pattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(hidden)]
pub enum Port {
    /// `:*`: any, none included.
    Any,
    /// This one; `None` is the default of the scheme.
    Is(Option<u16>),
}

impl Pattern {
    /// Whether it has no wildcard, and admits one origin.
    pub(crate) fn is_exact(&self) -> bool {
        !self.subdomains && self.port != Port::Any
    }

    /// Whether the pattern admits `origin`.
    pub fn matches(&self, origin: &Origin<'_>) -> bool {
        let port = match self.port {
            Port::Any => true,
            Port::Is(port) => port == origin.port(),
        };
        port && self.scheme == origin.scheme() && self.matches_host(origin)
    }

    fn matches_host(&self, origin: &Origin<'_>) -> bool {
        let host = origin.host();
        if self.subdomains {
            // Such a host has no empty label, so what is before the dot is one label or more.
            origin.has_web_host()
                && host.strip_suffix(&*self.host).is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
        } else {
            host == self.host
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wildcard = if self.subdomains { "*." } else { "" };
        write!(f, "{}://{wildcard}{}{}", self.scheme, self.host, self.port)
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Port::Any => f.write_str(":*"),
            Port::Is(Some(port)) => write!(f, ":{port}"),
            Port::Is(None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::entry::Entry;

    fn admits(entry: &str, origin: &str) -> bool {
        let origin = Origin::parse(origin.as_bytes()).unwrap();
        match Entry::parse(entry).unwrap() {
            Entry::Pattern(pattern) => pattern.matches(&origin),
            entry => panic!("{entry:?} is not a pattern"),
        }
    }

    #[test]
    fn subdomains_are_one_label_or_more() {
        assert!(admits("https://*.example.com", "https://a.example.com"));
        assert!(admits("https://*.example.com", "https://a.b.example.com"));
        for origin in [
            "https://example.com",
            "http://a.example.com",
            "https://a.example.com:8443",
            "https://aexample.com",
            "https://a.example.com.",
            "https://a.example.com.evil.test",
            "https://evil-example.com",
        ] {
            assert!(!admits("https://*.example.com", origin), "{origin}");
        }
    }

    #[test]
    fn any_port_includes_none() {
        assert!(admits("http://localhost:*", "http://localhost"));
        assert!(admits("http://localhost:*", "http://localhost:3000"));
        assert!(!admits("http://localhost:*", "https://localhost:3000"));
        assert!(!admits("http://localhost:*", "http://localhost.evil.test"));
        assert!(admits("https://*.example.com:*", "https://a.example.com:8443"));
        assert!(admits("https://*.example.com:8443", "https://a.example.com:8443"));
        assert!(!admits("https://*.example.com:8443", "https://a.example.com"));
    }
}
