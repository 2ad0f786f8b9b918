//! What several test files use.

pub mod ask;
pub mod chromium;
pub mod exchange;
pub mod oracle;
pub mod plain;
pub mod scenario;
pub mod server;
pub mod wire;
