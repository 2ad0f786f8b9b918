//! The decision about one request. Nothing here allocates, but for an echo that the policy asks for.

mod actual;
pub(crate) mod denial;
mod echo;
pub(crate) mod explain;
pub(crate) mod explanation;
pub(crate) mod host;
pub(crate) mod outcome;
mod preflight;
pub(crate) mod request;
pub(crate) mod response;
mod sender;

use actual::actual;
use denial::Denial;
use host::refuses_host;
use outcome::Decision;
use preflight::{Preflight, preflight};
use request::{Head, Line, line};

use crate::origin::Origin;
use crate::policy::Policy;
use crate::spec::header::RequestHeader;

/// Returns the origin that a policy with a predicate does not list, so the application is asked about it before
/// [`decide`] can decide. Only origins in the form in which browsers send them are asked about.
pub fn unlisted_origin<'h, H: Head>(policy: &Policy, head: &'h H) -> Option<Origin<'h>> {
    if !policy.is_open() {
        return None;
    }
    match line(head.values(RequestHeader::Origin)) {
        Some(Line::Single(value)) if !policy.admits(value.as_ref()) => Origin::parse(value.as_ref()),
        Some(Line::Single(_) | Line::Repeated) | None => None,
    }
}

/// Decides about a request under the policy of the route that it reached.
///
/// `vouched` is what the application said about the [`unlisted_origin`], `false` if there is none.
#[inline]
pub fn decide<H: Head>(policy: &Policy, head: &H, vouched: bool) -> Decision<H::Value> {
    match Preflight::of(head) {
        Some(lines) => match preflight(policy, head, &lines, vouched) {
            Ok(approval) => Decision::Approve(approval),
            Err(denial) => Decision::Refuse(denial),
        },
        None if refuses_host(policy, head) => Decision::Block(Denial::HostNotAllowed),
        None => actual(policy, head, vouched),
    }
}
