//! The protocol: what the Fetch standard and RFC 9110 say, and the names of the headers.

pub(crate) mod header;
pub(crate) mod standard;
