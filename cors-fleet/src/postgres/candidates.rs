//! Follows the candidates of a database, and records what they have counted.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_postgres::Client;

use crate::error::Error;
use crate::policies::Policies;
use crate::postgres::candidate::{self, Candidate};
use crate::postgres::failure::within;
use crate::postgres::shadow_runs;
use crate::shadow::report::ShadowReport;
use crate::shadow::run::Run;

/// How long to wait at least until counts are recorded again.
const PAUSE: Duration = Duration::from_secs(5);

/// The part of the time that a run has taken which may be missing in the records. So there are few records of a long run.
const PART: u32 = 10;

/// The candidates that this replica runs.
pub(crate) struct Candidates {
    /// The name of this process in the records.
    replica: String,
    /// The last candidate that has been read.
    newest: u64,
    /// The newest candidate of each policy whose version is not in force yet.
    waiting: BTreeMap<String, (u64, Option<Arc<Run>>)>,
    /// By number. One that has ended stays until its last counts are recorded.
    running: BTreeMap<u64, Running>,
}

struct Running {
    name: String,
    run: Arc<Run>,
    recorded: u64,
    recorded_at: Instant,
}

impl Candidates {
    pub(crate) fn new() -> Self {
        let replica = format!("{:016x}", RandomState::new().build_hasher().finish());
        Candidates { replica, newest: 0, waiting: BTreeMap::new(), running: BTreeMap::new() }
    }

    /// Starts and ends runs, and records what has been counted: one of each at a time, so no version waits for many. Returns whether
    /// there may be more to do now.
    ///
    /// # Errors
    /// Those of the database, or it takes longer to answer.
    pub(crate) async fn follow(
        &mut self,
        client: &Client,
        policies: &Policies,
        longest: Duration,
    ) -> Result<bool, Error> {
        let next = within(longest, candidate::next(client, self.newest)).await?;
        if let Some((candidate, runs)) = &next {
            self.newest = candidate.number;
            self.waiting.insert(candidate.name.clone(), (candidate.beside, run(candidate, *runs)));
        }
        self.start(policies);
        let Some(report) = self.due(policies) else { return Ok(next.is_some()) };
        within(longest, shadow_runs::record(client, &self.replica, &report)).await?;
        if let Some(running) = self.running.get_mut(&report.candidate) {
            (running.recorded, running.recorded_at) = (report.requests, Instant::now());
        }
        Ok(true)
    }

    /// Starts the candidates whose version is in force. Those of earlier versions have ended.
    fn start(&mut self, policies: &Policies) {
        let running = &mut self.running;
        self.waiting.retain(|name, (beside, run)| {
            let in_force = policies.propose(name, *beside, run.clone());
            if let (true, Some(run)) = (in_force == Some(*beside), run) {
                let (name, run) = (name.clone(), Arc::clone(run));
                let now = Running { name, run, recorded: 0, recorded_at: Instant::now() };
                running.insert(now.run.candidate(), now);
            }
            in_force.is_none_or(|in_force| in_force < *beside)
        });
    }

    /// The next counts to record: soon after the start, then rarely, and once more after the end.
    fn due(&mut self, policies: &Policies) -> Option<ShadowReport> {
        let mut due = None;
        self.running.retain(|_, Running { name, run, recorded, recorded_at }| {
            let has_ended = !policies.runs(name, run);
            let report = run.report();
            let is_new = report.requests > *recorded;
            if is_new && (has_ended || recorded_at.elapsed() >= PAUSE.max(report.ran_for / PART)) {
                due.get_or_insert(report);
            }
            is_new || !has_ended
        });
        due
    }
}

/// What to run for a candidate: nothing if it has ended, or is not valid.
fn run(candidate: &Candidate, runs: bool) -> Option<Arc<Run>> {
    if !runs {
        return None;
    }
    let definition =
        candidate.check().inspect_err(|error| tracing::error!("the candidate does not run\n{error}")).ok()?;
    Some(Arc::new(Run::new(candidate.number, definition.policy().clone())))
}
