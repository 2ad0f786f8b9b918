//! What a `Cors` and the policies inside of it tell each other. It travels in the extensions of the request.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::HttpMessage;
use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::guard::GuardContext;
use actix_web::http::Method;

use crate::active::ActivePolicy;
use crate::copy::RequestCopy;
use crate::methods_before::MethodsBefore;
use crate::route::AnnotatedRoute;
use crate::verdict::Verdict;

/// Whether this process has a `Cors` at all. Without one nobody leaves a context, and nobody looks for one.
static EXISTS: AtomicBool = AtomicBool::new(false);

/// A `Cors` has been built.
pub(crate) fn announce() {
    EXISTS.store(true, Ordering::Relaxed);
}

#[inline]
fn exists() -> bool {
    EXISTS.load(Ordering::Relaxed)
}

/// Where a request is on its way through a `Cors`.
#[derive(Clone)]
pub(crate) enum Context {
    /// It is being served inside of a `Cors`.
    Served(Served),
    /// It is being routed to find out whose it is, and only its owner serves it.
    Routed(Rc<Claim>),
    /// A policy that found no `Cors` around has written the headers of its response.
    Written,
}

impl Context {
    /// The context of a request; `None` outside of every `Cors`, or if the response is already written.
    #[inline]
    pub(crate) fn of(request: &ServiceRequest) -> Option<Context> {
        if exists() { Context::find(request) } else { None }
    }

    #[inline(never)]
    fn find(request: &ServiceRequest) -> Option<Context> {
        request.extensions().get::<Context>().filter(|context| !context.is_over()).cloned()
    }

    /// The methods that a `Cors` around knows to be for resources before it.
    #[inline]
    pub(crate) fn before(request: &impl HttpMessage) -> MethodsBefore {
        if !exists() {
            return MethodsBefore::default();
        }
        request.extensions().get::<MethodsBefore>().cloned().unwrap_or_default()
    }

    /// Whether middleware further out has sent the request on its way again.
    fn is_over(&self) -> bool {
        match self {
            Context::Served(served) => served.innermost.is_taken.get(),
            Context::Routed(_) => false,
            Context::Written => true,
        }
    }

    /// Tells a `Cors` further out that the response to this request is written. Returns whether there may be one.
    #[inline]
    pub(crate) fn mark_written(request: &impl HttpMessage) -> bool {
        if exists() {
            request.extensions_mut().insert(Context::Written);
        }
        exists()
    }
}

/// A request on its way to a handler.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) innermost: Rc<Innermost>,
    /// The policy of the nearest `Cors` for requests that reach no other policy.
    pub(crate) default: Option<ActivePolicy>,
}

/// The innermost policy that an actual request has reached so far, and what it decided. The outermost `Cors` writes that
/// into the response.
#[derive(Default)]
pub(crate) struct Innermost {
    verdict: RefCell<Option<Verdict>>,
    steps: Cell<u32>,
    /// Whether the verdict has been taken, to be written.
    is_taken: Cell<bool>,
}

impl Innermost {
    /// The request has reached a policy further inside, which decides from now on.
    pub(crate) fn reach(&self, verdict: Verdict) {
        *self.verdict.borrow_mut() = Some(verdict);
        self.pass();
    }

    /// The request has come through the middleware in front of a router.
    pub(crate) fn pass(&self) {
        self.steps.set(self.steps.get().wrapping_add(1));
    }

    /// How far the request has come.
    pub(crate) fn steps(&self) -> u32 {
        self.steps.get()
    }

    /// The request has reached a policy further inside, which writes the response itself.
    pub(crate) fn hand_over(&self) {
        *self.verdict.borrow_mut() = None;
        self.pass();
    }

    /// The last verdict.
    pub(crate) fn take(&self) -> Option<Verdict> {
        self.is_taken.set(true);
        self.verdict.take()
    }
}

/// A request that a `Cors` routes to find out which policy inside it belongs to. Whoever has a policy for it
/// claims it in the call; if nobody does, its future is dropped before it is polled.
pub(crate) struct Claim {
    pub(crate) kind: Kind,
    /// The policy of the `Cors` for requests that nobody claims.
    pub(crate) default: Option<ActivePolicy>,
    owner: RefCell<Option<ActivePolicy>>,
    set_aside: RefCell<Extensions>,
    passed: RefCell<Vec<Passed>>,
    /// The methods that resources before the `Cors` get.
    pub(crate) before: MethodsBefore,
    /// A copy of the preflight, for whoever answers it without the router.
    copy: RefCell<Option<RequestCopy>>,
    is_declined: Cell<bool>,
}

