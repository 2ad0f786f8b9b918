//! What several test files use.

pub mod ask;
pub mod exchange;
pub mod server;
pub mod wire;
