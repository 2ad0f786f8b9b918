//! What has been counted in the shadow.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What has been counted while a candidate ran in the shadow of the live policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShadowReport {
    /// The number of the candidate in the database, or how often the file had changed when it came.
    pub candidate: u64,
    /// How many processes have counted.
    pub replicas: u64,
    /// For how long.
    pub ran_for: Duration,
    /// How many requests both policies have decided: those with an `Origin`, and any others that they decide differently.
    pub requests: u64,
    /// How many of them the candidate would decide differently.
    pub differences: u64,
    /// Some of those, the most frequent first, at most 64 of a process.
    pub samples: Vec<Sample>,
}

/// Requests that the candidate would decide differently, all with the same route, method and origin. What the client sent is
/// escaped and cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sample {
    /// How many of them there were.
    pub requests: u64,
    /// `PUT`, or `preflight for PUT`.
    pub method: String,
    /// The pattern of the route, or the path if no route matches.
    pub route: String,
    /// The origin of the page.
    pub origin: Option<String>,
    /// What the live policy has decided.
    pub live: String,
    /// What the candidate would decide.
    pub candidate: String,
}

impl Sample {
    /// Whether another sample differs in its count at most.
    pub(super) fn is_like(&self, other: &Sample) -> bool {
        let Sample { requests: _, method, route, origin, live, candidate } = self;
        (method, route, origin, live, candidate)
            == (&other.method, &other.route, &other.origin, &other.live, &other.candidate)
    }
}

#[cfg(feature = "postgres")]
impl Sample {
    /// The same without control characters, which somebody else may have stored.
    pub(crate) fn printable(self) -> Self {
        let printable = |text: String| text.replace(char::is_control, "\u{fffd}");
        let [method, route, live, candidate] = [self.method, self.route, self.live, self.candidate].map(printable);
        Sample { method, route, origin: self.origin.map(printable), live, candidate, ..self }
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sample { requests, method, route, origin, live, candidate } = self;
        let origin = origin.as_deref().unwrap_or("no origin");
        write!(f, "{requests} × {method} {route} from {origin}\n    live:      {live}\n    candidate: {candidate}")
    }
}

impl fmt::Display for ShadowReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ShadowReport { candidate, replicas, ran_for, requests, differences, samples } = self;
        let seconds = ran_for.as_secs();
        write!(
            f,
            "candidate {candidate}: {differences} of {requests} requests would be decided differently ({replicas} \
             {word}, {seconds} s)",
            word = if *replicas == 1 { "replica" } else { "replicas" }
        )?;
        samples.iter().try_for_each(|sample| write!(f, "\n  {sample}"))
    }
}
