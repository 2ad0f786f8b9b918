//! What the tests of this crate share.

#![allow(dead_code, reason = "no test uses all of it")]

pub mod reports;
#[cfg(feature = "postgres")]
pub mod server;

use std::thread;
use std::time::{Duration, Instant};

/// Waits until something holds, for ten seconds at most.
#[track_caller]
pub fn wait_until(mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(10), "it does not happen");
        thread::sleep(Duration::from_millis(10));
    }
}
