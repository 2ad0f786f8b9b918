//! Why a string is not an origin.

use std::fmt;

use crate::escape::escaped;
use crate::origin::Origin;
use crate::origin::entry::Entry;

/// Why a string is not an origin in the form in which browsers send it. `Origin::try_from` returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOrigin(String);

impl<'a> TryFrom<&'a str> for Origin<'a> {
    type Error = InvalidOrigin;

    fn try_from(text: &'a str) -> Result<Self, Self::Error> {
        Origin::parse(text.as_bytes()).ok_or_else(|| {
            let what = match Entry::parse(text) {
                Err(invalid) => invalid.what,
                Ok(Entry::Null) => "belongs to nobody".to_owned(),
                Ok(Entry::Any | Entry::Pattern(_)) => "has a wildcard".to_owned(),
            };
            InvalidOrigin(format!("the origin `{}` {what}", escaped(text)))
        })
    }
}

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons() {
        for (text, reason) in [
            ("", "the origin `` has no scheme"),
            ("*", "the origin `*` has a wildcard"),
            ("https://*.example.com", "the origin `https://*.example.com` has a wildcard"),
            ("null", "the origin `null` belongs to nobody"),
            ("https://Example.com", "the origin `https://Example.com` has upper-case letters"),
        ] {
            assert_eq!(Origin::try_from(text).unwrap_err().to_string(), reason);
        }
        assert_eq!(Origin::try_from("https://example.com").unwrap().to_string(), "https://example.com");
    }
}
