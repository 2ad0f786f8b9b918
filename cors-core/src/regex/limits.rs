//! What the analysis of a pattern may cost.

/// The longest pattern, in bytes: half as much again as the longest origin.
pub(super) const MAX_PATTERN: usize = 512;

/// The most registrable domains that a pattern may allow: what a reviewer still reads.
pub(super) const MAX_DOMAINS: usize = 32;

/// How deep groups may nest.
pub(super) const MAX_NESTING: u32 = 64;

/// The memory of an NFA, in bytes.
pub(super) const MAX_NFA: usize = 1 << 17;

/// The memory of a lazy DFA, in bytes.
pub(super) const MAX_DFA: usize = 1 << 23;

/// The most states of the intersection of a pattern with the grammar of origins, and of the union of several patterns.
pub(super) const MAX_STATES: usize = 4096;
