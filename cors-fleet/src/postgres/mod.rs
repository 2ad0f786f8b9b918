//! Policies in PostgreSQL, with their history.

mod batch;
mod cache;
pub(crate) mod candidate;
mod candidates;
mod connect;
pub(crate) mod definition;
mod failure;
pub(crate) mod follow;
pub(crate) mod history;
mod migrate;
pub(crate) mod options;
mod proposals;
pub(crate) mod shadow_runs;
pub(crate) mod version;
