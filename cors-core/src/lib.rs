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
//! [`CorsRequest`] trait and says what becomes of it; [`Decision::edit`] writes that into a response.
//! The crate `cors-fetch` is the other side: what a browser asks, and what it makes of the answer.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

mod escape;
mod rule;
mod spec;

mod config;
mod origin;
mod violation;

mod policy;
#[cfg(feature = "regex")]
pub mod regex;
mod validate;

mod decision;

/// What `cors-fetch` shares with this crate; not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::spec::standard::{
        is_cors_safelisted_method, is_forbidden_method, is_forbidden_request_header, is_forbidden_response_header,
        is_known_method, is_non_wildcard_request_header, is_safelisted_response_header, is_token, trim_ows,
    };
}

pub use config::Draft;
#[doc(hidden)]
pub use config::argument::Usage;
pub use config::argument::{Argument, Danger};
#[doc(hidden)]
pub use config::did_you_mean::{meant, not_needed};
pub use config::enforce::Enforce;
#[doc(hidden)]
pub use config::field::Field;
pub use config::max_age::MaxAge;
pub use config::origin_entry::OriginEntry;
pub use decision::denial::Denial;
pub use decision::explain::{explain, explain_decision};
pub use decision::explanation::Explanation;
pub use decision::host::refuses_host;
pub use decision::outcome::{AllowOrigin, Approval, Decision, Methods, Overrides};
pub use decision::request::{CorsRequest, is_preflight, requested_methods};
pub use decision::response::{ResponseHeaders, Value};
pub use decision::{decide, unlisted_origin};
pub use escape::escape_for_log;
pub use origin::Origin;
#[doc(hidden)]
pub use origin::host_pattern::HostPattern;
#[doc(hidden)]
pub use origin::pattern::{Pattern, Port};
#[cfg(feature = "psl")]
#[doc(hidden)]
pub use origin::public_suffix::registrable_domain;
pub use policy::Policy;
#[doc(hidden)]
pub use policy::compiled::{Names, Origins, Regex, Table};
#[doc(hidden)]
pub use policy::dfa::Automaton;
#[doc(hidden)]
pub use policy::index::Buckets;
pub use policy::listed_origin::ListedOrigin;
#[doc(hidden)]
pub use policy::static_policy::{StaticList, StaticOrigins, StaticPolicy};
pub use rule::Rule;
pub use spec::header::{Header, RequestHeader, Vary};
pub use violation::{Location, Violation, Violations};
