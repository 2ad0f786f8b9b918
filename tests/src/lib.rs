//! What several test files use.

pub mod annotated;
pub mod ask;
pub mod attacks;
pub mod cache;
pub mod closing;
pub mod directory;
pub mod engine;
pub mod exchange;
pub mod oracle;
pub mod plain;
pub mod random;
pub mod scenario;
pub mod senders;
pub mod server;
pub mod wire;
pub mod words;

/// The programs of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// Those of cors-core's, too.
#[cfg(doctest)]
#[doc = include_str!("../../cors-core/README.md")]
pub struct CoreReadme;

/// Those of cors-fetch's, too.
#[cfg(doctest)]
#[doc = include_str!("../../cors-fetch/README.md")]
pub struct FetchReadme;
