//! What was asked, and how often the answer was wrong.

use std::collections::BTreeMap;
use std::time::Duration;

/// How many wrong answers are shown.
const SHOWN: usize = 5;

/// The counts of all clients.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<(&'static str, &'static str), Count>,
    shown: Vec<String>,
}

#[derive(Debug, Default)]
struct Count {
    right: u64,
    wrong: u64,
}

impl Tally {
    /// Counts what a kind of client got, by what it had to be.
    pub fn count(&mut self, client: &'static str, wanted: &'static str, complaint: Option<String>) {
        let count = self.counts.entry((client, wanted)).or_default();
        match complaint {
            None => count.right += 1,
            Some(complaint) => {
                count.wrong += 1;
                if self.shown.len() < SHOWN {
                    self.shown.push(format!("{client}: {complaint}"));
                }
            }
        }
    }

    /// How often a kind of client got an answer of any kind.
    pub fn answers(&self, client: &str) -> u64 {
        let of_client = self.counts.iter().filter(|((name, _), _)| *name == client);
        of_client.map(|(_, count)| count.right + count.wrong).sum()
    }

    pub fn is_right(&self) -> bool {
        self.counts.values().all(|count| count.wrong == 0)
            && crate::clients::NAMES.iter().all(|name| self.answers(name) > 0)
    }

    pub fn print(&self, length: Duration) {
        println!("{:<12} {:<14} {:>12} {:>8}", "client", "what is right", "answers", "wrong");
        let mut sum = Count::default();
        for ((client, wanted), count) in &self.counts {
            println!("{client:<12} {wanted:<14} {:>12} {:>8}", count.right + count.wrong, count.wrong);
            sum.right += count.right;
            sum.wrong += count.wrong;
        }
        let (all, seconds) = (sum.right + sum.wrong, length.as_secs());
        println!("{:<27} {all:>12} {:>8}   in {seconds} s, {} a second", "all", sum.wrong, all / seconds);
        for client in crate::clients::NAMES.iter().filter(|name| self.answers(name) == 0) {
            println!("no answer was seen by {client}");
        }
        for complaint in &self.shown {
            println!("wrong: {complaint}");
        }
    }
}
