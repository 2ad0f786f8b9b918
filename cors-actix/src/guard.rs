//! Which requests reach an annotated route: its methods, and the preflights for them.

use actix_web::guard::{self, Guard, GuardContext};
use actix_web::http::Method;
use cors_core::{is_preflight, requested_methods};

use crate::annotated::AnnotatedRoute;
use crate::head::View;
use crate::outer::Question;

/// Admits requests with one of the methods, and preflights that ask for one of them.
pub(crate) struct Serves {
    route: &'static AnnotatedRoute,
    /// actix-web's own guards. Each notes its method in the request, for the `Allow` of a 405.
    methods: Vec<Box<dyn Guard>>,
}

/// The annotated routes with guards of their own that a preflight has been for, as far as path and method go. Those guards
/// may have turned it away.
#[derive(Default)]
pub(crate) struct AskedFor(pub(crate) Vec<&'static AnnotatedRoute>);

impl Serves {
    pub(crate) fn new(route: &'static AnnotatedRoute) -> Self {
        let methods = route.methods().iter().filter_map(|name| Method::from_bytes(name.as_bytes()).ok());
        Serves { route, methods: methods.map(|method| Box::new(guard::Method(method)) as Box<dyn Guard>).collect() }
    }

    fn serves(&self, method: &[u8]) -> bool {
        self.route.methods().iter().any(|served| served.as_bytes() == method)
    }
}

impl Guard for Serves {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let head = View(context.head());
        let Some(mut requested) = requested_methods(&head) else {
            let is_served = self.methods.iter().any(|method| method.check(context));
            if is_served && let Some(question) = Question::of(context) {
                question.pass(self.route);
            }
            return is_served;
        };
        // With several lines, one of which is ours, we are the ones to refuse it.
        if requested.any(|method| self.serves(method.as_bytes())) {
            if !self.route.guards().is_empty() {
                context.req_data_mut().get_or_insert_with(AskedFor::default).0.push(self.route);
            }
            return true;
        }
        // It goes on to the next route, which has to know what is served here. It is no OPTIONS that is.
        let methods = self.methods.iter().zip(self.route.methods());
        for (method, _) in methods.filter(|(_, name)| **name != "OPTIONS") {
            method.check(context);
        }
        false
    }
}

/// Keeps preflights from the handler and its middleware.
pub(crate) struct NoPreflight {
    serves_options: bool,
}

impl NoPreflight {
    pub(crate) fn on(route: &AnnotatedRoute) -> Self {
        NoPreflight { serves_options: route.methods().contains(&"OPTIONS") }
    }
}

impl Guard for NoPreflight {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        // Where OPTIONS is not served, [`Serves`] admits no other than a preflight.
        context.head().method != Method::OPTIONS || self.serves_options && !is_preflight(&View(context.head()))
    }
}
