//! The annotated routes of the applications of this thread, for a `Cors` that cannot see what is inside.

use std::cell::{Cell, RefCell};

use actix_web::HttpRequest;

use crate::annotated::AnnotatedRoute;

thread_local! {
    static ROUTES: RefCell<Vec<&'static AnnotatedRoute>> = const { RefCell::new(Vec::new()) };
    static HAS_LAYERS: Cell<bool> = const { Cell::new(false) };
}

/// An annotated route is registered. There are as many as the program has, however many applications it starts.
pub(crate) fn add_route(route: &'static AnnotatedRoute) {
    ROUTES.with_borrow_mut(|routes| {
        if !routes.iter().any(|known| std::ptr::eq(*known, route)) {
            routes.push(route);
        }
    });
}

/// A `Cors` is built. What is inside of it has been built before: says whether that may have policies of its own.
pub(crate) fn add_layer() -> bool {
    HAS_LAYERS.replace(true) || has_routes()
}

/// Whether there is an annotated route at all.
pub(crate) fn has_routes() -> bool {
    ROUTES.with_borrow(|routes| !routes.is_empty())
}

/// Whether there is a `Cors` at all.
pub(crate) fn has_layers() -> bool {
    HAS_LAYERS.get()
}

/// Whether a request with this method may be for an annotated route, by what the application's map of its resources says
/// about the path: the first one there is an annotated one, and this one or another with the same path serves the method.
pub(crate) fn may_be_meant(request: &HttpRequest, method: &str) -> bool {
    let (map, path) = (request.resource_map(), request.match_info().as_str());
    let (Some(pattern), Some(name)) = (map.match_pattern(path), map.match_name(path)) else { return false };
    ROUTES.with_borrow(|routes| {
        let here = || routes.iter().filter(|route| pattern.ends_with(route.path()));
        let first = here().find(|route| route.name() == name);
        first.is_some_and(|first| here().any(|route| route.path() == first.path() && route.methods().contains(&method)))
    })
}
