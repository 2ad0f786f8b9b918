//! Which requests reach an annotated route: those with its methods, and the preflights for them.

use std::rc::Rc;

use actix_web::dev::RequestHead;
use actix_web::guard::{self, Guard, GuardContext};
use actix_web::http::Method;
use cors_core::__private::requested_methods;
use cors_core::is_preflight;

use crate::policy::annotated_route::AnnotatedRoute;
use crate::policy::in_force::InForce;
use crate::request::View;
use crate::routing::claim::{Kind, TurnedAway};
use crate::routing::owner;

/// Admits the requests that are for the route.
pub(crate) struct RouteGuard {
    pub(super) route: &'static AnnotatedRoute,
    pub(super) policy: Rc<InForce>,
}

impl RouteGuard {
    /// Whether the guards of the user admit the request.
    fn is_admitted(&self, context: &GuardContext<'_>) -> bool {
        self.route.guards.iter().all(|guard| guard(context))
    }

    /// Whether the route serves a method that the preflight, or a `Cors` around, asks about. Of several, one is enough: the
    /// route is the one to refuse them.
    fn is_asked(&self, head: &RequestHead) -> Option<bool> {
        if let Some(Kind::Probe(method)) = owner::kind(head) {
            return Some(self.serves(method.as_str().as_bytes()));
        }
        requested_methods(&View(head)).map(|mut methods| methods.any(|method| self.serves(method.as_bytes())))
    }

    #[inline]
    fn serves(&self, method: &[u8]) -> bool {
        self.route.methods().iter().any(|served| served.as_bytes() == method)
    }

    /// Notes what is served here, for the routes that the request goes on to and for the `Allow` of a 405: actix-web's own
    /// guards do so when they are asked. A preflight does not ask for OPTIONS, and neither does the copy of a request that is
    /// routed as OPTIONS.
    fn note_methods(&self, context: &GuardContext<'_>) {
        let head = context.head();
        let is_probe = || matches!(owner::kind(head), Some(Kind::Probe(_)));
        let is_preflight = head.method == Method::OPTIONS && (is_preflight(&View(head)) || is_probe());
        for name in self.route.methods().iter().filter(|name| !is_preflight || **name != "OPTIONS") {
            if let Ok(method) = Method::from_bytes(name.as_bytes()) {
                guard::Method(method).check(context);
            }
        }
    }
}

impl Guard for RouteGuard {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let is_options = context.head().method == Method::OPTIONS;
        match if is_options { self.is_asked(context.head()) } else { None } {
            None => {
                let is_admitted = self.serves(context.head().method.as_str().as_bytes()) && self.is_admitted(context);
                if !is_admitted {
                    self.note_methods(context);
                }
                is_admitted
            }
            Some(true) => {
                let is_admitted = self.is_admitted(context);
                if !is_admitted {
                    let policy = Rc::clone(&self.policy);
                    context.req_data_mut().get_or_insert_with(TurnedAway::default).0.push(policy);
                    owner::open(context.head(), |claim| claim.turned_away.push(self.route));
                }
                is_admitted
            }
            Some(false) => {
                self.note_methods(context);
                owner::open(context.head(), |claim| claim.passed.push(self.route));
                false
            }
        }
    }

    #[cfg(feature = "report")]
    fn name(&self) -> String {
        name(self.route)
    }

    #[cfg(feature = "report")]
    fn details(&self) -> Option<Vec<guard::GuardDetail>> {
        Some(vec![guard::GuardDetail::HttpMethods(self.route.methods().iter().map(ToString::to_string).collect())])
    }
}

/// The name of the guard of a route in actix-web's introspection. The address tells it from others of the same name.
#[cfg(feature = "report")]
pub(crate) fn name(route: &AnnotatedRoute) -> String {
    format!("#[cors] {} ({:p})", route.name(), std::ptr::from_ref(route))
}

/// The name of [`NoPreflight`] in actix-web's introspection.
#[cfg(feature = "report")]
pub(crate) const NO_PREFLIGHT: &str = "#[cors] no preflight";

/// Keeps preflights, and what a `Cors` routes in their place, from the handler and its middleware.
pub(crate) struct NoPreflight {
    pub(super) serves_options: bool,
}

impl Guard for NoPreflight {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let head = context.head();
        // Where OPTIONS is not served, `RouteGuard` admits no other than a preflight.
        head.method != Method::OPTIONS
            || self.serves_options && !is_preflight(&View(head)) && owner::kind(head).is_none()
    }

    #[cfg(feature = "report")]
    fn name(&self) -> String {
        NO_PREFLIGHT.to_owned()
    }
}
