//! A candidate that runs in this process.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use cors_actix::Policy;

use crate::shadow::report::{Sample, ShadowReport};
use crate::shadow::samples::Samples;

/// A candidate, and what has been counted since it came.
#[derive(Debug)]
pub(crate) struct Run {
    candidate: u64,
    policy: Policy,
    since: Instant,
    requests: AtomicU64,
    differences: AtomicU64,
    samples: Mutex<Samples>,
}

impl Run {
    /// Starts to count.
    pub(crate) fn new(candidate: u64, policy: Policy) -> Self {
        Run {
            candidate,
            policy,
            since: Instant::now(),
            requests: AtomicU64::new(0),
            differences: AtomicU64::new(0),
            samples: Mutex::default(),
        }
    }

    /// The number of the candidate.
    #[cfg(feature = "postgres")]
    pub(crate) fn candidate(&self) -> u64 {
        self.candidate
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Counts a request, with a sample if it is decided differently.
    pub(super) fn count(&self, difference: Option<Sample>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if let Some(sample) = difference {
            // Whoever sees it sees the request, too: no report has more differences than requests.
            self.differences.fetch_add(1, Ordering::Release);
            self.samples.lock().unwrap_or_else(PoisonError::into_inner).add(sample);
        }
    }

    /// What has been counted until now.
    pub(crate) fn report(&self) -> ShadowReport {
        let differences = self.differences.load(Ordering::Acquire);
        ShadowReport {
            candidate: self.candidate,
            replicas: 1,
            ran_for: self.since.elapsed(),
            requests: self.requests.load(Ordering::Relaxed),
            differences,
            samples: self.samples.lock().unwrap_or_else(PoisonError::into_inner).most_frequent_first(),
        }
    }
}
