//! What the report does not say about a gateway.

use crate::error::Error;

/// Who answers preflights and writes the CORS headers. It is never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answers {
    /// The gateway. It removes the headers of the application.
    #[default]
    Gateway,
    /// The application. The gateway passes everything on.
    Application,
}

/// What the report does not say about a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Who answers.
    pub answers: Answers,
    /// Whether what the target cannot say becomes a comment in the output, and no error.
    pub allow_loss: bool,
    /// Where the application listens: `host:port`.
    pub backend: String,
    /// Where the gateway listens: `0.0.0.0:80`. Only for targets that listen themselves.
    pub listen: String,
    /// The name of the `Gateway` of Kubernetes.
    pub gateway: String,
}

impl Options {
    /// The gateway answers on port 80, and nothing may be lost.
    pub fn new(backend: impl Into<String>) -> Self {
        let listen = "0.0.0.0:80".to_owned();
        let gateway = "gateway".to_owned();
        Options { answers: Answers::default(), allow_loss: false, backend: backend.into(), listen, gateway }
    }

    /// Checks the addresses.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] names an address that is not `host:port`.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (name, value) in [("backend", &self.backend), ("listen", &self.listen)] {
            if split(value).is_none() {
                return Err(Error::InvalidOption(format!(
                    "`{value}` is not a valid address\nhelp: write host and port: `--{name} 127.0.0.1:8080`"
                )));
            }
        }
        Ok(())
    }

    /// Host and port of the application.
    pub(crate) fn backend(&self) -> (&str, u16) {
        split(&self.backend).unwrap_or_default()
    }

    /// Host and port of the gateway.
    pub(crate) fn listen(&self) -> (&str, u16) {
        split(&self.listen).unwrap_or_default()
    }
}

/// Host, without brackets, and port.
fn split(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    let is_port = !port.starts_with('0') && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse().ok().filter(|_| is_port)?;
    let (bare, is_valid): (_, fn(u8) -> bool) = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => (address, |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')),
        None => (host, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')),
    };
    (!bare.is_empty() && bare.bytes().all(is_valid)).then_some((bare, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked() {
        for (address, expected) in [
            ("127.0.0.1:8080", Some(("127.0.0.1", 8080))),
            ("[::1]:80", Some(("::1", 80))),
            ("api.svc:80", Some(("api.svc", 80))),
            ("api", None),
            ("api:0", None),
            (":80", None),
            ("a b:80", None),
            ("x;}:80", None),
            ("::1:80", None),
        ] {
            assert_eq!(split(address), expected, "{address}");
        }
        let error = Options::new("http://x").check().unwrap_err().to_string();
        assert!(error.contains("`http://x`") && error.contains("--backend 127.0.0.1:8080"), "{error}");
    }
}
