//! Holds what replicas answer against what was published.

use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How late a replica that can reach the database may be.
const BOUND: Duration = Duration::from_secs(2);

#[derive(Default)]
pub struct Judge(Mutex<Facts>);

#[derive(Default)]
struct Facts {
    /// When each version was known to be published, from version 1 on.
    published: Vec<Instant>,
    /// What each replica has answered last.
    seen: [u64; 3],
    /// Until when each replica could not reach the database, or was not running.
    reachable_since: [Option<Instant>; 3],
    outages: [usize; 3],
    answers: usize,
    latest: Duration,
    wrong: String,
}

/// A time in which replicas cannot be asked for the bound.
pub struct Outage<'j> {
    judge: &'j Judge,
    replicas: Vec<usize>,
}

impl Judge {
    pub fn published(&self) -> usize {
        self.lock().published.len()
    }

    /// Notes that a version is published.
    pub fn note_published(&self, version: u64) {
        let mut facts = self.lock();
        let now = Instant::now();
        // One whose publisher has not heard of it was published before.
        while (facts.published.len() as u64) < version {
            facts.published.push(now);
        }
    }

    pub fn outage(&self, replicas: &[usize]) -> Outage<'_> {
        let mut facts = self.lock();
        for replica in replicas {
            facts.outages[*replica] += 1;
        }
        Outage { judge: self, replicas: replicas.to_vec() }
    }

    /// Judges an answer to a request that was sent at this time.
    pub fn answer(&self, replica: usize, sent: Instant, versions: &[u64]) {
        let mut facts = self.lock();
        facts.answers += 1;
        let Some(version) = versions.first().copied() else {
            let _ = writeln!(facts.wrong, "replica {replica} answers without a policy");
            return;
        };
        if versions.iter().any(|other| *other != version) {
            let _ = writeln!(facts.wrong, "replica {replica} mixes versions: {versions:?}");
        }
        let seen = facts.seen[replica];
        if version < seen {
            let _ = writeln!(facts.wrong, "replica {replica} goes back from {seen} to {version}");
        }
        facts.seen[replica] = version;
        // The next version is the one that has been missed for the longest time.
        let missed = usize::try_from(version).ok().and_then(|next| facts.published.get(next).copied());
        if let Some(published) = missed
            && facts.outages[replica] == 0
        {
            let since = facts.reachable_since[replica].map_or(published, |since| since.max(published));
            let late = sent.saturating_duration_since(since);
            facts.latest = facts.latest.max(late);
            if late > BOUND {
                let _ = writeln!(facts.wrong, "replica {replica} answers with {version}, {late:?} late");
            }
        }
    }

    /// # Panics
    /// If anything was wrong.
    pub fn verdict(&self) {
        let facts = self.lock();
        println!("{} answers, {} versions, at most {:?} late", facts.answers, facts.published.len(), facts.latest);
        let some: String = facts.wrong.lines().take(20).fold(String::new(), |some, line| some + line + "\n");
        assert!(some.is_empty(), "{some}");
        assert!(facts.answers > 1000 && facts.published.len() > 100, "too little has happened");
    }

    fn lock(&self) -> MutexGuard<'_, Facts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outage<'_> {
    fn drop(&mut self) {
        let mut facts = self.judge.lock();
        for replica in &self.replicas {
            facts.outages[*replica] -= 1;
            facts.reachable_since[*replica] = Some(Instant::now());
        }
    }
}
