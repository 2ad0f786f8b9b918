//! Applications put together at random.

use std::sync::Arc;

use actix_web::guard::Header;
use actix_web::middleware::{Compress, Logger, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use cors_actix::__private::AnnotatedRoute;
use cors_actix::report::{AnsweredBy, Row};
use cors_actix::{Cors, Enforce, Origin, Policy};
use cors_tests::annotated::{annotated_by_rules, served};
use cors_tests::ask::wait;
use cors_tests::plain::PlainPolicy;
use cors_tests::random::Random;

/// What an application consists of.
#[derive(Debug, Clone)]
pub enum Service {
    /// A handler with `#[cors]`.
    Annotated(&'static AnnotatedRoute),
    /// A resource without it, with a route for each method, or with one for any.
    Plain { path: String, methods: Vec<&'static str>, cors: Option<Layer> },
    /// A scope.
    Scope { path: String, tenant: bool, wrap: Wrap, inside: Vec<Service>, default_service: bool },
}

impl Service {
    fn path(&self) -> &str {
        match self {
            Service::Annotated(route) => route.path(),
            Service::Plain { path, .. } | Service::Scope { path, .. } => path,
        }
    }
}

/// What is around a scope or an application.
#[derive(Debug, Clone)]
pub enum Wrap {
    Nothing,
    Other,
    Cors(Layer),
    Around(Layer),
    ByRoute,
    /// Middleware that waits, which nobody can see into.
    Hidden,
    /// The same, and a `Cors` inside.
    HiddenCors(Layer),
}

/// What a `Cors` is made of.
#[derive(Debug, Clone)]
pub struct Layer {
    rules: Arc<Vec<Policy>>,
    asks: bool,
}

impl Layer {
    pub fn cors(&self) -> Cors {
        let cors = Cors::new(self.rules.as_ref().clone());
        if self.asks { cors.with(vouches) } else { cors }
    }
}

fn vouches(_: &Origin<'_>, request: &HttpRequest) -> bool {
    request.headers().contains_key("x-vouched")
}

const HOSTS: &[&[&str]] = &[&["api.example"], &["api.example", "*.example.com:*"], &["localhost:*"]];
const ORIGINS: &[&[&str]] = &[
    &["*"],
    &["https://app.example.com"],
    &["https://app.example.com", "https://b.example"],
    &["https://*.example.com", "http://localhost:*"],
    &["https://b.example", "https://*.partner.example:*"],
    &["null"],
    &[],
];
const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

fn one_of(random: &mut Random, lists: &[&[&str]]) -> Vec<String> {
    let list: &&[&str] = random.one_of(lists);
    listed(list)
}

pub fn listed(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What an attribute or a `Cors` says, by itself.
fn policy(random: &mut Random, is_rule: bool) -> PlainPolicy {
    let origins = one_of(random, if is_rule { &ORIGINS[1..5] } else { ORIGINS });
    let is_open = origins.iter().any(|origin| origin == "*" || origin == "null");
    let credentials = !is_open && random.once_in(2);
    let lists: [&[&str]; 4] = [&[], &["content-type"], &["x-a", "x-b"], &["*"]];
    let expose: [&[&str]; 3] = [&[], &["etag"], if credentials { &["x-total"] } else { &["*"] }];
    let methods: [&[&str]; 4] = [&[], &["PUT", "DELETE"], &["PATCH"], &["*"]];
    let of_route = if is_rule { 1_000_000 } else { 4 };
    PlainPolicy {
        off: origins.is_empty(),
        origins,
        methods: one_of(random, &methods),
        headers: one_of(random, &lists),
        expose: one_of(random, &expose),
        credentials,
        max_age: random.once_in(3).then_some(600),
        timing: random.once_in(4),
        enforce: if random.once_in(of_route) {
            *random.one_of(&[Enforce::All, Enforce::Never])
        } else {
            Enforce::Writes
        },
        hosts: if random.once_in(of_route * 2) { one_of(random, HOSTS) } else { Vec::new() },
        preflight_status: random.once_in(of_route).then_some(200),
        ..PlainPolicy::default()
    }
}

/// One policy most often, else several whose origins differ. `methods` are those of the route, if there is one.
pub fn rules(random: &mut Random, methods: &[&'static str]) -> Vec<Policy> {
    let count = if random.once_in(4) { 2 + random.below(2) } else { 1 };
    let mut rules: Vec<_> = (0..count).map(|_| policy(random, count > 1)).collect();
    if count > 1 {
        for (rule, origin) in rules.iter_mut().zip(["https://app.example.com", "https://*.partner.example:*", "*"]) {
            rule.credentials &= origin != "*";
            rule.origins = vec![origin.to_owned()];
        }
        // What belongs to the route, one of the rules says.
        let saying = random.below(count);
        rules[saying].enforce = *random.one_of(&[Enforce::Writes, Enforce::All, Enforce::Never]);
        rules[saying].hosts = if random.once_in(3) { one_of(random, HOSTS) } else { Vec::new() };
        rules[saying].preflight_status = random.once_in(3).then_some(200);
    }
    let checked = rules.into_iter().map(|mut rule| {
        if !methods.is_empty() {
            rule.served = listed(methods);
            rule.methods.retain(|method| methods.contains(&method.as_str()));
        }
        rule.draft().check().unwrap_or_else(|violations| panic!("{rule:?}: {violations}"))
    });
    checked.collect()
}

fn layer(random: &mut Random) -> Layer {
    let rules = rules(random, &[]);
    let lists_all = rules.iter().any(|rule| rule.allows(b"null") || rule.is_off());
    Layer { asks: rules.len() == 1 && !lists_all && random.once_in(4), rules: Arc::new(rules) }
}

fn path(random: &mut Random, number: &mut usize) -> String {
    *number += 1;
    match random.below(10) {
        0 => "/x".to_owned(),
        1 => "/{id}".to_owned(),
        2 => "/x/{id}".to_owned(),
        3 => format!("/{{id}}/r{number}"),
        4 => format!("/r{number}-{{year:\\d{{4}}}}"),
        5 if random.once_in(6) => "/{tail:.*}".to_owned(),
        _ => format!("/r{number}"),
    }
}

fn methods(random: &mut Random, is_plain: bool) -> Vec<&'static str> {
    if is_plain && random.once_in(4) {
        return Vec::new();
    }
    let mut methods: Vec<_> = (0..=random.below(2)).map(|_| *random.one_of(METHODS)).collect();
    methods.dedup();
    methods
}

/// As many services as `budget` says, and those in scopes.
pub fn services(
    random: &mut Random,
    depth: usize,
    is_tidy: bool,
    budget: &mut usize,
    number: &mut usize,
) -> Vec<Service> {
    let mut services = Vec::new();
    let here = 3 + random.below(12);
    while *budget > 0 && services.len() < here {
        *budget -= 1;
        services.push(match random.below(if depth > 2 { 8 } else { 10 }) {
            0..5 => {
                let methods = methods(random, false);
                let rules = rules(random, &methods);
                Service::Annotated(annotated_by_rules(path(random, number).leak(), methods.leak(), rules))
            }
            5..8 => Service::Plain {
                path: path(random, number),
                methods: methods(random, true),
                cors: random.once_in(5).then(|| layer(random)),
            },
            _ => {
                *number += 1;
                Service::Scope {
                    path: match random.below(5) {
                        0 => String::new(),
                        // actix-web's introspection panics where two segments of a path have one name.
                        1 => format!("/{{tenant{depth}}}"),
                        2 => "/s".to_owned(),
                        _ => format!("/s{number}"),
                    },
                    tenant: random.once_in(8),
                    wrap: wrap(random, is_tidy),
                    inside: self::services(random, depth + 1, is_tidy, budget, number),
                    default_service: random.once_in(3),
                }
            }
        });
    }
    if is_tidy {
        tidy(&mut services);
    }
    services
}

/// Leaves out what earlier services hide.
fn tidy(services: &mut Vec<Service>) {
    let is_wide = |service: &Service| {
        let is_scope = matches!(service, Service::Scope { .. });
        service.path().contains(":.*") || is_scope && (service.path().is_empty() || service.path().contains('{'))
    };
    services.sort_by_key(|service| (is_wide(service), service.path().starts_with("/{")));
    let mut scopes = Vec::new();
    let mut wide = 0;
    services.retain(|service| {
        wide += usize::from(is_wide(service));
        match service {
            _ if is_wide(service) => wide == 1,
            Service::Annotated(_) | Service::Plain { cors: None, .. } => true,
            Service::Plain { cors: Some(_), path, .. } => !path.contains(['x', '{']),
            Service::Scope { path, .. } => {
                let is_new = !scopes.contains(path);
                scopes.push(path.clone());
                is_new
            }
        }
    });
}

pub fn wrap(random: &mut Random, is_tidy: bool) -> Wrap {
    match random.below(if is_tidy { 15 } else { 16 }) {
        0..6 => Wrap::Nothing,
        6 => Wrap::Other,
        7..10 => Wrap::Cors(layer(random)),
        10..13 => Wrap::Around(layer(random)),
        13..15 => Wrap::ByRoute,
        _ if random.once_in(2) => Wrap::HiddenCors(layer(random)),
        _ => Wrap::Hidden,
    }
}

/// Says who it is.
fn handled(full_path: &str) -> impl Fn() -> std::future::Ready<HttpResponse> + Clone + 'static {
    let full_path = full_path.to_owned();
    move || std::future::ready(HttpResponse::Ok().insert_header(("x-handled", full_path.as_str())).finish())
}

/// Registers the services; `prefix` is the path of the scopes around.
pub fn register(services: &[Service], prefix: &str, config: &mut ServiceConfig) {
    for service in services {
        match service {
            Service::Annotated(route) => {
                config.service(served(route, handled(&format!("{prefix}{}", route.path()))));
            }
            Service::Plain { path, methods, cors } => {
                let handler = handled(&format!("{prefix}{path}"));
                let mut resource = web::resource(path.as_str());
                if methods.is_empty() {
                    resource = resource.to(handler);
                } else {
                    for method in methods {
                        let method = method.parse().expect("it is a method");
                        resource = resource.route(web::method(method).to(handler.clone()));
                    }
                }
                match cors {
                    Some(layer) => config.service(resource.wrap(layer.cors())),
                    None => config.service(resource),
                };
            }
            Service::Scope { path, tenant, wrap, inside, default_service } => {
                let prefix = format!("{prefix}{path}");
                let mut scope = web::scope(path).configure(|config| register(inside, &prefix, config));
                if *tenant {
                    scope = scope.guard(Header("x-tenant", "a"));
                }
                if *default_service {
                    scope = scope.default_service(web::to(handled(&format!("{prefix}/*"))));
                }
                match wrap {
                    Wrap::Nothing => config.service(scope),
                    Wrap::Other => config.service(scope.wrap(Compress::default()).wrap(Logger::default())),
                    Wrap::Cors(layer) => config.service(scope.wrap(layer.cors())),
                    Wrap::Around(layer) => config.service(scope.wrap(layer.cors().around(from_fn(wait)))),
                    Wrap::ByRoute => config.service(scope.wrap(Cors::by_route().around(from_fn(wait)))),
                    Wrap::Hidden => config.service(scope.wrap(from_fn(wait))),
                    Wrap::HiddenCors(layer) => config.service(scope.wrap(layer.cors()).wrap(from_fn(wait))),
                };
            }
        }
    }
}

/// What a report has to list.
#[derive(Debug)]
pub struct Registered {
    path: String,
    /// `None` for any.
    method: Option<&'static str>,
    /// Of a handler with `#[cors]`.
    name: Option<&'static str>,
}

impl Registered {
    pub fn is_in(&self, row: &Row) -> bool {
        let is_listed = |method| row.methods.iter().any(|listed| listed == method);
        row.path == self.path
            && match (self.name, self.method) {
                (Some(name), method) => row.handler.as_deref() == Some(name) && method.is_some_and(is_listed),
                (None, Some(method)) => row.answered_by != AnsweredBy::Route && is_listed(method),
                // actix-web does not tell it where others on the path name methods.
                (None, None) => true,
            }
    }
}

/// The handlers, for each of their methods.
pub fn registered(services: &[Service], prefix: &str) -> Vec<Registered> {
    let of_service = |service: &Service| {
        let path = format!("{prefix}{}", service.path());
        match service {
            Service::Annotated(route) => {
                let registered = |method: &&'static str| Registered {
                    path: path.clone(),
                    method: Some(*method),
                    name: Some(route.name()),
                };
                route.methods().iter().map(registered).collect()
            }
            Service::Plain { methods, .. } if methods.is_empty() => {
                vec![Registered { path, method: None, name: None }]
            }
            Service::Plain { methods, .. } => {
                let registered =
                    |method: &&'static str| Registered { path: path.clone(), method: Some(*method), name: None };
                methods.iter().map(registered).collect()
            }
            Service::Scope { inside, .. } => registered(inside, &path),
        }
    };
    services.iter().flat_map(of_service).collect()
}
