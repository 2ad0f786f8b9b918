//! The applications that are measured, and the requests that they are sent.

pub mod apps;
pub mod requests;
