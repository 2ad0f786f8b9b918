//! Which requests reach an annotated route: its methods, and the preflights for them.

use actix_web::guard::{self, Guard, GuardContext};
use actix_web::http::Method;
use cors_core::{Head, RequestHeader, is_preflight};

use crate::head::View;

/// Admits requests with one of the methods, and preflights that ask for one of them.
pub(crate) struct Serves {
    methods: &'static [&'static str],
    /// actix-web's own guard, which also gathers what a 405 lists in `Allow`.
    actual: Box<dyn Guard>,
}

impl Serves {
    pub(crate) fn new(methods: &'static [&'static str]) -> Self {
        let mut guards = methods.iter().filter_map(|name| Method::from_bytes(name.as_bytes()).ok()).map(guard::Method);
        let actual: Box<dyn Guard> = match guards.next() {
            Some(first) if methods.len() == 1 => Box::new(first),
            Some(first) => Box::new(guards.fold(guard::Any(first), guard::AnyGuard::or)),
            None => Box::new(guard::fn_guard(|_| false)),
        };
        Serves { methods, actual }
    }
}

impl Guard for Serves {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let head = View(context.head());
        if is_preflight(&head) {
            // With several lines, one of which is ours, we are the ones to refuse it.
            head.values(RequestHeader::RequestMethod)
                .any(|requested| self.methods.iter().any(|method| method.as_bytes() == requested.as_bytes()))
        } else {
            self.actual.check(context)
        }
    }
}

/// Keeps preflights from the handler and its middleware.
pub(crate) fn is_no_preflight(context: &GuardContext<'_>) -> bool {
    !is_preflight(&View(context.head()))
}
