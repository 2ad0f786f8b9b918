//! Exports the CORS policies of an application to the gateway in front of it, and asks a deployment whether it answers by them.
//!
//! The input is the report of the application: [`read`] reads its JSON, and a test can hand over a
//! [`Report`](cors_actix::Report). [`export`] writes the configuration of a [`Target`].
//! [`probe`] compares the answers of a deployment with it.
//!
//! ```
//! use cors_edge::{Options, Target, export, read};
//!
//! let report = read(r#"{ "version": 1, "rows": [], "notes": [] }"#)?;
//! let exported = export(&report, Target::Nginx, &Options::new("127.0.0.1:8080"))?;
//! assert!(exported.contains("proxy_pass http://127.0.0.1:8080;"));
//! # Ok::<_, cors_edge::Error>(())
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

// Each module uses only those above it.
mod curl;
mod loss;

mod error;

mod options;

mod pattern;
mod yaml;

mod plan;

mod target;

mod export;

mod probe;

pub use error::Error;
pub use export::{export, read};
pub use loss::Loss;
pub use options::{Answers, Options};
pub use probe::{Evidence, Finding, FindingKind, ProbeOptions, ProbeResult, Severity, probe};
pub use target::Target;
