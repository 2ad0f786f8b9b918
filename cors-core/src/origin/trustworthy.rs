//! Origins whose pages nobody on the network can fake
//! ([potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy)).

use std::net::Ipv4Addr;

/// Schemes whose pages nobody on the network can fake. Browsers trust their own extensions as they trust https.
pub(crate) const SECURE_SCHEMES: &[&str] = &["https", "chrome-extension", "moz-extension", "safari-web-extension"];

/// Schemes of servers whose pages anybody on the network can fake.
pub(crate) const NETWORK_SCHEMES: &[&str] = &["http", "ftp"];

/// Who can show pages of their own under an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Impostor {
    /// Anybody on the network.
    Network,
    /// Any other app on the device.
    App,
}

/// Who can show pages of their own under the origins of a scheme, if anybody can.
pub(crate) fn impostor(scheme: &str) -> Option<Impostor> {
    match scheme {
        _ if SECURE_SCHEMES.contains(&scheme) => None,
        _ if NETWORK_SCHEMES.contains(&scheme) => Some(Impostor::Network),
        _ => Some(Impostor::App),
    }
}

/// Whether packets to `host` cannot leave the machine ([RFC 6761, 6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3)).
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    name == "localhost"
        || name.ends_with(".localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || host == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine() {
        for host in ["localhost", "localhost.", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "mylocalhost", "128.0.0.1", "[::2]", "0.0.0.0"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
