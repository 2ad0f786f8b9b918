//! The annotated routes of the applications of this thread, for a `Cors` that cannot see what is inside.

use std::cell::{Cell, OnceCell, RefCell};

use actix_web::HttpRequest;
use actix_web::error::UrlGenerationError;

use crate::annotated::AnnotatedRoute;

thread_local! {
    static ROUTES: RefCell<Vec<&'static AnnotatedRoute>> = const { RefCell::new(Vec::new()) };
    static LAYERS: Cell<u32> = const { Cell::new(0) };
}

/// An annotated route is registered. There are as many as the program has, however many applications it starts.
pub(crate) fn add_route(route: &'static AnnotatedRoute) {
    ROUTES.with_borrow_mut(|routes| {
        if !routes.iter().any(|known| std::ptr::eq(*known, route)) {
            routes.push(route);
        }
    });
}

/// A `Cors` that stands around something, as long as it does.
pub(crate) struct Registered {
    /// What is inside of it has been built before: whether that may have policies of its own.
    pub(crate) has_company: bool,
}

impl Registered {
    pub(crate) fn new() -> Self {
        let has_company = has_layers() || has_routes();
        LAYERS.set(LAYERS.get() + 1);
        Registered { has_company }
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // A thread that ends may have lost count.
        let _ = LAYERS.try_with(|layers| layers.set(layers.get().saturating_sub(1)));
    }
}

/// Whether there is an annotated route at all.
fn has_routes() -> bool {
    ROUTES.with_borrow(|routes| !routes.is_empty())
}

/// Whether there is a `Cors` at all.
pub(crate) fn has_layers() -> bool {
    LAYERS.get() > 0
}

/// Whether a `Cors` is not the only one who has a policy, wherever the others stand.
pub(crate) fn has_others() -> bool {
    LAYERS.get() > 1 || has_routes()
}

/// What the application's map of its resources says about the path of a request: the first resource there. It is looked
/// up at most once, since that takes as long as the path is.
pub(crate) struct Here<'r> {
    request: &'r HttpRequest,
    /// The whole pattern of the resource, and its name.
    first: OnceCell<Option<(String, Option<&'r str>)>>,
}

impl<'r> Here<'r> {
    pub(crate) fn of(request: &'r HttpRequest) -> Self {
        Here { request, first: OnceCell::new() }
    }

    /// Whether a request with this method may be for an annotated route: one that serves the method stands where the first
    /// resource does.
    pub(crate) fn may_be_meant(&self, method: &str) -> bool {
        let Some((pattern, name)) = self.first() else { return false };
        ROUTES.with_borrow(|routes| {
            let here = || routes.iter().filter(|route| pattern.ends_with(route.path()));
            // Of routes with one name the map knows the last one only.
            let first = here().find(|route| Some(route.name()) == *name);
            let mut serve = here().filter(|route| route.methods().contains(&method));
            serve.any(|route| {
                first.is_some_and(|first| route.path() == first.path()) || stands_on(self.request, pattern, route)
            })
        })
    }

    fn first(&self) -> Option<&(String, Option<&'r str>)> {
        let look_up = || {
            let (map, path) = (self.request.resource_map(), self.request.match_info().as_str());
            Some((map.match_pattern(path)?, map.match_name(path)))
        };
        self.first.get_or_init(look_up).as_ref()
    }
}

/// Whether the whole pattern of a route is this one: the map tells of a named resource what its paths look like.
fn stands_on(request: &HttpRequest, pattern: &str, route: &AnnotatedRoute) -> bool {
    const ANY: &str = "-";
    match request.resource_map().url_for(request, route.name(), std::iter::repeat(ANY)) {
        Ok(url) => url.path() == filled(pattern, ANY),
        Err(UrlGenerationError::ResourceNotFound) => false,
        // It is there, and the host of the request makes no URL.
        Err(_) => true,
    }
}

/// A path of this pattern, with `value` for each of its dynamic segments.
fn filled(pattern: &str, value: &str) -> String {
    let mut path = String::new();
    let mut depth = 0_u32;
    for character in pattern.strip_suffix("}*").map_or(pattern.chars(), |head| head.chars()) {
        match character {
            '{' if depth == 0 => path.push_str(value),
            _ if depth == 0 => path.push(character),
            _ => {}
        }
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    path
}
