//! The decision about one request. Nothing here allocates, but for an echo that the policy asks for.

mod actual;
pub(crate) mod denial;
mod echo;
pub(crate) mod explain;
pub(crate) mod explanation;
pub(crate) mod host;
pub(crate) mod outcome;
pub(crate) mod preflight;
pub(crate) mod request;
pub(crate) mod response;
mod sender;

use actual::actual;
use denial::Denial;
use host::refuses_host;
use outcome::Decision;
use preflight::{Preflight, preflight};
use request::{CorsRequest, Line, line};

use crate::origin::Origin;
use crate::policy::Policy;
use crate::policy::compiled::Origins;
use crate::spec::header::RequestHeader;

/// Returns the origin that a policy with a predicate does not list, so the application is asked about it before
/// [`decide`] can decide. Only origins in the form in which browsers send them are asked about.
pub fn unlisted_origin<'r, R: CorsRequest>(policy: &Policy, request: &'r R) -> Option<Origin<'r>> {
    if !policy.has_predicate() {
        return None;
    }
    match line(request.values(RequestHeader::Origin)) {
        Some(Line::Single(value)) if !policy.allows(value.as_ref()) => Origin::parse(value.as_ref()),
        Some(Line::Single(_) | Line::Repeated) | None => None,
    }
}

/// Returns whether a policy lists the origin of a request, so it applies where it is one of several rules: the first that does
/// applies, and the last one if none does. `*` lists every origin, and requests without one.
#[inline]
pub fn lists_origin<R: CorsRequest>(policy: &Policy, request: &R) -> bool {
    policy.table().origins == Origins::Any
        || match line(request.values(RequestHeader::Origin)) {
            Some(Line::Single(value)) => policy.allows(value.as_ref()),
            Some(Line::Repeated) | None => false,
        }
}

/// Decides about a request under the policy of the route that it reached.
///
/// `allowed_by_predicate` is what the application said about the [`unlisted_origin`], `false` if there is none.
#[inline]
pub fn decide<R: CorsRequest>(policy: &Policy, request: &R, allowed_by_predicate: bool) -> Decision<R::Value> {
    match Preflight::of(request) {
        Some(lines) => match preflight(policy, request, &lines, allowed_by_predicate) {
            Ok(approval) => Decision::Approve(approval),
            Err(denial) => Decision::Refuse(denial),
        },
        None if refuses_host(policy, request) => Decision::Block(Denial::HostNotAllowed),
        None => actual(policy, request, allowed_by_predicate),
    }
}
