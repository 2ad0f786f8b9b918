//! What several test files use.

pub mod exchange;
pub mod server;
pub mod wire;
