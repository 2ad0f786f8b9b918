//! Policies on their way to requests: where they come from, and what a worker applies.

pub(crate) mod handle;
pub(crate) mod predicate;
pub(crate) mod start;

pub(crate) mod active;
pub(crate) mod source;

pub(crate) mod annotated_route;

pub(crate) mod in_force;
