//! Names of the server.

use super::origin::SUBDOMAINS;
use super::portable::escape;

/// The port that an entry without a port means.
const DEFAULT_PORT: &str = "(?::80|:443)?";
/// What the library reads as a port.
const ANY_PORT: &str = super::origin::ANY_PORT;

/// A name of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Host {
    /// As it is written.
    pub(crate) entry: String,
    /// An expression that has to match the whole `Host`, in any case.
    pub(crate) regex: String,
    /// The same without the port.
    pub(crate) name: String,
}

/// An entry of `hosts`.
pub(crate) fn host(entry: &str) -> Host {
    let (rest, labels) = entry.strip_prefix("*.").map_or((entry, ""), |rest| (rest, SUBDOMAINS));
    let (name, port) = match rest.rsplit_once(':') {
        Some((name, "*")) => (name, ANY_PORT.to_owned()),
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !rest.ends_with(']') => {
            (name, format!(":{port}"))
        }
        _ => (rest, DEFAULT_PORT.to_owned()),
    };
    let name = format!("(?i:{labels}{})", escape(name));
    Host { entry: entry.to_owned(), regex: format!("{name}{port}"), name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_match_as_the_library_does() {
        for (entry, matched, others) in [
            (
                "api.example.com",
                &["API.example.com", "api.example.com:80"][..],
                &["api.example.com:8080", "x.api.example.com"][..],
            ),
            ("localhost:*", &["localhost", "localhost:65535"], &["localhost:", "localhost:065"]),
            ("*.example.com", &["a.b.example.com:443"], &["example.com", "..example.com", "a b.example.com"]),
            ("[2001:db8::1]", &["[2001:db8::1]", "[2001:DB8::1]:443"], &["2001:db8::1"]),
            ("127.0.0.1:8080", &["127.0.0.1:8080"], &["127.0.0.1"]),
        ] {
            let regex = regex::Regex::new(&format!("^{}$", host(entry).regex)).unwrap();
            assert!(matched.iter().all(|text| regex.is_match(text)), "{entry}");
            assert!(others.iter().all(|text| !regex.is_match(text)), "{entry}");
        }
    }
}
