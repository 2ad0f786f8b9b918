//! The lifetime of a preflight's answer, as written.

use std::time::Duration;

/// The lifetime of a preflight's answer, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaxAge {
    /// Seconds: `600`.
    Seconds(u64),
    /// A number and its unit, `s`, `m`, `h` or `d`: `"10m"`. Without a unit it means seconds.
    Text(String),
}

impl From<u64> for MaxAge {
    fn from(seconds: u64) -> Self {
        MaxAge::Seconds(seconds)
    }
}

impl From<Duration> for MaxAge {
    /// A duration of whole seconds. Any other is kept as a string, which [`Draft::check`](crate::Draft::check) refuses.
    fn from(lifetime: Duration) -> Self {
        match lifetime.subsec_nanos() {
            0 => MaxAge::Seconds(lifetime.as_secs()),
            _ => MaxAge::Text(format!("{lifetime:?}")),
        }
    }
}

impl From<String> for MaxAge {
    fn from(text: String) -> Self {
        MaxAge::Text(text)
    }
}

impl From<&str> for MaxAge {
    fn from(text: &str) -> Self {
        MaxAge::Text(text.to_owned())
    }
}
