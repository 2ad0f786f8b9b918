//! Who has a policy in the applications of this thread, for those that cannot see each other.

use std::cell::{Cell, RefCell};

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

/// The annotated routes among which `look` looks for one.
pub(crate) fn with_routes<R>(look: impl FnOnce(&[&'static AnnotatedRoute]) -> R) -> R {
    ROUTES.with_borrow(|routes| look(routes))
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
    with_routes(|routes| !routes.is_empty())
}

/// Whether there is a `Cors` at all.
pub(crate) fn has_layers() -> bool {
    LAYERS.get() > 0
}

/// Whether a `Cors` is not the only one who has a policy, wherever the others stand.
pub(crate) fn has_others() -> bool {
    LAYERS.get() > 1 || has_routes()
}
