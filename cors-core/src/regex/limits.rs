//! What the analysis of a pattern may cost.

use super::error::{Error, Limit};

/// The longest pattern, in bytes: half as much again as the longest origin.
pub(super) const MAX_PATTERN: usize = 512;

/// How deep groups may nest.
pub(super) const MAX_NESTING: u32 = 64;

/// The memory of an NFA, in bytes.
pub(super) const MAX_NFA: usize = 1 << 17;

/// The memory of a lazy DFA, in bytes.
pub(super) const MAX_DFA: usize = 1 << 23;

/// The most states of the intersection of a pattern with the grammar of origins.
pub(super) const MAX_STATES: usize = 4096;

/// The work that is left. A unit takes some 50 ns without optimization, and at most 150.
#[derive(Debug)]
pub(super) struct Work(usize);

impl Work {
    /// What the verdict about a pattern may take.
    pub(super) fn of_verdict() -> Self {
        Work(1 << 22)
    }

    /// What the suggestions for a pattern may take, all of them together.
    pub(super) fn of_suggestions() -> Self {
        Work(1 << 20)
    }

    /// Takes some units away.
    ///
    /// # Errors
    /// [`Limit::States`] if fewer are left.
    pub(super) fn spend(&mut self, units: usize) -> Result<(), Error> {
        self.0 = self.0.checked_sub(units).ok_or(Error::TooLarge { limit: Limit::States })?;
        Ok(())
    }
}
