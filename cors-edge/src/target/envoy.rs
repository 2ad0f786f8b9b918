//! Envoy: routes that match methods and origins, and write headers. It can say everything.
//!
//! Its CORS filter is not used. That one answers with 200, never varies on `Origin`, passes refused preflights on, and keeps the headers
//! of the application for refused origins.

use crate::options::Options;
use crate::pattern::escape;
use crate::plan::{Answer, Names, Plan, Policy, Route, Rule};
use crate::target::values::{FULL_VARY, NAME_LIST, TOKEN, WRITTEN_BY_THE_POLICY};
use crate::yaml::{Yaml, map, text};

pub(super) fn configuration(plan: &Plan, options: &Options) -> String {
    let ((host, port), (listen, listen_port)) = (options.backend(), options.listen());
    let manager =
        "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
    let router = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router";
    let hosts = map([
        ("name", text("application")),
        ("domains", Yaml::List(vec![text("*")])),
        ("routes", Yaml::List(routes(plan))),
    ]);
    let manager = map([
        ("@type", text(manager)),
        ("stat_prefix", text("application")),
        ("upgrade_configs", Yaml::List(vec![map([("upgrade_type", text("websocket"))])])),
        (
            "http_filters",
            Yaml::List(vec![map([
                ("name", text("envoy.filters.http.router")),
                ("typed_config", map([("@type", text(router))])),
            ])]),
        ),
        ("route_config", map([("virtual_hosts", Yaml::List(vec![hosts]))])),
    ]);
    let filter = map([("name", text("envoy.filters.network.http_connection_manager")), ("typed_config", manager)]);
    let listener = map([
        ("name", text("application")),
        ("address", address(listen, listen_port)),
        ("filter_chains", Yaml::List(vec![map([("filters", Yaml::List(vec![filter]))])])),
    ]);
    let endpoint = map([("endpoint", map([("address", address(host, port))]))]);
    let endpoints = Yaml::List(vec![map([("lb_endpoints", Yaml::List(vec![endpoint]))])]);
    let cluster = map([
        ("name", text("application")),
        ("type", text("STRICT_DNS")),
        ("load_assignment", map([("cluster_name", text("application")), ("endpoints", endpoints)])),
    ]);
    let resources = map([("listeners", Yaml::List(vec![listener])), ("clusters", Yaml::List(vec![cluster]))]);
    map([("static_resources", resources)]).lines()
}

fn address(host: &str, port: u16) -> Yaml {
    map([("socket_address", map([("address", text(host)), ("port_value", Yaml::Number(port.into()))]))])
}

/// All preflights first, so none is taken for an actual request in method OPTIONS.
fn routes(plan: &Plan) -> Vec<Yaml> {
    let preflights = plan.routes.iter().flat_map(|route| preflights(plan, route));
    preflights.chain(plan.routes.iter().flat_map(|route| actual(plan, route))).collect()
}

