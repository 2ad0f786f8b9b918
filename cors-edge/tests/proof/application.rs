//! Applications put together at random.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::guard::{self, GuardContext};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, rt};
use cors_actix::__private::AnnotatedRoute;
use cors_actix::draft::OriginEntry;
use cors_actix::{Cors, Enforce, Policy, Report};
use cors_tests::annotated::{annotated_by_rules, served};
use cors_tests::plain::PlainPolicy;
use cors_tests::random::Random;
use cors_tests::server::Server;

/// An application, and what it consists of.
#[derive(Debug, Clone)]
pub struct Plan {
    annotated: Vec<&'static AnnotatedRoute>,
    plain: Vec<(String, Vec<&'static str>)>,
    scope: Option<Arc<Vec<Policy>>>,
    around: Option<Arc<Vec<Policy>>>,
}

const METHODS: &[&str] = &["GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
const ORIGINS: &[&[&str]] = &[
    &["*"],
    &["https://app.example.com"],
    &["https://app.example.com", "https://b.example"],
    &["https://*.example.com", "http://localhost:*"],
    &["https://b.example", "https://*.partner.example:*"],
    &["null"],
    &[],
];
const REGEXES: &[&str] =
    &[r"https://([a-z0-9-]+\.)?pr-\d++\.example\.com", r"(?i:https)://.*\.partner\.example(:84[0-9&&[^5]]3)?"];
const HOSTS: &[&[&str]] = &[&["api.example"], &["api.example", "*.example.com:*"]];

/// What policies may say.
#[derive(Debug, Clone, Copy)]
pub struct Policies {
    /// They may refuse to serve a request, which a gateway does not do.
    pub enforce: bool,
    /// They may say what Traefik cannot: a `*` with credentials, and `timing`.
    pub all: bool,
}

/// Who is around the handlers, which themselves write CORS headers that are too generous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Their policies.
    Policies,
    /// Nobody.
    Nothing,
}

fn listed(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn one_of(random: &mut Random, lists: &[&[&str]]) -> Vec<String> {
    let list: &&[&str] = random.one_of(lists);
    listed(list)
}

fn policy(random: &mut Random, origins: &[&str], methods: &[&str], kind: Policies) -> Policy {
    let is_open = origins.iter().any(|origin| ["*", "null"].contains(origin));
    let credentials = !is_open && random.once_in(2);
    let lists: [&[&str]; 4] = [&[], &["content-type"], &["x-a", "x-b", "x-$d"], &["*"]];
    let expose: [&[&str]; 3] = [&[], &["etag"], if credentials { &["x-total"] } else { &["*"] }];
    let named: [&[&str]; 4] = [&[], &["PUT", "DELETE"], &["PATCH"], &["*"]];
    let mut policy = PlainPolicy {
        off: origins.is_empty(),
        origins: listed(origins),
        methods: one_of(random, &named),
        headers: one_of(random, &lists),
        expose: one_of(random, &expose),
        credentials,
        max_age: random.once_in(3).then_some(600),
        timing: kind.all && random.once_in(4),
        enforce: if kind.enforce {
            *random.one_of(&[Enforce::Writes, Enforce::Writes, Enforce::All])
        } else {
            Enforce::Never
        },
        hosts: if kind.enforce && random.once_in(6) { one_of(random, HOSTS) } else { Vec::new() },
        preflight_status: random.once_in(4).then_some(200),
        ..PlainPolicy::default()
    };
    if !kind.all && credentials {
        policy.methods.retain(|method| method != "*");
        policy.headers.retain(|name| name != "*");
    }
    if !methods.is_empty() {
        policy.served = listed(methods);
        policy.methods.retain(|method| methods.contains(&method.as_str()));
    }
    let mut draft = policy.draft();
    if !is_open && !credentials && !origins.is_empty() && random.once_in(2) {
        draft = draft.origins([OriginEntry::Regex((*random.one_of(REGEXES)).to_owned())]);
    }
    draft.check().unwrap_or_else(|violations| panic!("{policy:?}: {violations}"))
}

fn rules(random: &mut Random, methods: &[&str], kind: Policies) -> Vec<Policy> {
    if !random.once_in(4) {
        let origins: &&[&str] = random.one_of(ORIGINS);
        return vec![policy(random, origins, methods, kind)];
    }
    // What belongs to the route is the same in all.
    let mut rules = Vec::new();
    let origins = ["https://app.example.com", "https://*.partner.example:*", "*"];
    for (seed, origin) in (random.below(1000)..).zip(origins) {
        let mut plain = PlainPolicy {
            origins: listed(&[origin]),
            credentials: origin != "*" && !seed.is_multiple_of(2),
            headers: listed(&[if kind.all && seed.is_multiple_of(3) { "*" } else { "x-a" }]),
            timing: kind.all && seed.is_multiple_of(5),
            expose: listed(&["x-total"]),
            enforce: if kind.enforce { Enforce::Writes } else { Enforce::Never },
            ..PlainPolicy::default()
        };
        plain.served = listed(methods);
        rules.push(plain.draft().check().unwrap());
    }
    rules.truncate(2 + random.below(2));
    rules
}

impl Plan {
    /// An application that depends on the numbers alone.
    pub fn new(random: &mut Random, kind: Policies) -> Self {
        let paths = [
            "/a",
            "/b/{id}",
            "/b/{id}/c",
            r"/y-{year:\d{4}}",
            "/b/seven",
            "/a b/é",
            "/f/{tail:.*}",
            "/s/in",
            "/s/{id}/x",
            "/",
        ];
        let methods = |random: &mut Random| {
            let mut methods: Vec<_> = (0..=random.below(4)).map(|_| *random.one_of(METHODS)).collect();
            methods.sort_unstable();
            methods.dedup();
            methods
        };
        let (mut annotated, mut plain) = (Vec::new(), Vec::new());
        for path in paths {
            let (own, is_twice) = (methods(random), random.once_in(3));
            if random.once_in(5) {
                plain.push((path.to_owned(), if random.once_in(3) { Vec::new() } else { own }));
                continue;
            }
            let others = methods(random).into_iter().filter(|method| !own.contains(method)).collect::<Vec<_>>();
            for methods in
                [own, others].into_iter().filter(|methods| !methods.is_empty()).take(1 + usize::from(is_twice))
            {
                let rules = rules(random, &methods, kind);
                annotated.push(annotated_by_rules(path, methods.leak(), rules));
            }
        }
        let mut layer = |times| random.once_in(times).then(|| Arc::new(rules(random, &[], kind)));
        Plan { annotated, plain, scope: layer(2), around: layer(3) }
    }

    fn register(&self, kind: Kind, config: &mut ServiceConfig) {
        let handler = move || {
            let mut response = HttpResponse::Ok();
            response
                .insert_header(("etag", "\"1\""))
                .insert_header(("x-total", "3"))
                .insert_header(("vary", "accept-encoding"));
            response.insert_header(("x-handled", "yes"));
            response.insert_header(("access-control-allow-origin", "*"));
            response.insert_header(("access-control-expose-headers", "*"));
            std::future::ready(response.finish())
        };
        let add = |config: &mut ServiceConfig, prefix: &str, is_pattern: bool| {
            let is_here = |path: &str| path.starts_with("/s/") != prefix.is_empty() && path.contains('{') == is_pattern;
            for route in self.annotated.iter().filter(|route| is_here(route.path())) {
                let path: &'static str = route.path().strip_prefix(prefix).unwrap_or_default();
                if kind == Kind::Policies {
                    let rules = route.policies().expect("they are checked");
                    config.service(served(annotated_by_rules(path, route.methods(), rules), handler));
                } else {
                    let methods = route.methods();
                    // A handler with a policy takes no preflights.
                    let is_served = move |context: &GuardContext<'_>| {
                        let head = context.head();
                        let is_preflight = head.headers().contains_key("access-control-request-method");
                        methods.contains(&head.method.as_str()) && !(head.method == "OPTIONS" && is_preflight)
                    };
                    config.service(web::resource(path).guard(guard::fn_guard(is_served)).to(handler));
                }
            }
            for (path, methods) in self.plain.iter().filter(|(path, _)| is_here(path)) {
                let mut resource = web::resource(path.strip_prefix(prefix).unwrap_or_default());
                if methods.is_empty() {
                    resource = resource.to(handler);
                }
                for method in methods {
                    resource = resource.route(web::method(method.parse().expect("it is a method")).to(handler));
                }
                config.service(resource);
            }
        };
        let scope =
            web::scope("/s").configure(|config| add(config, "/s", false)).configure(|config| add(config, "/s", true));
        match &self.scope {
            Some(rules) if kind == Kind::Policies => config.service(scope.wrap(Cors::new(rules.as_ref().clone()))),
            _ => config.service(scope),
        };
        // The specific ones first, as a gateway tries them.
        add(config, "", false);
        add(config, "", true);
    }

    /// The report, and a running server.
    pub fn start(&self, kind: Kind) -> (Report, Server) {
        macro_rules! report_and_server {
            ($wrap:expr) => {{
                let plan = self.clone();
                let app = move || $wrap(App::new().configure(|config| plan.register(kind, config)));
                let report = rt::System::new().block_on(Report::of(app())).expect("it starts");
                let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
                let server = Server::run(listener, |listener| {
                    HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run()
                });
                (report, server)
            }};
        }
        match self.around.clone().filter(|_| kind == Kind::Policies) {
            Some(rules) => report_and_server!(|app: App<_>| app.wrap(Cors::new(rules.as_ref().clone()))),
            None => report_and_server!(|app: App<_>| app),
        }
    }
}
