//! URLs of http and https, as far as CORS looks at them.

use std::fmt::{self, Write};
use std::net::Ipv6Addr;

use crate::name;
use crate::origin::{Origin, default_port, split_port};

/// An http or https URL, parsed as the [URL standard](https://url.spec.whatwg.org/#concept-url-parser) does but for
/// three things: the fragment is left out, since it is never sent; a host has to be a domain or an IP address in the
/// form in which browsers write it (`127.0.0.1`, not `127.1`); and user names and passwords stay as they are written.
///
/// ```
/// use cors_core::fetch::Url;
///
/// let url = Url::parse("HTTPS://API.example.com:443/a/../items?page=2#top").unwrap();
/// assert_eq!(url.to_string(), "https://api.example.com/items?page=2");
/// assert_eq!((url.origin(), url.path()), ("https://api.example.com", "/items?page=2"));
/// assert_eq!(url.join("2").unwrap().to_string(), "https://api.example.com/2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    origin: String,
    userinfo: String,
    path: String,
}

/// Why a text is no URL that can be fetched.
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
            UrlError::Malformed => "it is no complete address, as `https://api.example.com/items` is",
        })
    }
}

impl std::error::Error for UrlError {}

impl Url {
    /// Parses an absolute URL.
    ///
    /// # Errors
    /// That it is none, or not of http or https.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        parse(text, None)
    }

    /// Parses a URL that may be relative to this one, as that of a `Location` header may be.
    ///
    /// # Errors
    /// That it is none, or not of http or https.
    pub fn join(&self, text: &str) -> Result<Self, UrlError> {
        parse(text, Some(self))
    }

    /// Its [origin](https://url.spec.whatwg.org/#concept-url-origin), serialised: `https://api.example.com:8443`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its path, and its query where it has one: `/items?page=2`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it [includes credentials](https://url.spec.whatwg.org/#include-credentials): a user name or a password.
    pub fn includes_credentials(&self) -> bool {
        !self.userinfo.is_empty()
    }

    /// Its scheme, `http` or `https`.
    pub(super) fn scheme(&self) -> &str {
        self.split_origin().0
    }

    fn split_origin(&self) -> (&str, &str) {
        self.origin.split_once("://").unwrap_or_default()
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host) = self.split_origin();
        let at = if self.includes_credentials() { "@" } else { "" };
        write!(f, "{scheme}://{}{at}{host}{}", self.userinfo, self.path)
    }
}

fn parse(text: &str, base: Option<&Url>) -> Result<Url, UrlError> {
    // The parser takes off controls and spaces around the URL, and tabs and newlines in it.
    let text: String = text.trim_matches(|char| char <= ' ').replace(['\t', '\n', '\r'], "");
    let text = text.split('#').next().unwrap_or_default();
    match (split_scheme(text), base) {
        // `https:items` is relative where the scheme stays, `https:/example.com` is absolute where it changes.
        (Some((scheme, rest)), Some(base)) if scheme == base.scheme() && !rest.starts_with("//") => base.relative(rest),
        (Some((scheme, rest)), _) if default_port(&scheme).is_some() => absolute(&scheme, rest),
        (Some(_), _) => Err(UrlError::Scheme),
        (None, Some(base)) => base.relative(text),
        (None, None) => Err(UrlError::Malformed),
    }
}

/// <https://url.spec.whatwg.org/#scheme-state>
fn split_scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then(|| (scheme.to_ascii_lowercase(), rest))
}

/// From the [slashes](https://url.spec.whatwg.org/#special-authority-ignore-slashes-state) on, of which any number will
/// do.
fn absolute(scheme: &str, rest: &str) -> Result<Url, UrlError> {
    let rest = rest.trim_start_matches(is_slash);
    let (authority, rest) = rest.split_at(rest.find(|char| is_slash(char) || char == '?').unwrap_or(rest.len()));
    let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let origin = origin(scheme, host).ok_or(UrlError::Malformed)?;
    let userinfo = if userinfo == ":" { String::new() } else { userinfo.to_owned() };
    let (path, query) = split_query(rest);
    Ok(Url { origin, userinfo, path: path_and_query(path, query) })
}

impl Url {
    /// <https://url.spec.whatwg.org/#relative-state>
    fn relative(&self, text: &str) -> Result<Self, UrlError> {
        let mut slashes = text.chars();
        if [slashes.next(), slashes.next()].iter().all(|char| char.is_some_and(is_slash)) {
            return absolute(self.scheme(), text);
        }
        let (path, query) = split_query(text);
        let (base_path, base_query) = split_query(&self.path);
        let path = match path.chars().next() {
            None => path_and_query(base_path, query.or(base_query)),
            Some(first) if is_slash(first) => path_and_query(path, query),
            Some(_) => {
                let directory = &base_path[..base_path.rfind('/').map_or(0, |slash| slash + 1)];
                path_and_query(&format!("{directory}{path}"), query)
            }
        };
        Ok(Url { path, ..self.clone() })
    }
}

