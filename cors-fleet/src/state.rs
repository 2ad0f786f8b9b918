//! What a store and the thread that follows it share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::policies::Policies;

/// The policies in force, and how the thread that follows the store fares.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) policies: Policies,
    is_closed: AtomicBool,
    away_since: Mutex<Option<Instant>>,
}

impl State {
    /// Asks the thread to end.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Relaxed)
    }

    /// How long the store has been away, `None` if it is there.
    pub(crate) fn away_for(&self) -> Option<Duration> {
        self.away_since.lock().unwrap_or_else(PoisonError::into_inner).map(|since| since.elapsed())
    }

    /// Notes whether the store is away. Returns how long it had been until now.
    pub(crate) fn set_away(&self, is_away: bool) -> Option<Duration> {
        let mut since = self.away_since.lock().unwrap_or_else(PoisonError::into_inner);
        let before = since.map(|since| since.elapsed());
        *since = is_away.then(|| since.unwrap_or_else(Instant::now));
        before
    }
}
