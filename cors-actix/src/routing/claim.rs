//! What is asked while a request is routed to find out whose it is.

use std::rc::Rc;

use actix_web::HttpMessage;
use actix_web::dev::{Extensions, RequestHead, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;

use crate::policy::active::{ActivePolicy, Choice};
use crate::policy::annotated_route::AnnotatedRoute;
use crate::policy::in_force::InForce;
use crate::request::View;
use crate::routing::methods_before::MethodsBefore;

/// A request that a `Cors` routes to find out which policy inside it belongs to. Whoever has a policy for it claims it in
/// the call. If nobody does, its future is dropped before it is polled.
#[derive(Default)]
pub(crate) struct Claim {
    pub(super) kind: Kind,
    /// The innermost `Cors` that the request has come to.
    pub(crate) fallback: Option<Fallback>,
    /// The methods that resources before it get.
    pub(crate) before: MethodsBefore,
    /// The policy that has claimed the request.
    pub(crate) owner: Option<Rc<ActivePolicy>>,
    pub(crate) is_taken: bool,
    /// Whether a policy for the path has not claimed the request, since a resource before it gets this method.
    pub(crate) is_declined: bool,
    /// The annotated routes that matched the path of the request and do not serve its method.
    pub(crate) passed: Vec<&'static AnnotatedRoute>,
    /// Those that serve it, and whose guards turned the request away.
    pub(crate) turned_away: Vec<&'static AnnotatedRoute>,
    /// The extensions of the request.
    pub(super) set_aside: Extensions,
}

/// What is routed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A preflight, which its owner answers.
    #[default]
    Preflight,
    /// A request that the fallback refuses, as it is. Its owner decides.
    Write,
    /// A copy of a request with this method, as OPTIONS. Its owner only says so.
    Probe(Method),
}

/// A policy that decides about a request unless somebody further inside claims it.
pub(crate) struct Fallback {
    pub(crate) policy: Rc<ActivePolicy>,
    /// Its rule that applies to the request.
    pub(crate) choice: Choice,
}

impl Claim {
    pub(crate) fn new(kind: Kind, fallback: Option<Fallback>, before: MethodsBefore) -> Self {
        Claim { kind, fallback, before, ..Claim::default() }
    }

    /// Gives the extensions that were set aside to a request. What has come since stays, but what was set aside counts:
    /// middleware inside may have made up what it did not find.
    pub(crate) fn give_back(&mut self, request: &impl HttpMessage) {
        request.extensions_mut().extend(std::mem::take(&mut self.set_aside));
    }

    /// Leaves the request to the policy.
    pub(crate) fn take(&mut self, request: &ServiceRequest, policy: Option<Rc<ActivePolicy>>) {
        self.is_taken = true;
        self.owner = policy;
        self.give_back(request);
    }
}

/// Whether middleware has changed the method of a preflight or a probe. Nobody claims it: a handler might run.
pub(crate) fn is_overridden(head: &RequestHead) -> bool {
    head.method != Method::OPTIONS
}

/// The method of the request that is asked about: the one that a preflight names, or that of a probe.
pub(crate) fn method<'r>(kind: &'r Kind, head: &'r RequestHead) -> Option<&'r [u8]> {
    match kind {
        Kind::Preflight => View(head).requested_method().map(HeaderValue::as_bytes),
        Kind::Write => Some(head.method.as_str().as_bytes()),
        Kind::Probe(method) => Some(method.as_str().as_bytes()),
    }
}

/// Whether a resource before this place gets the request that is asked about.
pub(crate) fn is_before(kind: &Kind, head: &RequestHead, before: &MethodsBefore) -> bool {
    !before.is_empty() && method(kind, head).is_some_and(|method| before.may_get(method))
}

/// The policies of the annotated routes that a request was for by path and method, and that a guard of the user turned away.
/// The request that a preflight asks about has other headers, and may reach them.
#[derive(Default)]
pub(crate) struct TurnedAway(pub(crate) Vec<Rc<InForce>>);

impl TurnedAway {
    /// Whether a route before this one with another policy may get the request itself.
    pub(crate) fn other_than(request: &impl HttpMessage, policy: &InForce) -> bool {
        let extensions = request.extensions();
        let is_other = |other: &Rc<InForce>| !other.get().answers_as(&policy.get());
        extensions.get::<TurnedAway>().is_some_and(|away| away.0.iter().any(is_other))
    }

    /// Whether an annotated route may get the request itself.
    pub(crate) fn any(request: &impl HttpMessage) -> bool {
        request.extensions().contains::<TurnedAway>()
    }
}
