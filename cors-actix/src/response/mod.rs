//! What a policy writes: headers, and refusals.

pub(crate) mod headers;
pub(crate) mod unroutable;

pub(crate) mod trace;

pub(crate) mod refusal;

pub(crate) mod verdict;
