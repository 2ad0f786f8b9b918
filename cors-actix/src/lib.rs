#![doc = include_str!("../../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod annotated;

mod guard;
mod head;
mod headers;
mod predicate;
mod register;
mod service;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use annotated::{Annotated, AnnotatedRoute};
pub use cors_core::{Policy, Violations};
#[doc = include_str!("cors.md")]
pub use cors_macros::cors;
