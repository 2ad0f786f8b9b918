//! Origins next to a listed one, which a careless comparison lets in.

use crate::pattern::UNLISTED_HOST;

/// An origin, and how it differs from a listed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Neighbour {
    /// The origin, as `Origin` says it.
    pub(super) origin: String,
    /// How it differs, or what lets it in.
    pub(super) how: &'static str,
}

/// The neighbours of an origin.
pub(super) fn neighbours(origin: &str) -> Vec<Neighbour> {
    let Some((scheme, rest)) = origin.split_once("://") else { return Vec::new() };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, format!(":{port}")),
        _ => (rest, String::new()),
    };
    let mut found = Vec::new();
    let mut add = |scheme: &str, host: &str, port: &str, how| {
        let neighbour = Neighbour { origin: format!("{scheme}://{host}{port}"), how };
        if neighbour.origin != origin && !found.contains(&neighbour) {
            found.push(neighbour);
        }
    };
    let is_domain =
        !host.starts_with('[') && !host.split('.').all(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    if is_domain {
        add(scheme, &format!("{host}.{UNLISTED_HOST}"), &port, "probably only its start is compared");
        add(scheme, &format!("unlisted{host}"), &port, "probably only its end is compared");
        let labels: Vec<_> = host.split('.').collect();
        if let [.., name, top] = labels.as_slice() {
            add(scheme, &format!("unlisted{name}.{top}"), &port, "probably only the end of its domain is compared");
        }
        // Whatever is in place of the last dot belongs to nobody.
        for dot in 1..labels.len().saturating_sub(1) {
            let (start, end) = labels.split_at(dot);
            let host = format!("{}x{}", start.join("."), end.join("."));
            add(scheme, &host, &port, "probably a dot in a regular expression matches any character");
        }
        if let Some((_, above)) = host.split_once('.').filter(|(_, above)| above.contains('.')) {
            add(scheme, above, &port, "the domain above a listed one");
        }
        add(scheme, &format!("unlisted.{host}"), &port, "a subdomain of a listed one");
    }
    match scheme {
        "https" => add("http", host, &port, "probably the scheme is not compared"),
        _ => add("https", host, &port, "probably the scheme is not compared"),
    }
    add(scheme, host, if port == ":8443" { ":9443" } else { ":8443" }, "probably the port is not compared");
    if is_domain {
        add(scheme, &host.to_ascii_uppercase(), &port, "probably case is ignored");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_an_origin_has_neighbours() {
        let origins = |origin| neighbours(origin).into_iter().map(|neighbour| neighbour.origin).collect::<Vec<_>>();
        assert_eq!(
            origins("https://app.example.com:8443"),
            [
                "https://app.example.com.unlisted.example:8443",
                "https://unlistedapp.example.com:8443",
                "https://unlistedexample.com:8443",
                "https://appxexample.com:8443",
                "https://example.com:8443",
                "https://unlisted.app.example.com:8443",
                "http://app.example.com:8443",
                "https://app.example.com:9443",
                "https://APP.EXAMPLE.COM:8443",
            ]
        );
        assert_eq!(origins("http://127.0.0.1"), ["https://127.0.0.1", "http://127.0.0.1:8443"]);
        assert_eq!(origins("http://[::1]:80"), ["https://[::1]:80", "http://[::1]:8443"]);
        assert_eq!(origins("null"), [] as [&str; 0]);
    }
}
