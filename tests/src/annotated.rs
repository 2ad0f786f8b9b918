//! Annotated routes that are made when a test runs.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{FromRequest, Handler, Responder};
use cors_actix::__private::{AnnotatedRoute, RouteRule, register, route};
use cors_actix::Policy;

/// A route with this policy, named by its path. Tests live until the process ends, and so may their policies.
pub fn annotated(path: &'static str, methods: &'static [&'static str], policy: Policy) -> &'static AnnotatedRoute {
    annotated_by_rules(path, methods, vec![policy])
}

/// A route with these rules, named by its path.
pub fn annotated_by_rules(
    path: &'static str,
    methods: &'static [&'static str],
    rules: Vec<Policy>,
) -> &'static AnnotatedRoute {
    let rules: Vec<_> = rules.into_iter().map(RouteRule::Written).collect();
    Box::leak(Box::new(AnnotatedRoute::new(path, path, methods, rules.leak())))
}

/// The route with its handler, to be given to an application.
pub fn served<F, Args>(annotated: &'static AnnotatedRoute, handler: F) -> impl HttpServiceFactory
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Served { annotated, route: route(handler) }
}

struct Served {
    annotated: &'static AnnotatedRoute,
    route: actix_web::Route,
}

impl HttpServiceFactory for Served {
    fn register(self, config: &mut AppService) {
        register(config, self.annotated, self.route);
    }
}
