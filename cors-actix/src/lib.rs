// Documented without the feature, the module is not there.
#![cfg_attr(feature = "test", doc = "[browser]: crate::test::Browser\n")]
#![cfg_attr(not(feature = "test"), doc = "[browser]: crate::guide::testing\n")]
#![doc = include_str!("lib.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

// Each folder uses only those above it.
mod request;

mod policy;

mod response;

mod routing;

mod route;

mod cors;

pub mod report;

#[cfg(feature = "test")]
pub mod test;

// For readers only: programs do not have it.
#[cfg(any(doc, doctest))]
pub mod guide;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

/// What a [`Draft`] takes beside strings, numbers and flags.
pub mod draft {
    pub use cors_core::{Danger, MaxAge, OriginEntry};
}

/// What is wrong with a [`Draft`], and where.
pub mod violation {
    pub use cors_core::{Argument, Location, Rule, Syntax, Violation, Violations};
}

/// Why a policy refuses a request: what [`explain`] returns.
pub mod denial {
    pub use cors_core::{Denial, Explanation};
}

/// The origins of a [`Policy`], and what is not an [`Origin`].
pub mod origin {
    pub use cors_core::{InvalidOrigin, ListedOrigin};
}

pub use cors::{ByRoute, Cors};
pub use cors_core::{Draft, Enforce, Origin, Policy};
#[doc = include_str!("../guide/links.md")]
#[doc = include_str!("cors.md")]
pub use cors_macros::cors;
#[doc = include_str!("../guide/links.md")]
#[doc = include_str!("policy.md")]
pub use cors_macros::policy;
pub use policy::handle::PolicyHandle;
pub use policy::source::PolicySource;
pub use report::Report;
#[cfg(feature = "report")]
pub use report::report;
pub use request::explain;

#[doc = include_str!("../guide/links.md")]
#[doc = include_str!("report/table.md")]
#[macro_export]
macro_rules! table {
    ($($handler:expr),* $(,)?) => {
        $crate::Report::of_handlers([$($crate::__private::listed(::core::stringify!($handler), $handler)),*])
    };
}
