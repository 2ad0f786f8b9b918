//! CORS policies that many replicas of a service follow.
//!
//! A [`Store`] holds policies by name. Each of them is a [`PolicyHandle`](cors_actix::PolicyHandle), which `Cors::new`
//! takes, and which changes while the server runs:
//!
//! - [`Store::open`] reads a TOML file and watches it. A mounted Kubernetes `ConfigMap` is such a file.
//! - `Store::connect` follows a PostgreSQL database (feature `postgres`). Versions are only ever added to it, so it knows who
//!   allowed what, when and why.
//!
//! A policy is checked before it takes effect. If there is a mistake in it, the earlier one stays in force.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod changes;
mod error;
mod name;

mod shadow;

mod policies;
mod state;

mod file;
#[cfg(feature = "postgres")]
mod postgres;

mod store;

pub use changes::Changes;
pub use error::{Error, ErrorKind};
#[cfg(feature = "postgres")]
pub use postgres::{
    candidate::Candidate,
    definition::Definition,
    history::{History, Publication},
    options::PostgresOptions,
    shadow_runs::Shadowed,
    version::Version,
};
pub use shadow::Shadow;
pub use shadow::report::{Sample, ShadowReport};
pub use store::Store;

/// The programs of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
