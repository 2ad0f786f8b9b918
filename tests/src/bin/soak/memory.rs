//! The memory of the server over time.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often it is measured.
const SAMPLES: u32 = 40;
/// What it may grow by between the second quarter of the time, when all is warm, and the last one.
const TOLERANCE_PERCENT: u64 = 5;
/// What it may grow by at least, however small it is.
const TOLERANCE_KB: u64 = 4096;

/// A thread that measures.
#[derive(Debug)]
pub struct Watch {
    thread: JoinHandle<Memory>,
    is_over: Arc<AtomicBool>,
}

/// What was measured, in KB.
#[derive(Debug, Default)]
pub struct Memory {
    samples: Vec<(Duration, u64)>,
}

impl Watch {
    pub fn start(server: u32, length: Duration) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || {
                let start = Instant::now();
                let mut memory = Memory::default();
                while !is_over.load(Ordering::Relaxed) {
                    memory.samples.extend(resident(server).map(|kilobytes| (start.elapsed(), kilobytes)));
                    thread::sleep(length / SAMPLES);
                }
                memory
            }
        });
        Watch { thread, is_over }
    }

    pub fn end(self) -> Memory {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

/// Linux says it in a file.
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

impl Memory {
    /// The middle value of the second quarter of the samples, and that of the last one.
    fn warm_and_last(&self) -> Option<(u64, u64)> {
        let quarter = self.samples.len() / 4;
        let middle = |from: usize| {
            let mut part: Vec<u64> = self.samples.get(from..from + quarter)?.iter().map(|(_, size)| *size).collect();
            part.sort_unstable();
            part.get(quarter / 2).copied()
        };
        Some((middle(quarter)?, middle(self.samples.len() - quarter)?))
    }

    pub fn is_flat(&self) -> bool {
        let tolerated = |warm: u64| warm + (warm * TOLERANCE_PERCENT / 100).max(TOLERANCE_KB);
        // Where there is no such file, this cannot fail; it is said below.
        self.warm_and_last().is_none_or(|(warm, last)| last <= tolerated(warm))
    }

    pub fn print(&self) {
        println!("memory of the server:");
        for (time, size) in self.samples.iter().step_by(self.samples.len().div_ceil(12).max(1)) {
            println!("{:>8.1} s {size:>10} KB", time.as_secs_f64());
        }
        match self.warm_and_last() {
            None => println!("it was not measured: this takes Linux, and a second or more"),
            Some((warm, last)) => println!(
                "{warm} KB when warm, {last} KB at last; {} (tolerance: {TOLERANCE_PERCENT} %, {TOLERANCE_KB} KB at least)",
                if self.is_flat() { "flat" } else { "it GROWS" }
            ),
        }
    }
}
