//! CORS policies, checked: the grammar of origins, the rules, and the decision about a request. It knows the Fetch
//! standard and no web framework; `cors-actix` is what applications use.
//!
//! ```text
//! Draft ─check→ Policy                                    once: while compiling, or when the program starts
//! Head ─decide→ Decision ─edit→ headers of the response   for each request
//! ```
//!
//! A [`Draft`] is what somebody asks for. [`Draft::check`] holds it against every [`Rule`] and answers with a
//! [`Policy`] or with all the [`Violations`]; nothing after it can fail. [`decide()`] looks at a request through the
//! [`Head`] trait and says what becomes of it; [`Decision::edit`] writes that into a response.
//! The crate `cors-fetch` is the other side: what a browser asks, and what it makes of the answer.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod standard;

mod entry;
mod origin;
mod pattern;
#[cfg(feature = "psl")]
mod public_suffix;
mod secure;

mod argument;
#[cfg(feature = "serde")]
mod deserialize;
mod draft;

mod check;
mod check_names;
mod check_origin;
mod check_origins;
#[cfg_attr(not(feature = "regex"), path = "check_no_regex.rs")]
mod check_regex;
mod covers;
mod environment;
mod escape;
mod form;
mod meant;
mod mend;
mod name;
mod redundancy;
mod rule;
mod violation;

mod automaton;
mod buckets;
mod policy;
#[cfg(feature = "regex")]
pub mod regex;
mod review;
#[cfg(feature = "serde")]
mod serialize;
mod table;
mod words;

mod decide;
mod denial;
mod echo;
mod edits;
mod enforce;
mod explain;
mod header;
mod hosts;
mod sender;

/// What `cors-fetch` shares with this crate; not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::standard::{
        is_cors_safelisted_method, is_forbidden_method, is_forbidden_request_header, is_forbidden_response_header,
        is_known_method, is_non_wildcard_request_header, is_safelisted_response_header, is_token, trim_blanks,
    };
}

pub use argument::{Argument, Danger};
#[doc(hidden)]
pub use automaton::Automaton;
#[doc(hidden)]
pub use buckets::Buckets;
pub use decide::{
    AllowOrigin, Approval, Decision, Head, Instead, Methods, decide, is_preflight, requested_methods, unlisted_origin,
};
pub use denial::Denial;
pub use draft::{Draft, MaxAge, OriginEntry};
pub use edits::{ResponseHeaders, Value, Vary};
pub use enforce::Enforce;
pub use escape::shown;
pub use explain::Explanation;
pub use header::{Header, RequestHeader};
#[doc(hidden)]
pub use hosts::HostPattern;
#[doc(hidden)]
pub use meant::{meant, not_needed};
pub use origin::Origin;
#[doc(hidden)]
pub use pattern::{Pattern, Port};
pub use policy::Policy;
#[cfg(feature = "psl")]
#[doc(hidden)]
pub use public_suffix::registrable_domain;
pub use review::ListedOrigin;
pub use rule::Rule;
#[doc(hidden)]
pub use table::{Names, Origins, Regex, Table};
pub use violation::{Place, Violation, Violations};
