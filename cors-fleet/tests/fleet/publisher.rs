//! Two publishers who race each other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use cors_fleet::{ErrorKind, History, Publication, Version};

use crate::draft::{big, numbered};
use crate::judge::Judge;

pub struct Publishers {
    address: String,
    is_stopped: Arc<AtomicBool>,
    threads: Vec<thread::JoinHandle<()>>,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    versions: Mutex<Vec<Version>>,
    /// Reasons of those that may have been published, although their publisher has not heard of it.
    unknown: Mutex<Vec<String>>,
    conflicts: AtomicU64,
}

/// What was published.
pub struct Published {
    /// The newest version of `partners`.
    pub partners: u64,
    log: Arc<Log>,
}

impl Publishers {
    pub fn start(address: &str, judge: &Arc<Judge>) -> Self {
        let is_stopped: Arc<AtomicBool> = Arc::default();
        let log: Arc<Log> = Arc::default();
        let start = |author: &'static str| {
            let (address, judge) = (address.to_owned(), Arc::clone(judge));
            let (is_stopped, log) = (Arc::clone(&is_stopped), Arc::clone(&log));
            let run = async move || {
                let mut turn = 0;
                while !is_stopped.load(Ordering::SeqCst) {
                    if let Ok(mut history) = History::connect(&address).await {
                        while !is_stopped.load(Ordering::SeqCst)
                            && publish(&mut history, author, &mut turn, &judge, &log).await
                        {}
                    }
                    thread::sleep(Duration::from_millis(100));
                }
            };
            thread::spawn(move || actix_web::rt::System::new().block_on(run()))
        };
        let threads = vec![start("ada"), start("grace")];
        Publishers { address: address.to_owned(), is_stopped, threads, log }
    }

    pub async fn publish_big(&self) {
        let mut history = History::connect(&self.address).await.unwrap();
        let definition = big();
        assert!(definition.json().len() > 800_000);
        let publication = Publication {
            name: "big",
            definition: &definition,
            predecessor: None,
            author: "ada",
            reason: "big",
            shadowed: None,
        };
        let version = history.publish(&publication).await.unwrap();
        self.log.versions.lock().unwrap().push(version);
    }

    pub fn stop(self) -> Published {
        self.is_stopped.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.join().unwrap();
        }
        let versions = self.log.versions.lock().unwrap();
        let numbers = versions.iter().filter(|version| version.name == "partners").map(|version| version.number);
        let partners = numbers.max().unwrap();
        drop(versions);
        Published { partners, log: self.log }
    }
}

/// Publishes one version after the current one. Returns whether the connection is still good.
async fn publish(history: &mut History, author: &str, turn: &mut u64, judge: &Judge, log: &Log) -> bool {
    let Ok(current) = history.current("partners").await else { return false };
    let predecessor = current.map(|version| version.number);
    *turn += 1;
    let reason = format!("{author}'s turn {turn}");
    let definition = numbered(predecessor.unwrap_or(0) + 1);
    let publication =
        Publication { name: "partners", definition: &definition, predecessor, author, reason: &reason, shadowed: None };
    match history.publish(&publication).await {
        Ok(version) => {
            judge.note_published(version.number);
            log.versions.lock().unwrap().push(version);
        }
        Err(error) if error.kind() == ErrorKind::Conflict => drop(log.conflicts.fetch_add(1, Ordering::SeqCst)),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Unreachable), "{error}");
            log.unknown.lock().unwrap().push(reason);
            return false;
        }
    }
    // Not the same for both, so now and then they meet.
    thread::sleep(Duration::from_millis(15 + *turn * 7 % 40));
    true
}

impl Published {
    /// Compares what the publishers know with what the database has.
    pub async fn equals_audit_trail(&self, address: &str) {
        let history = History::connect(address).await.unwrap();
        let mut stored = history.newest("partners", u32::MAX).await.unwrap();
        stored.extend(history.newest("big", u32::MAX).await.unwrap());
        stored.sort_by_key(|version| version.sequence);
        let sequences: Vec<u64> = stored.iter().map(|version| version.sequence).collect();
        assert_eq!(sequences, (1..=stored.len() as u64).collect::<Vec<_>>());
        for pair in stored.windows(2).filter(|pair| pair[0].name == pair[1].name) {
            assert_eq!(pair[1].predecessor, Some(pair[0].number));
            assert!(pair[0].published_at <= pair[1].published_at);
        }
        for version in stored.iter().filter(|version| version.name == "partners") {
            assert_eq!(version.hash, numbered(version.number).hash());
        }
        let unknown = self.log.unknown.lock().unwrap();
        stored.retain(|version| !unknown.contains(&version.reason));
        let mut published = self.log.versions.lock().unwrap().clone();
        published.sort_by_key(|version| version.sequence);
        assert_eq!(stored, published);
        let conflicts = self.log.conflicts.load(Ordering::SeqCst);
        println!("{} versions, {conflicts} lost races, {} unknown outcomes", published.len(), unknown.len());
        assert!(conflicts > 0, "the publishers have never met");
    }
}
