//! How much work the analysis of a pattern may still take.

use crate::regex::error::{Error, Limit};

/// The work that is left. A unit takes some 50 ns without optimization, and at most 150.
#[derive(Debug)]
pub(super) struct Work(usize);

impl Work {
    /// What the verdict about a pattern may take.
    pub(super) fn of_verdict() -> Self {
        Work(1 << 22)
    }

    /// What the union of so many patterns may take: a 64th of what their verdicts may.
    pub(super) fn of_union(count: usize) -> Self {
        Work(count.saturating_mul(1 << 16))
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
