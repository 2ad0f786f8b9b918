//! The table as a text for tests: one fact a line, sorted, each line by itself, so that a difference is the facts that
//! differ.

use std::collections::BTreeSet;

use cors_core::{ListedOrigin, Policy};

use super::{PolicyTable, flags, is_named, preflight_status, shown};
use crate::route::AnnotatedRoute;

impl PolicyTable {
    /// The table as a text for snapshot tests: one fact a line, sorted. A policy that becomes wider gains lines, and the
    /// lines of the others stay as they are.
    ///
    /// It is what the program says: variables of the environment appear by name, and are not read.
    ///
    /// ```
    /// # use actix_web::{Responder, get};
    /// # use cors_actix::{cors, table};
    /// #[cors(origins("https://app.example.com", "https://*.preview.example.com"), credentials)]
    /// #[get("/items")]
    /// async fn list() -> impl Responder {
    ///     "items"
    /// }
    ///
    /// assert_eq!(
    ///     table![list].snapshot(),
    ///     "\
    /// /items list: credentials
    /// /items list: methods GET
    /// /items list: origins https://*.preview.example.com
    /// /items list: origins https://app.example.com
    /// /items list: serves GET
    /// "
    /// );
    /// ```
    pub fn snapshot(&self) -> String {
        let lines: BTreeSet<_> = self
            .routes()
            .flat_map(|(handler, route)| {
                let key = self.key(handler, route);
                facts(handler, route).into_iter().map(move |fact| format!("{key}: {fact}\n"))
            })
            .collect();
        lines.into_iter().collect()
    }

    /// What a route goes by: path and handler, and its methods where the handler has the path twice.
    fn key(&self, handler: &str, route: &AnnotatedRoute) -> String {
        let path = route.path();
        let is_other = |(of, other): (&str, &AnnotatedRoute)| {
            of == handler && other.path() == path && other.methods() != route.methods()
        };
        let methods =
            if self.routes().any(is_other) { format!(" ({})", route.methods().join(", ")) } else { String::new() };
        format!("{} {handler}{methods}", shown(path))
    }
}

fn facts(handler: &str, route: &'static AnnotatedRoute) -> Vec<String> {
    let mut facts = list("serves", route.methods());
    facts.extend(list("guard", route.guard_names()));
    if is_named(route.name(), handler) {
        facts.push(format!("name {}", route.name()));
    }
    for policy in route.written() {
        facts.extend(policy.is_off().then(|| "off".to_owned()));
        facts.extend(policy.origins().iter().flat_map(of_origin));
        facts.extend(list("origins env", policy.variables()));
        facts.extend(policy.decided_by().map(|function| format!("origins with {function}")));
        facts.extend(of_policy(&policy));
    }
    facts
}

/// The entry, and each domain by itself, since a pattern that reaches a further one is what to look out for.
fn of_origin(origin: &ListedOrigin<'_>) -> Vec<String> {
    let domains = match origin {
        ListedOrigin::Regex { domains, .. } if domains.is_empty() => return vec![format!("origins unproven {origin}")],
        ListedOrigin::Regex { domains, .. } => {
            domains.iter().map(|domain| format!("registrable domain {domain}")).collect()
        }
        _ => Vec::new(),
    };
    [vec![format!("origins {origin}")], domains].concat()
}

/// All but the origins.
fn of_policy(policy: &Policy) -> Vec<String> {
    let mut facts = list("methods", &policy.methods());
    facts.extend(list("headers", &policy.headers()));
    facts.extend(list("expose", &policy.expose()));
    facts.extend(policy.max_age().map(|seconds| format!("max_age {seconds} s")));
    facts.extend(preflight_status(policy));
    facts.extend(policy.credentials().then(|| "credentials".to_owned()));
    facts.extend(flags(policy));
    facts
}

fn list(argument: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{argument} {name}")).collect()
}
