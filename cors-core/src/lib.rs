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
//! The crate `cors-fetch` is the other side: what a browser asks, and how it reads the answer.

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
mod regex;
mod validate;

mod decision;

/// What generated code, the other crates and the tests of this workspace name. It is not part of the API, and changes without
/// notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::config::argument::Usage;
    pub use crate::config::did_you_mean::{did_you_mean, not_needed};
    pub use crate::config::field::Field;
    pub use crate::decision::explain::explain_decision;
    pub use crate::decision::host::refuses_host;
    pub use crate::decision::outcome::exclude_methods;
    pub use crate::decision::preflight::requested_methods;
    pub use crate::escape::escape_for_log;
    pub use crate::origin::host_pattern::HostPattern;
    pub use crate::origin::pattern::{Pattern, Port};
    #[cfg(feature = "psl")]
    pub use crate::origin::public_suffix::registrable_domain;
    pub use crate::policy::Runtime;
    pub use crate::policy::compiled::{Names, Origins, PREFLIGHT_STATUS, Regex, Table};
    pub use crate::policy::dfa::Automaton;
    pub use crate::policy::route::{allows_any_of, as_rules, equals_except_guards, for_route, with_predicate};
    pub use crate::policy::static_policy::{StaticList, StaticOrigins, StaticPolicy};
    pub use crate::policy::value;
    pub use crate::spec::standard::{
        is_cors_safelisted_method, is_forbidden_method, is_forbidden_request_header, is_forbidden_response_header,
        is_non_wildcard_request_header, is_safe_method, is_safelisted_response_header, is_token, method_in_upper_case,
        trim_ows,
    };
    pub use crate::validate::check_policies;

    /// The proof of regular expressions.
    #[cfg(feature = "regex")]
    pub mod regex {
        pub use crate::regex::{Error, Limit, Proof, Suggestion, compile_unproven, prove, representatives, suggest};
    }
}

pub use config::Draft;
pub use config::argument::{Argument, Danger};
pub use config::enforce::Enforce;
pub use config::max_age::MaxAge;
pub use config::origin_entry::OriginEntry;
pub use config::syntax::Syntax;
pub use decision::denial::Denial;
pub use decision::explain::explain;
pub use decision::explanation::Explanation;
pub use decision::outcome::{AllowOrigin, Approval, Decision};
pub use decision::preflight::is_preflight;
pub use decision::request::CorsRequest;
pub use decision::response::{ResponseHeaders, Value};
pub use decision::{decide, lists_origin, unlisted_origin};
pub use origin::Origin;
pub use origin::invalid::InvalidOrigin;
pub use policy::Policy;
pub use policy::listed_origin::ListedOrigin;
pub use rule::Rule;
pub use spec::header::{Header, RequestHeader, Vary};
pub use violation::{Location, Violation, Violations};
