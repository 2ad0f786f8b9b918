//! The names under which a server may be addressed.

use std::borrow::Cow;
use std::fmt;

use crate::origin::entry::{self, InvalidEntry};
use crate::origin::pattern::Port;
use crate::rule::Rule;

/// The bytes of the longest host and port there can be: host (253), `:`, port (5).
pub(crate) const MAX_LENGTH: usize = 253 + 1 + 5;

/// An entry of `hosts`: `api.example.com`, `*.example.com`, `localhost:*`, `[::1]:8080`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct HostPattern {
    /// Whether the name has a `*.` in front, for one label or more.
    pub subdomains: bool,
    /// The name, or what follows `*.`, in lower case.
    pub host: Cow<'static, str>,
    /// `Is(None)` is the default port of http and https.
    pub port: Port,
}

impl HostPattern {
    /// Reads an entry by the grammar of origins, without their scheme.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidEntry> {
        let fault = |what: String| Err(InvalidEntry { rule: Rule::HostSyntax, what });
        if text.len() > MAX_LENGTH {
            return fault(format!("is {} bytes long; no host is longer than {MAX_LENGTH}", text.len()));
        }
        if text.contains("://") {
            return fault("has a scheme".to_owned());
        }
        let pattern = entry::parse_pattern(&format!("https://{text}"))?;
        // Browsers leave it out, as they do 443.
        if pattern.port == Port::Is(Some(80)) {
            return fault("has the port 80, which is the default of http".to_owned());
        }
        Ok(HostPattern { subdomains: pattern.subdomains, host: pattern.host, port: pattern.port })
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

    /// Whether the entry matches a host and a port.
    pub(crate) fn matches(&self, host: &str, port: Option<u16>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

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
