//! Right deployments, in which a probe finds nothing, and wrong ones, in which it finds what is wrong.

mod application;
mod fault;
mod gateways;
mod middlewares;

use std::net::SocketAddr;
use std::num::NonZeroU32;

use cors_actix::Report;
use cors_edge::{ProbeOptions, ProbeResult, probe};

/// Asks everything that `writes` admits, as fast as it can.
fn probed(address: SocketAddr, report: &Report, writes: bool) -> ProbeResult {
    let mut options = ProbeOptions::default();
    (options.requests, options.writes) = (true, writes);
    options.rate = NonZeroU32::new(1_000_000).expect("it is not 0");
    probe(&format!("http://{address}"), Some(report), &options, |_, _| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// The probe has asked, and found nothing.
fn nothing_is_found(result: &ProbeResult) {
    assert!(result.findings.is_empty(), "{result}");
    assert!(result.requests > 25, "{result}");
}
