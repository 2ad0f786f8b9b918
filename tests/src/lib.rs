//! What several test files use.

pub mod ask;
pub mod cache;
pub mod chromium;
pub mod closing;
pub mod exchange;
pub mod oracle;
pub mod plain;
pub mod scenario;
pub mod server;
pub mod wire;

/// The programs of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// Those of cors-core's, too.
#[cfg(doctest)]
#[doc = include_str!("../../cors-core/README.md")]
pub struct CoreReadme;