/// What is routed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A preflight, which its owner answers.
    Preflight,
    /// A request that the default refuses, as it is. Its owner decides.
    Write,
    /// A copy of a request with this method. Its owner only says so.
    Probe(Method),
}

/// An annotated route that matched the path of the request and turned it away.
pub(crate) struct Passed {
    pub(crate) route: &'static AnnotatedRoute,
    /// Whether a guard of the user turned it away, though the method is one of the route's.
    pub(crate) by_guard: bool,
}

impl Claim {
    /// Puts a claim into the extensions of a request, in place of what is there.
    pub(crate) fn put(
        request: &ServiceRequest,
        kind: Kind,
        default: Option<ActivePolicy>,
        before: MethodsBefore,
        copy: Option<RequestCopy>,
    ) -> Rc<Self> {
        let mut extensions = request.extensions_mut();
        let set_aside = RefCell::new(std::mem::take(&mut *extensions));
        let claim = Rc::new(Claim {
            kind,
            default,
            before,
            owner: RefCell::default(),
            set_aside,
            passed: RefCell::default(),
            copy: RefCell::new(copy),
            is_declined: Cell::default(),
        });
        extensions.insert(Context::Routed(Rc::clone(&claim)));
        claim
    }

    /// The claim of the request that a guard is asked about.
    pub(crate) fn of(context: &GuardContext<'_>) -> Option<Rc<Self>> {
        if !exists() {
            return None;
        }
        match context.req_data().get::<Context>() {
            Some(Context::Routed(claim)) => Some(Rc::clone(claim)),
            _ => None,
        }
    }

    /// The method of the request that a probe stands for; `None` for a preflight, which names it in a header, and for a write,
    /// which has it.
    pub(crate) fn method(&self) -> Option<&Method> {
        match &self.kind {
            Kind::Preflight | Kind::Write => None,
            Kind::Probe(method) => Some(method),
        }
    }

    /// Claims the request for a policy, or for the default where there is none, and gives it back the extensions that were
    /// set aside.
    pub(crate) fn take(&self, request: &ServiceRequest, policy: Option<ActivePolicy>) {
        *self.owner.borrow_mut() = policy.or_else(|| self.default.clone());
        self.give_back(request);
    }

    /// Claims the request for a policy if nobody has.
    pub(crate) fn own_if_free(&self, policy: Option<ActivePolicy>) {
        let mut owner = self.owner.borrow_mut();
        if owner.is_none() {
            *owner = policy;
        }
    }

    /// Gives the extensions that were set aside to the request that is answered. What has come since stays.
    pub(crate) fn give_back(&self, request: &impl HttpMessage) {
        let mut extensions = request.extensions_mut();
        extensions.remove::<Context>();
        // What was set aside counts: middleware inside may have made up what it did not find.
        extensions.extend(self.set_aside.take());
    }

    /// The copy of the preflight, for whoever has claimed it, or for the `Cors` if nobody has.
    pub(crate) fn take_copy(&self) -> Option<RequestCopy> {
        self.copy.take()
    }

    pub(crate) fn is_taken(&self) -> bool {
        self.owner.borrow().is_some()
    }

    /// The policy that the request belongs to.
    pub(crate) fn owner(&self) -> Option<ActivePolicy> {
        self.owner.take()
    }

    /// A policy for the path does not claim the request, since a resource before it gets this method.
    pub(crate) fn decline(&self) {
        self.is_declined.set(true);
    }

    /// Whether a policy for the path has declined the request. It may claim other methods.
    pub(crate) fn is_declined(&self) -> bool {
        self.is_declined.get()
    }

    pub(crate) fn pass(&self, route: &'static AnnotatedRoute, by_guard: bool) {
        self.passed.borrow_mut().push(Passed { route, by_guard });
    }

    /// The annotated routes that turned the request away.
    pub(crate) fn passed(&self) -> Vec<Passed> {
        self.passed.take()
    }
}
