//! The annotated routes that a `Cors` has been told of, and which of them a request would reach.

use actix_web::dev::{ResourceDef, ResourceMap, ServiceRequest};
use cors_core::Violations;

use crate::annotated::AnnotatedRoute;
use crate::registered::slashed;
use crate::route_policy::RoutePolicy;

/// The routes, in the order in which they were told.
pub(crate) struct Told {
    routes: Vec<ToldRoute>,
}

/// A route below the place where the `Cors` stands.
pub(crate) struct ToldRoute {
    pub(crate) route: &'static AnnotatedRoute,
    pub(crate) policy: RoutePolicy,
    /// The prefix of the scopes between.
    prefix: Option<ResourceDef>,
    resource: ResourceDef,
    /// Prefix and path pattern in one, as a `ResourceMap` writes them.
    pattern: String,
}

/// Where a request would end.
#[derive(Clone, Copy)]
pub(crate) enum Meant<'t> {
    /// At a route that the `Cors` has been told of.
    Told(&'t ToldRoute),
    /// A route that it has been told of has this path and method, but another one comes first.
    Elsewhere,
    /// At none that it has been told of.
    Untold,
}

/// The path of a request, seen from the place where a `Cors` stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'r> {
    pub(crate) path: &'r str,
    /// How much of it the scopes around have taken.
    pub(crate) taken: usize,
    /// The request that guards are asked about, as long as it is there.
    pub(crate) request: Option<&'r ServiceRequest>,
}

impl<'r> Place<'r> {
    pub(crate) fn of(request: &'r ServiceRequest) -> Self {
        let path = request.match_info().as_str();
        Place { path, taken: path.len() - request.match_info().unprocessed().len(), request: Some(request) }
    }
}

impl Told {
    pub(crate) fn new(told: &[(String, &'static AnnotatedRoute)]) -> Result<Self, &'static Violations> {
        let routes = told.iter().map(|(prefix, route)| ToldRoute::new(prefix, route));
        Ok(Told { routes: routes.collect::<Result<_, _>>()? })
    }

    pub(crate) fn knows(&self, route: &AnnotatedRoute) -> bool {
        self.routes.iter().any(|told| std::ptr::eq(told.route, route))
    }

    /// The first route with this path and method, whoever else may come before it.
    pub(crate) fn first(&self, place: Place<'_>, method: &[u8]) -> Option<&ToldRoute> {
        self.routes.iter().find(|told| told.serves(method) && told.matches(place))
    }

    /// The route that a request with this path and method would reach. The application's own map of its resources says
    /// which path pattern comes first.
    pub(crate) fn meant(&self, place: Place<'_>, method: &[u8], map: &ResourceMap) -> Meant<'_> {
        let Some(first) = self.first(place, method) else { return Meant::Untold };
        let Some(pattern) = map.match_pattern(place.path) else { return Meant::Untold };
        let mut owners = self.routes.iter().filter(|told| pattern.ends_with(&told.pattern) && told.matches(place));
        let Some(owner) = owners.next() else { return Meant::Elsewhere };
        // Where the first pattern is known not to take the method, the request falls through to the next.
        let reached = std::iter::once(owner).chain(owners).find(|told| told.serves(method)).unwrap_or(first);
        // Two routes with one pattern and one method are told apart by guards. Those that a preflight passes may see more
        // in the request itself.
        let twins = self
            .routes
            .iter()
            .filter(|told| told.pattern == reached.pattern && told.serves(method) && told.matches(place));
        if twins.into_iter().all(|twin| twin.route.has_policy_of(reached.route)) {
            Meant::Told(reached)
        } else {
            Meant::Elsewhere
        }
    }
}

impl ToldRoute {
    fn new(prefix: &str, route: &'static AnnotatedRoute) -> Result<Self, &'static Violations> {
        let path = slashed(route.path());
        let prefix = (!prefix.is_empty()).then(|| ResourceDef::root_prefix(prefix));
        let pattern = format!("{}{path}", prefix.as_ref().and_then(ResourceDef::pattern).unwrap_or_default());
        Ok(ToldRoute { route, policy: RoutePolicy::of(route)?, prefix, resource: ResourceDef::new(path), pattern })
    }

    fn serves(&self, method: &[u8]) -> bool {
        self.route.methods().iter().any(|served| served.as_bytes() == method)
    }

    fn matches(&self, place: Place<'_>) -> bool {
        let rest = place.path.get(place.taken..).unwrap_or_default();
        let taken = match &self.prefix {
            Some(prefix) => prefix.find_match(rest),
            None => Some(0),
        };
        let is_match = taken.is_some_and(|taken| self.resource.is_match(&rest[taken..]));
        let guard = |request: &ServiceRequest| self.route.guards().iter().all(|guard| guard(&request.guard_ctx()));
        is_match && place.request.is_none_or(guard)
    }
}
