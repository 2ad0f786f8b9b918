//! URLs of http and https.

use std::fmt;

use url::{ParseError, Position};

/// An http or https URL, parsed as the [URL standard](https://url.spec.whatwg.org/#concept-url-parser) says. The
/// fragment is dropped, because it is never sent.
///
/// ```
/// use cors_fetch::Url;
///
/// let url = Url::parse("HTTPS://API.example.com:443/a/../items?page=2#top").unwrap();
/// assert_eq!(url.to_string(), "https://api.example.com/items?page=2");
/// assert_eq!((url.origin(), url.path()), ("https://api.example.com", "/items?page=2"));
/// assert_eq!(url.join("2").unwrap().to_string(), "https://api.example.com/2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    url: url::Url,
    origin: String,
}

/// Why a text is not a URL that can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UrlError {
    /// Its scheme is neither [http nor https](https://fetch.spec.whatwg.org/#http-scheme).
    Scheme,
    /// It does not parse.
    Malformed,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UrlError::Scheme => "its scheme is neither `http` nor `https`",
            UrlError::Malformed => "it is not a complete URL like `https://api.example.com/items`",
        })
    }
}

impl std::error::Error for UrlError {}

impl Url {
    /// Parses an absolute URL.
    ///
    /// # Errors
    /// If the text is not a URL, or its scheme is neither http nor https.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        Url::new(url::Url::parse(text))
    }

    /// Parses a URL that may be relative to this one, like that of a `Location` header.
    ///
    /// # Errors
    /// If the text is not a URL, or its scheme is neither http nor https.
    pub fn join(&self, text: &str) -> Result<Self, UrlError> {
        Url::new(self.url.join(text))
    }

    fn new(parsed: Result<url::Url, ParseError>) -> Result<Self, UrlError> {
        let mut url = parsed.map_err(|_| UrlError::Malformed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(UrlError::Scheme);
        }
        url.set_fragment(None);
        let origin = url.origin().ascii_serialization();
        Ok(Url { url, origin })
    }

    /// Returns its [origin](https://url.spec.whatwg.org/#concept-url-origin), serialized:
    /// `https://api.example.com:8443`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns its path, with the query if there is one: `/items?page=2`.
    pub fn path(&self) -> &str {
        &self.url[Position::BeforePath..]
    }

    /// Whether it [includes credentials](https://url.spec.whatwg.org/#include-credentials): a user name or a password.
    pub fn includes_credentials(&self) -> bool {
        !self.url.username().is_empty() || self.url.password().is_some()
    }

    pub(crate) fn as_url(&self) -> &url::Url {
        &self.url
    }

    /// Its scheme, `http` or `https`.
    pub(crate) fn scheme(&self) -> &str {
        self.url.scheme()
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_and_paths() {
        for (text, origin, path) in [
            ("https://a.example", "https://a.example", "/"),
            ("  HTTP://A.Example:80\n", "http://a.example", "/"),
            ("http://a.example:443/?", "http://a.example:443", "/?"),
            ("https://résumé.example/é#f", "https://xn--rsum-bpad.example", "/%C3%A9"),
            ("http://[0:0::1]:8080/", "http://[::1]:8080", "/"),
            ("https://u:p@a.example/b?c#d?e", "https://a.example", "/b?c"),
        ] {
            let url = Url::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert_eq!((url.origin(), url.path()), (origin, path), "{text:?}");
        }
    }

    #[test]
    fn credentials() {
        for (text, includes) in [("u:p@", true), ("u@", true), (":p@", true), ("", false), ("@", false), (":@", false)]
        {
            let url = Url::parse(&format!("https://{text}a.example/")).unwrap();
            assert_eq!(url.includes_credentials(), includes, "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_fetched() {
        for text in ["data:,x", "ftp://a.example", "javascript:0", "file:///etc", "blob:https://a.example/1"] {
            assert_eq!(Url::parse(text), Err(UrlError::Scheme), "{text}");
        }
        for text in
            ["", "/a", "a.example", "//a.example", "https:", "https://a b", "https://a.example:x", "://a.example"]
        {
            assert_eq!(Url::parse(text), Err(UrlError::Malformed), "{text}");
        }
        let base = Url::parse("https://a.example/b").unwrap();
        assert_eq!(base.join("mailto:e"), Err(UrlError::Scheme));
        assert_eq!(base.join("//"), Err(UrlError::Malformed));
    }
}
