//! What a `Cors` and the policies inside it tell each other.
//!
//! The outermost `Cors` keeps a [`Current`] for each request. It is the current one of the thread while that `Cors` calls or
//! polls the service inside, and only then.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use actix_web::dev::{RequestHead, ServiceRequest};

use crate::policy::active::ActivePolicy;
use crate::response::verdict::Verdict;
use crate::routing::claim::Claim;

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
    /// What this thread has built: its services serve on it, and what is inside a service is built before it.
    static BUILT: Cell<Built> = const { Cell::new(Built { cors: 0, has_routes: false }) };
}

#[derive(Clone, Copy)]
struct Built {
    /// How many `Cors`.
    cors: usize,
    /// Whether annotated routes.
    has_routes: bool,
}

/// A `Cors` has been built. Returns whether another one may be inside it.
pub(crate) fn announce_cors() -> bool {
    let built = BUILT.get();
    BUILT.set(Built { cors: built.cors.saturating_add(1), ..built });
    built.cors > 0
}

/// An annotated route has been built.
pub(crate) fn announce_route() {
    BUILT.set(Built { has_routes: true, ..BUILT.get() });
}

/// Whether an annotated route may be inside a `Cors`.
#[inline]
pub(crate) fn has_routes() -> bool {
    BUILT.get().has_routes
}

/// Whether an annotated route may have a `Cors` around it.
#[inline]
pub(crate) fn has_cors() -> bool {
    BUILT.get().cors > 0
}

/// Whether a `Cors` may have another one around it.
#[inline]
pub(crate) fn may_nest() -> bool {
    BUILT.get().cors > 1
}

/// Identifies a request while it exists. Handlers and middleware may call services with other requests meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId(usize);

impl RequestId {
    #[inline]
    pub(crate) fn of(head: &RequestHead) -> Self {
        RequestId(std::ptr::from_ref(head).addr())
    }
}

/// A request on its way through the outermost `Cors`.
pub(crate) struct Current {
    pub(super) request: RequestId,
    /// What the innermost policy decided that the request has reached. The outermost `Cors` writes it into the response.
    pub(crate) verdict: Option<Verdict>,
    /// The number of policies that the request has reached.
    pub(crate) steps: u32,
    /// The policy of the innermost `Cors::new` that the request has come through.
    pub(crate) enclosing: Option<Rc<ActivePolicy>>,
    /// What is asked while the request is routed to find out whose it is.
    pub(crate) claim: Option<Box<Claim>>,
    /// What a report wants to know.
    #[cfg(feature = "report")]
    pub(crate) way: Way,
}

/// How far a request has come in the call.
#[cfg(feature = "report")]
#[derive(Default)]
pub(crate) struct Way {
    /// The policies that it has come to, outermost first; `None` for that of a `Cors` without one.
    pub(crate) policies: Vec<Option<Rc<ActivePolicy>>>,
    /// Whether it is in the middleware inside the last one, which waits.
    pub(crate) is_waiting: bool,
}

impl Current {
    #[inline]
    pub(crate) fn new(head: &RequestHead) -> Self {
        Current {
            request: RequestId::of(head),
            verdict: None,
            steps: 0,
            enclosing: None,
            claim: None,
            #[cfg(feature = "report")]
            way: Way::default(),
        }
    }

    /// The request has reached a policy, which has decided, or writes the response itself.
    pub(crate) fn reach(&mut self, verdict: Option<Verdict>) {
        self.verdict = verdict;
        self.steps = self.steps.wrapping_add(1);
    }

    /// Claims an actual request for a `Cors`. The policy further out that refuses it is kept.
    pub(crate) fn take_write(&mut self, request: &ServiceRequest) {
        if let Some(claim) = &mut self.claim {
            claim.take(request, None);
            self.enclosing = claim.fallback.take().map(|fallback| fallback.policy);
        }
    }
}

/// Calls `f` with this request as the current one, if there is one. Whatever `f` does, the one before is the current one again
/// afterwards.
#[inline]
pub(crate) fn enter<R>(current: &mut Option<Current>, f: impl FnOnce() -> R) -> R {
    if current.is_none() {
        return f();
    }
    swap(current);
    let _entered = Entered(current);
    f()
}

struct Entered<'c>(&'c mut Option<Current>);

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        swap(self.0);
    }
}

#[inline]
fn swap(other: &mut Option<Current>) {
    // Nobody borrows it for longer than one of the closures below runs, and there is none once the thread ends.
    let _ =
        CURRENT.try_with(|current| current.try_borrow_mut().map(|mut current| std::mem::swap(&mut *current, other)));
}

/// Calls `f` with the state of a request, if it is the current one. `f` must not call anything of the application.
#[inline]
pub(crate) fn with<R>(request: RequestId, f: impl FnOnce(&mut Current) -> R) -> Option<R> {
    let of = |current: &RefCell<Option<Current>>| {
        current.try_borrow_mut().ok()?.as_mut().filter(|current| current.request == request).map(f)
    };
    CURRENT.try_with(of).ok()?
}

/// Whether the request is the current one.
#[inline]
pub(crate) fn is_in_reach(head: &RequestHead) -> bool {
    with(RequestId::of(head), |_| ()).is_some()
}

/// The request has reached a policy, which has decided. Returns the verdict, and about what it is, if no `Cors` is there to
/// write it.
#[inline]
pub(crate) fn reach(head: &RequestHead, verdict: Verdict) -> Option<(RequestId, Verdict)> {
    let (request, mut verdict) = (RequestId::of(head), Some(verdict));
    with(request, |current| current.reach(verdict.take()));
    Some((request, verdict?))
}

/// The request has come to a `Cors` or an annotated route with this policy.
#[cfg(feature = "report")]
pub(crate) fn come_to(head: &RequestHead, policy: Option<&Rc<ActivePolicy>>) {
    with(RequestId::of(head), |current| current.way.policies.push(policy.cloned()));
}

/// The request goes into the middleware inside a `Cors`, or has come out of it.
#[cfg(feature = "report")]
pub(crate) fn wait(head: &RequestHead, is_waiting: bool) {
    with(RequestId::of(head), |current| current.way.is_waiting = is_waiting);
}

/// The request has come through the middleware in front of a router.
pub(crate) fn pass(head: &RequestHead) {
    with(RequestId::of(head), |current| current.steps = current.steps.wrapping_add(1));
}
