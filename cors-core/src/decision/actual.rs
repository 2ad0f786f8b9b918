//! The decision about an actual request.

use crate::decision::denial::Denial;
use crate::decision::outcome::{AllowOrigin, Decision};
use crate::decision::request::{CorsRequest, Line, line};
use crate::decision::sender;
use crate::policy::Policy;
use crate::policy::compiled::Origins;
use crate::spec::header::RequestHeader;

/// <https://fetch.spec.whatwg.org/#http-responses>: the response says whether it is shared. Whether the handler runs at all
/// is for [`sender::check`] to say, but for an origin that is allowed: it may send, too.
#[inline]
pub(super) fn actual<R: CorsRequest>(policy: &Policy, request: &R, allowed_by_predicate: bool) -> Decision<R::Value> {
    let decision = match policy.table().origins {
        Origins::Any | Origins::One(_) => Decision::Share(AllowOrigin::Constant),
        Origins::Off => Decision::LeaveAlone,
        Origins::List { .. } => match line(request.values(RequestHeader::Origin)) {
            Some(Line::Single(value)) if allowed_by_predicate || policy.allows(value.as_ref()) => {
                return Decision::Share(AllowOrigin::Echo(value.clone()));
            }
            // Nobody is told why, so there is no need to look closer.
            Some(Line::Single(_)) => Decision::Withhold(Denial::OriginNotAllowed),
            Some(Line::Repeated) => Decision::Withhold(Denial::OriginRepeated),
            None => Decision::NoOrigin,
        },
    };
    match sender::check(policy, request, allowed_by_predicate) {
        Ok(()) => decision,
        Err(denial) => Decision::Block(denial),
    }
}