/// A URL of http and https takes back-slashes for slashes, in front of its query.
fn is_slash(char: char) -> bool {
    matches!(char, '/' | '\\')
}

fn split_query(text: &str) -> (&str, Option<&str>) {
    text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)))
}

fn origin(scheme: &str, host: &str) -> Option<String> {
    let (host, port) = split_port(host)?;
    let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => format!("[{}]", address.parse::<Ipv6Addr>().ok()?),
        None => name::to_ascii(host)?,
    };
    let port = match port {
        None | Some("") => None,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
        Some(_) => return None,
    };
    let origin = match port {
        Some(port) if default_port(scheme) != Some(port) => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    };
    Origin::parse(origin.as_bytes()).is_some().then_some(origin)
}

/// Without [dot segments](https://url.spec.whatwg.org/#path-state), and encoded.
fn path_and_query(path: &str, query: Option<&str>) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix('/').unwrap_or(&path);
    let mut segments = Vec::new();
    let mut rest = path.split('/').peekable();
    while let Some(segment) = rest.next() {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        if dots == ".." {
            segments.pop();
        }
        match dots.as_str() {
            // A last dot segment leaves its slash.
            "." | ".." if rest.peek().is_none() => segments.push(""),
            "." | ".." => {}
            _ => segments.push(segment),
        }
    }
    let mut text = String::from("/");
    encode(&segments.join("/"), b"\"<>^`{}", &mut text);
    if let Some(query) = query {
        text.push('?');
        encode(query, b"\"<>'", &mut text);
    }
    text
}

/// <https://url.spec.whatwg.org/#string-percent-encode>, of all that is not visible ASCII, and of `unsafe_bytes`.
fn encode(text: &str, unsafe_bytes: &[u8], encoded: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !unsafe_bytes.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // A `String` takes whatever is written.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        Url::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}")).to_string()
    }

    #[test]
    fn absolute_urls() {
        for (text, expected) in [
            ("https://a.example", "https://a.example/"),
            ("  HTTP://A.Example:80\n", "http://a.example/"),
            ("http://a.example:443", "http://a.example:443/"),
            ("https://a.example:00443/", "https://a.example/"),
            ("https://a.example:", "https://a.example/"),
            ("https:a.example", "https://a.example/"),
            ("https:\\\\a.example\\b", "https://a.example/b"),
            ("https:////a.example", "https://a.example/"),
            ("https://a.example?x=\\/#y", "https://a.example/?x=\\/"),
            ("https://résumé.example", "https://xn--rsum-bpad.example/"),
            ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
            ("https://a.example/b/./c/../%2E%2e/d/..", "https://a.example/"),
            ("https://a.example/../b/.", "https://a.example/b/"),
            ("https://a.example/a b^é?'é", "https://a.example/a%20b%5E%C3%A9?%27%C3%A9"),
            ("https://u:p@a.example/", "https://u:p@a.example/"),
            ("https://u@v@a.example/", "https://u@v@a.example/"),
            ("https://@a.example/", "https://a.example/"),
            ("https://:@a.example/", "https://a.example/"),
            ("ht\ttps://a.exa\nmple/", "https://a.example/"),
        ] {
            assert_eq!(parsed(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_fetched() {
        for text in ["data:,x", "ftp://a.example", "javascript:0", "file:///etc", "blob:https://a.example/1"] {
            assert_eq!(Url::parse(text), Err(UrlError::Scheme), "{text}");
        }
        for text in [
            "",
            "/a",
            "a.example",
            "//a.example",
            "https:",
            "https://",
            "https://a b",
            "https://a.example:x",
            "https://a.example:65536",
            "https://a.example:+1",
            "https://[::1",
            "https://[::1]x",
            "https://a..b",
            "https://127.1",
            "https://*",
            "1https://a.example",
            "://a.example",
        ] {
            assert_eq!(Url::parse(text), Err(UrlError::Malformed), "{text}");
        }
    }

    #[test]
    fn relative_urls() {
        let base = Url::parse("https://u@a.example/b/c?d").unwrap();
        for (text, expected) in [
            ("", "https://u@a.example/b/c?d"),
            ("#e", "https://u@a.example/b/c?d"),
            ("?", "https://u@a.example/b/c?"),
            ("?e/f", "https://u@a.example/b/c?e/f"),
            ("e", "https://u@a.example/b/e"),
            ("../e?f", "https://u@a.example/e?f"),
            ("/", "https://u@a.example/"),
            ("\\e", "https://u@a.example/e"),
            ("//b.example/e", "https://b.example/e"),
            ("/\\b.example", "https://b.example/"),
            ("https:e", "https://u@a.example/b/e"),
            ("https:/e", "https://u@a.example/e"),
            ("http:/b.example", "http://b.example/"),
            ("http://b.example", "http://b.example/"),
            ("é:e", "https://u@a.example/b/%C3%A9:e"),
        ] {
            assert_eq!(base.join(text).map(|url| url.to_string()).as_deref(), Ok(expected), "{text:?}");
        }
        assert_eq!(base.join("mailto:e"), Err(UrlError::Scheme));
    }
}
