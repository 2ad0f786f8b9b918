//! How much a probe may do.

use std::num::NonZeroU32;
use std::time::Duration;

/// How much a probe may do. The default sends preflights alone, 20 in a second, and at most 2,000.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbeOptions {
    /// Whether to send GET requests, too: they show whether responses, and errors, have the headers of the policy.
    pub requests: bool,
    /// Whether to send forged writes, too, without a body. The application has to refuse them. If it does not, **its handler runs**.
    pub writes: bool,
    /// Origins to ask for, beside those of the report.
    pub origins: Vec<String>,
    /// Header lines to send with each request that is no preflight, such as `Authorization`.
    pub headers: Vec<(String, String)>,
    /// The most requests in a second.
    pub rate: NonZeroU32,
    /// The most requests.
    pub limit: usize,
    /// How long to wait for an answer.
    pub timeout: Duration,
}

impl Default for ProbeOptions {
    fn default() -> Self {
        ProbeOptions {
            requests: false,
            writes: false,
            origins: Vec::new(),
            headers: Vec::new(),
            rate: NonZeroU32::new(20).unwrap_or(NonZeroU32::MIN),
            limit: 2_000,
            timeout: Duration::from_secs(10),
        }
    }
}