/// A match of a header: its name, and how its value matches.
type Header = (&'static str, Value);

enum Value {
    Exact(String),
    Regex(String),
    /// It may be missing, too.
    RegexOrNone(String),
    Present,
}

fn header((name, value): Header) -> Yaml {
    let regex = |regex: String| map([("safe_regex", map([("regex", text(regex))]))]);
    match value {
        Value::Exact(value) => map([("name", text(name)), ("string_match", map([("exact", text(value))]))]),
        Value::Regex(value) => map([("name", text(name)), ("string_match", regex(value))]),
        Value::RegexOrNone(value) => map([
            ("name", text(name)),
            ("string_match", regex(value)),
            ("treat_missing_header_as_empty", Yaml::Flag(true)),
        ]),
        Value::Present => map([("name", text(name)), ("present_match", Yaml::Flag(true))]),
    }
}

fn methods(route: &Route) -> Option<Value> {
    match route.methods.as_slice() {
        [] => None,
        [method] => Some(Value::Exact(method.clone())),
        methods => {
            let methods: Vec<_> = methods.iter().map(|method| escape(method)).collect();
            Some(Value::Regex(methods.join("|")))
        }
    }
}

fn matched(route: &Route, headers: Vec<Header>) -> (String, Yaml) {
    let (key, path) = match &route.path.exact {
        Some(path) => ("path", text(path)),
        None => ("safe_regex", map([("regex", text(&route.path.regex))])),
    };
    let mut pairs = vec![(key.to_owned(), path)];
    if !headers.is_empty() {
        pairs.push(("headers".to_owned(), Yaml::List(headers.into_iter().map(header).collect())));
    }
    ("match".to_owned(), Yaml::Map(pairs))
}

fn direct(status: u16) -> (String, Yaml) {
    ("direct_response".to_owned(), map([("status", Yaml::Number(status.into()))]))
}

fn pass() -> (String, Yaml) {
    ("route".to_owned(), map([("cluster", text("application"))]))
}

/// The hosts of the policy, and the origins of a rule.
fn admitted(policy: &Policy, rule: &Rule) -> Vec<Header> {
    let mut headers = Vec::new();
    for list in &policy.hosts {
        let hosts: Vec<_> = list.iter().map(|host| host.regex.as_str()).collect();
        headers.push((":authority", Value::Regex(hosts.join("|"))));
    }
    let entries: Vec<_> = rule.origins.iter().map(|entry| entry.regex.as_str()).collect();
    if !rule.admits_all() {
        headers.push(("origin", Value::Regex(entries.join("|"))));
    }
    headers
}

fn preflights(plan: &Plan, route: &Route) -> Vec<Yaml> {
    let asked = || {
        let requested = methods(route).unwrap_or_else(|| Value::Regex(TOKEN.to_owned()));
        vec![
            (":method", Value::Exact("OPTIONS".to_owned())),
            ("origin", Value::Present),
            ("access-control-request-method", requested),
        ]
    };
    let refused = |asked: Vec<Header>, vary: &str| {
        Yaml::Map(vec![matched(route, asked), direct(403), added(vec![("vary", vary.to_owned())])])
    };
    match route.preflight {
        Answer::Untouched => vec![Yaml::Map(vec![matched(route, asked()), pass()])],
        Answer::Refused => vec![refused(asked(), FULL_VARY)],
        Answer::Policy(number) => {
            let Some(policy) = plan.policies.get(number) else { return Vec::new() };
            let approved = policy.rules.iter().map(|rule| {
                let mut headers = asked();
                headers.extend(admitted(policy, rule));
                if rule.headers == Names::Requested {
                    headers.push(("access-control-request-headers", Value::RegexOrNone(NAME_LIST.to_owned())));
                }
                Yaml::Map(vec![matched(route, headers), direct(policy.status), added(approval(policy, rule))])
            });
            let mut routes: Vec<_> = approved.collect();
            routes.push(refused(asked(), &policy.preflight_vary()));
            routes
        }
    }
}

fn actual(plan: &Plan, route: &Route) -> Vec<Yaml> {
    let method = || methods(route).map(|methods| (":method", methods)).into_iter().collect::<Vec<_>>();
    let Answer::Policy(number) = route.actual else {
        return vec![Yaml::Map(vec![matched(route, method()), pass()])];
    };
    let Some(policy) = plan.policies.get(number) else { return Vec::new() };
    let mut routes = Vec::new();
    for rule in &policy.rules {
        let mut headers = method();
        headers.extend(admitted(policy, rule));
        let edits = [added(share(policy, rule)), removed(rule.timing)];
        routes.push(Yaml::Map([matched(route, headers), pass()].into_iter().chain(edits).collect()));
    }
    let timing = policy.rules.iter().any(|rule| rule.timing);
    let mut refused = vec![matched(route, method()), pass(), removed(timing)];
    if !policy.is_constant() {
        refused.push(added(vec![("vary", "Origin".to_owned())]));
    }
    routes.push(Yaml::Map(refused));
    routes
}

/// The headers that are removed of what the application says.
fn removed(timing: bool) -> (String, Yaml) {
    let names = WRITTEN_BY_THE_POLICY.iter().copied().chain(timing.then_some("timing-allow-origin"));
    ("response_headers_to_remove".to_owned(), Yaml::List(names.map(text).collect()))
}

/// Headers that are added; `Vary` beside what is there.
fn added(headers: Vec<(&str, String)>) -> (String, Yaml) {
    let entry = |(name, value): (&str, String)| {
        let action = if name == "vary" { "APPEND_IF_EXISTS_OR_ADD" } else { "OVERWRITE_IF_EXISTS_OR_ADD" };
        map([("header", map([("key", text(name)), ("value", text(value))])), ("append_action", text(action))])
    };
    ("response_headers_to_add".to_owned(), Yaml::List(headers.into_iter().map(entry).collect()))
}

fn allowed_origin(rule: &Rule) -> String {
    if rule.admits_all() { "*" } else { "%REQ(origin)%" }.to_owned()
}

/// A text without commands of Envoy.
fn literal(text: &str) -> String {
    text.replace('%', "%%")
}

fn approval(policy: &Policy, rule: &Rule) -> Vec<(&'static str, String)> {
    let mut headers = vec![("vary", policy.preflight_vary()), ("access-control-allow-origin", allowed_origin(rule))];
    headers.extend(rule.credentials.then(|| ("access-control-allow-credentials", "true".to_owned())));
    for (name, names, requested) in [
        ("access-control-allow-methods", &rule.methods, "%REQ(access-control-request-method)%"),
        ("access-control-allow-headers", &rule.headers, "%REQ(access-control-request-headers)%"),
    ] {
        match names {
            Names::None => {}
            Names::Listed(names) => headers.push((name, literal(names))),
            Names::Requested => headers.push((name, requested.to_owned())),
        }
    }
    headers.extend(rule.max_age.map(|seconds| ("access-control-max-age", seconds.to_string())));
    headers
}

fn share(policy: &Policy, rule: &Rule) -> Vec<(&'static str, String)> {
    let mut headers = vec![("access-control-allow-origin", allowed_origin(rule))];
    if !policy.is_constant() {
        headers.insert(0, ("vary", "Origin".to_owned()));
    }
    headers.extend(rule.credentials.then(|| ("access-control-allow-credentials", "true".to_owned())));
    headers.extend(rule.expose.as_deref().map(|names| ("access-control-expose-headers", literal(names))));
    headers.extend(rule.timing.then(|| ("timing-allow-origin", allowed_origin(rule))));
    headers
}
