//! Policies in PostgreSQL, with their history.

mod batch;
mod cache;
mod connect;
pub(crate) mod definition;
mod failure;
pub(crate) mod follow;
pub(crate) mod history;
mod migrate;
pub(crate) mod options;
pub(crate) mod version;
