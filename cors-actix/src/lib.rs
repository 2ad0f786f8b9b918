#![doc = include_str!("lib.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod annotated;
mod predicate;

mod event;
mod guard;
mod head;
mod headers;
mod register;
mod route_policy;
mod service;
mod verdict;

mod cors;
mod handle;
mod layer;
mod outer;
mod registered;

mod table;

#[cfg(feature = "test")]
pub mod test;

// For readers only: programs do not have it.
#[cfg(any(doc, doctest))]
pub mod guide;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use annotated::{Annotated, AnnotatedRoute};
pub use cors::{Cors, CorsRoutes};
pub use cors_core::{
    Danger, Denial, Draft, Explanation, ListedOrigin, MaxAge, Origin, OriginEntry, Policy, Rule, Violation, Violations,
};
#[doc = include_str!("cors.md")]
pub use cors_macros::cors;
#[doc = include_str!("policy.md")]
pub use cors_macros::policy;
pub use handle::{PolicyHandle, PolicySource};
pub use table::{PolicyTable, Row};
