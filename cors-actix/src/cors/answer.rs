//! What a `Cors` answers by itself.

use actix_web::HttpRequest;

use crate::response::unroutable::{ROUTE_NOT_REACHED, Unroutable};
use crate::response::verdict::Verdict;
use crate::routing::claim::{self, Claim, Fallback, Kind};

/// The verdict of the fallback about a preflight that nobody inside has claimed. Nothing is approved for methods of others.
pub(super) fn approve(
    fallback: &Fallback,
    claim: &Claim,
    request: &HttpRequest,
) -> Result<Verdict, &'static Unroutable> {
    let mut verdict = Verdict::new(fallback.choice.clone(), request);
    let requested = claim::method(&Kind::Preflight, request.head());
    if verdict.is_approval() && requested.is_some_and(|method| claim.before.may_get(method)) {
        return Err(ROUTE_NOT_REACHED);
    }
    if !claim.before.is_empty() || !claim.passed.is_empty() || claim.is_declined {
        let is_passed = |method: &str| claim.passed.iter().any(|passed| passed.route.methods().contains(&method));
        let is_other = |method: &str| claim.is_declined && requested != Some(method.as_bytes());
        verdict.exclude_methods(request, |method| {
            is_other(method) || claim.before.contains(method.as_bytes()) || is_passed(method)
        });
    }
    Ok(verdict)
}
