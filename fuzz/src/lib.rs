//! What several targets use. The oracle is that of the tests, compiled from there: their crate would bring a browser's
//! client along.

#[path = "../../tests/src/oracle.rs"]
pub mod oracle;
#[path = "../../tests/src/plain.rs"]
pub mod plain;

pub mod exchange;
pub mod message;
