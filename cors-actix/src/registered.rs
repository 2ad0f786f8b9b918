//! The annotated routes of the applications of this thread, for a `Cors` that may stand around them.

use std::cell::{Cell, RefCell};

use actix_web::dev::{ResourceDef, ServiceRequest};

use crate::annotated::AnnotatedRoute;

thread_local! {
    static REGISTERED: RefCell<Vec<Registered>> = const { RefCell::new(Vec::new()) };
    static HAS_LAYERS: Cell<bool> = const { Cell::new(false) };
}

#[derive(Clone, Copy)]
struct Registered {
    route: &'static AnnotatedRoute,
    /// Whether it stands in no scope.
    is_root: bool,
}

/// An annotated route has been registered. There are as many as the program has, however many applications it starts.
pub(crate) fn note(route: &'static AnnotatedRoute, is_root: bool) {
    REGISTERED.with_borrow_mut(|registered| {
        let is_known = |known: &Registered| std::ptr::eq(known.route, route) && known.is_root == is_root;
        if !registered.iter().any(is_known) {
            registered.push(Registered { route, is_root });
        }
    });
}

/// A `Cors` is built. What is inside of it has been built before: says whether there may be another one.
pub(crate) fn add_layer() -> bool {
    HAS_LAYERS.replace(true)
}

/// The annotated routes that a `Cors` has not been told of.
pub(crate) struct Untold {
    routes: Vec<(ResourceDef, Registered)>,
}

/// How many segments of a path are tried as the prefix of scopes.
const MAX_SCOPES: usize = 32;

impl Untold {
    /// Every route registered so far but those that `is_told` knows.
    pub(crate) fn new(is_told: impl Fn(&AnnotatedRoute) -> bool) -> Self {
        let registered = REGISTERED.with_borrow(Clone::clone);
        let untold = registered.into_iter().filter(|registered| !is_told(registered.route));
        let routes = untold.map(|registered| (ResourceDef::new(slashed(registered.route.path())), registered));
        Untold { routes: routes.collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    /// Whether a request with this method may be for one of them. The prefixes of scopes are not known, so that any end
    /// of the path may be the path of a route in a scope.
    pub(crate) fn may_be_meant(&self, request: &ServiceRequest, method: &[u8]) -> bool {
        let path = request.match_info().unprocessed();
        let starts = || path.match_indices('/').map(|(start, _)| start).chain([path.len()]);
        let serves = |route: &AnnotatedRoute| route.methods().iter().any(|served| served.as_bytes() == method);
        self.routes.iter().filter(|(_, registered)| serves(registered.route)).any(|(pattern, registered)| {
            if registered.is_root {
                pattern.is_match(request.match_info().as_str())
            } else {
                starts().nth(MAX_SCOPES).is_some() || starts().any(|start| pattern.is_match(&path[start..]))
            }
        })
    }
}

/// A path as actix-web registers it: a slash in front, unless there is nothing.
pub(crate) fn slashed(path: &str) -> String {
    if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}
