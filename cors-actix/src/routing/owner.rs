//! Finds out whose a request is: it is routed with a claim, and whoever has a policy for it takes it.

use actix_web::dev::{RequestHead, ServiceRequest};
use actix_web::{HttpMessage, HttpRequest};

use crate::policy::in_force::InForce;
use crate::response::unroutable::{ROUTE_NOT_REACHED, Unroutable};
use crate::response::verdict::{Answer, Verdict};
use crate::routing::claim::{self, Claim, Kind, TurnedAway};
use crate::routing::current::{self, Current, RequestId};
use crate::routing::methods_before::MethodsBefore;

/// Routes a request by `call`, with a claim. The one that comes back says what happened.
pub(crate) fn route<F>(
    mut claim: Claim,
    request: ServiceRequest,
    call: impl FnOnce(ServiceRequest) -> F,
) -> (F, Claim) {
    claim.set_aside = std::mem::take(&mut *request.extensions_mut());
    let id = RequestId::of(request.head());
    let mut outermost = (!current::is_in_reach(request.head())).then(|| Current::new(request.head()));
    let mut claim = Some(Box::new(claim));
    let mut exchange = || current::with(id, |current| std::mem::swap(&mut current.claim, &mut claim));
    let future = current::enter(&mut outermost, || {
        exchange();
        let future = call(request);
        exchange();
        future
    });
    (future, claim.map(|claim| *claim).unwrap_or_default())
}

/// Calls `f` with the claim that a request carries and that nobody has taken. `f` must not call anything of the application.
#[inline]
pub(crate) fn open<R>(head: &RequestHead, f: impl FnOnce(&mut Claim) -> R) -> Option<R> {
    let of = |current: &mut Current| current.claim.as_deref_mut().filter(|claim| !claim.is_taken).map(f);
    current::with(RequestId::of(head), of)?
}

/// What a request is routed for that carries an open claim.
#[inline]
pub(crate) fn kind(head: &RequestHead) -> Option<Kind> {
    open(head, |claim| claim.kind.clone())
}

/// The methods that resources before this place get: `own`, and those that are known from further out.
pub(crate) fn methods_before(head: &RequestHead, mut own: MethodsBefore) -> MethodsBefore {
    open(head, |claim| own.add(&claim.before));
    own
}

/// Leaves a request to others.
pub(crate) fn decline(request: ServiceRequest) -> Answer {
    open(request.head(), |claim| claim.is_declined = true);
    Answer::new(request, Err(ROUTE_NOT_REACHED), None)
}

/// The verdict about a preflight that stays with the policy, once it is known who else may get the request. Nothing is approved
/// for methods of others: those in `before`, and those that an unclaimed `claim` knows of.
pub(crate) fn approve(
    mut verdict: Verdict,
    request: &HttpRequest,
    before: &MethodsBefore,
    claim: Option<&Claim>,
) -> Result<Verdict, &'static Unroutable> {
    if verdict.is_approval() && claim::is_before(&Kind::Preflight, request.head(), before) {
        return Err(ROUTE_NOT_REACHED);
    }
    let passed = claim.map_or(&[][..], |claim| &claim.passed);
    let is_declined = claim.is_some_and(|claim| claim.is_declined);
    if !before.is_empty() || !passed.is_empty() || is_declined {
        let requested = claim::method(&Kind::Preflight, request.head());
        let is_passed = |method: &str| passed.iter().any(|route| route.methods().contains(&method));
        let is_other = |method: &str| is_declined && requested != Some(method.as_bytes());
        verdict.exclude_methods(request, |method| {
            is_other(method) || before.contains(method.as_bytes()) || is_passed(method)
        });
    }
    Ok(verdict)
}

/// The same of an annotated route, before which one with another policy may get the request.
pub(crate) fn approve_own(
    verdict: Verdict,
    request: &HttpRequest,
    before: &MethodsBefore,
    policy: &InForce,
) -> Result<Verdict, &'static Unroutable> {
    if TurnedAway::other_than(request, policy) {
        return Err(ROUTE_NOT_REACHED);
    }
    approve(verdict, request, before, None)
}
