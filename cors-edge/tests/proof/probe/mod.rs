//! Right deployments, in which a probe finds nothing, and wrong ones.

mod application;
mod right;

use std::net::SocketAddr;
use std::num::NonZeroU32;

use cors_actix::Report;
use cors_edge::{ProbeOptions, ProbeResult, probe};

/// Asks everything, as fast as it can.
fn probed(address: SocketAddr, report: &Report) -> ProbeResult {
    let mut options = ProbeOptions::default();
    (options.requests, options.writes) = (true, true);
    options.rate = NonZeroU32::new(1_000_000).expect("it is not 0");
    probe(&format!("http://{address}"), Some(report), &options, |_, _| {}).unwrap_or_else(|error| panic!("{error}"))
}
