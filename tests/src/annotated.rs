//! Annotated routes that are made when a test runs.

use cors_actix::__private::{AnnotatedRoute, RouteRule};
use cors_actix::Policy;

/// A route with this policy, named by its path. Tests live until the process ends, and so may their policies.
pub fn annotated(path: &'static str, methods: &'static [&'static str], policy: Policy) -> &'static AnnotatedRoute {
    let rules = Box::leak(Box::new([RouteRule::Written(policy)]));
    Box::leak(Box::new(AnnotatedRoute::new(path, path, methods, rules)))
}
