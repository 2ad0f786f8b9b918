//! Preflights that no policy answers.

/// Why a preflight is refused by no policy, but because of where the request would go.
#[derive(Debug)]
pub(crate) struct Unroutable {
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    pub(crate) help: &'static str,
}

/// Another route, or another policy, would get the request itself.
pub(crate) const ROUTE_NOT_REACHED: &Unroutable = &Unroutable {
    id: "route-not-reached",
    what: "another route gets the request that this preflight asks about",
    help: "a route before this one matches the path and the method: give it the same policy, or register it after this one",
};

/// A `Cors::by_route` is around, and no annotated handler serves the path and method.
pub(crate) const NO_POLICY: &Unroutable = &Unroutable {
    id: "no-policy",
    what: "no handler with `#[cors]` serves this path and method",
    help: "put `#[cors(origins = \"…\")]` on the handler, or replace `Cors::by_route()` with `Cors::new(policy)`",
};
