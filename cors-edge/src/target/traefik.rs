//! Traefik: a file for its file provider, with routers that match methods and origins, and middlewares that write headers.
//!
//! Its middleware for headers writes ACAC and ACEH for refused origins, too, and keeps `Access-Control-Allow-Origin` of the application.
//! So each rule has a router, and one more router removes the headers for everybody else.

use crate::loss::Loss;
use crate::options::Options;
use crate::pattern::{escape, unlisted};
use crate::plan::{Answer, Names, Plan, Policy, Route, Rule};
use crate::target::values::{FULL_VARY, WRITTEN_BY_THE_POLICY};
use crate::yaml::{Yaml, map, text};

/// How long browsers keep an answer to a preflight that does not say it. Traefik always says it.
const DEFAULT_MAX_AGE: u32 = 5;

/// A method. A rule of Traefik cannot have a backtick in it.
const TOKEN: &str = r"[!#$%&'*+.^_\x60|~0-9A-Za-z-]+";

/// The methods that are listed where a policy allows any with credentials.
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// What is written, in the order of the routers.
#[derive(Default)]
struct File {
    routers: Vec<(String, Vec<String>)>,
    middlewares: Vec<(String, Yaml)>,
    losses: Vec<Loss>,
}

pub(super) fn configuration(plan: &Plan, options: &Options) -> (String, Vec<Loss>) {
    let mut file = File::default();
    for route in &plan.routes {
        file.preflights(plan, route);
    }
    for route in &plan.routes {
        file.actual(plan, route);
    }
    let count = file.routers.len() as u64;
    let routers = file.routers.into_iter().zip(0..).map(|((rule, middlewares), index)| {
        let mut router = vec![
            ("rule".to_owned(), text(rule)),
            ("priority".to_owned(), Yaml::Number(count - index)),
            ("service".to_owned(), text("application")),
        ];
        if !middlewares.is_empty() {
            router.push(("middlewares".to_owned(), Yaml::List(middlewares.into_iter().map(text).collect())));
        }
        (format!("cors-{index}"), Yaml::Map(router))
    });
    let (host, port) = options.backend();
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let server = map([("url", text(format!("http://{host}:{port}")))]);
    let service = map([("loadBalancer", map([("servers", Yaml::List(vec![server]))]))]);
    let mut http = vec![
        ("routers".to_owned(), Yaml::Map(routers.collect())),
        ("services".to_owned(), map([("application", service)])),
    ];
    if !file.middlewares.is_empty() {
        http.push(("middlewares".to_owned(), Yaml::Map(file.middlewares)));
    }
    (map([("http", Yaml::Map(http))]).lines(), file.losses)
}

/// A condition on a header, which has to match as a whole.
fn header(name: &str, regex: &str) -> String {
    format!("HeaderRegexp(`{name}`, {})", whole(regex))
}

fn whole(regex: &str) -> String {
    format!("`^(?:{})$`", regex.replace('`', r"\x60"))
}

fn methods(route: &Route) -> Option<String> {
    let methods: Vec<_> = route.methods.iter().map(|method| escape(method)).collect();
    (!methods.is_empty()).then(|| methods.join("|"))
}

/// The path and, in an actual request, the method.
fn actual_rule(route: &Route) -> String {
    let path = format!("PathRegexp({})", whole(&route.path.decoded));
    let methods: Vec<_> = route.methods.iter().map(|method| format!("Method({method:?})")).collect();
    if methods.is_empty() { path } else { format!("{path} && ({})", methods.join(" || ")) }
}

fn preflight_rule(route: &Route) -> String {
    let method = methods(route).unwrap_or_else(|| TOKEN.to_owned());
    let method = header("Access-Control-Request-Method", &method);
    let path = whole(&route.path.decoded);
    format!("PathRegexp({path}) && Method(`OPTIONS`) && {} && {method}", header("Origin", ".+"))
}

/// What the hosts of the policy and the origins of a rule add to a rule of Traefik.
fn admitted(policy: &Policy, rule: &Rule) -> String {
    let hosts = policy.hosts.iter().map(|list| {
        let names: Vec<_> = list.iter().map(|host| host.name.as_str()).collect();
        format!(" && HostRegexp({})", whole(&names.join("|")))
    });
    let origins: Vec<_> = rule.origins.iter().map(|entry| entry.regex.as_str()).collect();
    let origins =
        if origins.is_empty() { String::new() } else { format!(" && {}", header("Origin", &origins.join("|"))) };
    hosts.collect::<String>() + &origins
}

fn list(names: &str) -> Yaml {
    Yaml::List(names.split(", ").map(text).collect())
}

impl File {
    /// The name of a middleware, which is added if it is new.
    fn middleware(&mut self, kind: &str, settings: Yaml) -> String {
        let middleware = map([(kind, settings)]);
        if let Some((name, _)) = self.middlewares.iter().find(|(_, other)| *other == middleware) {
            return name.clone();
        }
        let name = format!("cors-{}", self.middlewares.len());
        self.middlewares.push((name.clone(), middleware));
        name
    }

    fn vary(&mut self, vary: &str) -> String {
        self.middleware("headers", map([("customResponseHeaders", map([("Vary", text(vary))]))]))
    }

    /// Answers with 403: nobody has an address that is reserved for documentation.
    fn refusal(&mut self, vary: &str) -> Vec<String> {
        let nobody = Yaml::List(vec![text("192.0.2.1/32")]);
        let refuse = map([("sourceRange", nobody), ("rejectStatusCode", Yaml::Number(403))]);
        vec![self.vary(vary), self.middleware("ipAllowList", refuse)]
    }

    fn preflights(&mut self, plan: &Plan, route: &Route) {
        let start = preflight_rule(route);
        let refusal = match route.preflight {
            Answer::Untouched => Vec::new(),
            Answer::Refused => self.refusal(FULL_VARY),
            Answer::Policy(number) => {
                let Some(policy) = plan.policies.get(number) else { return };
                self.note(route, policy);
                for rule in &policy.rules {
                    let approval = self.approval(rule, route);
                    let middlewares = vec![self.vary(&policy.preflight_vary()), self.middleware("headers", approval)];
                    self.routers.push((start.clone() + &admitted(policy, rule), middlewares));
                }
                self.refusal(&policy.preflight_vary())
            }
        };
        self.routers.push((start, refusal));
    }

    /// What Traefik cannot say about a policy.
    fn note(&mut self, route: &Route, policy: &Policy) {
        if ![200, 204].contains(&policy.status) {
            let argument = format!("preflight_status = {}", policy.status);
            self.losses.push(route.loss(argument, "Traefik answers preflights with 200", unlisted()));
        }
        for host in policy.hosts.iter().flatten().filter(|host| !host.entry.ends_with(":*")) {
            let mut loss =
                route.loss(format!("hosts(\"{}\")", host.entry), "Traefik does not look at the port", unlisted());
            let (name, _) = host.entry.rsplit_once(':').unwrap_or((&host.entry, ""));
            loss.request.extend([" -H 'Host: ", &name.replace("*.", "a."), ":1'"]);
            self.losses.push(loss);
        }
    }

    fn origins(rule: &Rule) -> (String, Yaml) {
        if rule.admits_all() {
            return ("accessControlAllowOriginList".to_owned(), Yaml::List(vec![text("*")]));
        }
        let regexes = rule.origins.iter().map(|entry| text(format!("^(?:{})$", entry.regex)));
        ("accessControlAllowOriginListRegex".to_owned(), Yaml::List(regexes.collect()))
    }

    fn approval(&mut self, rule: &Rule, route: &Route) -> Yaml {
        let mut settings = vec![Self::origins(rule)];
        let methods = match &rule.methods {
            Names::None => None,
            Names::Listed(names) => Some(names.clone()),
            Names::Requested => {
                let why = format!("Traefik cannot repeat the requested method, so it lists {}", METHODS.join(", "));
                let mut loss = route.loss("methods = \"*\"", why, unlisted());
                loss.request += " -H 'Access-Control-Request-Method: PURGE'";
                self.losses.push(loss);
                Some(METHODS.join(", "))
            }
        };
        let headers = match &rule.headers {
            Names::None => None,
            Names::Listed(names) => Some(names.clone()),
            Names::Requested => {
                let why = "Traefik cannot repeat the requested headers, so it lists `authorization` alone";
                let mut loss = route.loss("headers = \"*\"", why, unlisted());
                loss.request += " -H 'Access-Control-Request-Headers: x-any'";
                self.losses.push(loss);
                Some("authorization".to_owned())
            }
        };
        settings.extend(methods.map(|names| ("accessControlAllowMethods".to_owned(), list(&names))));
        settings.extend(headers.map(|names| ("accessControlAllowHeaders".to_owned(), list(&names))));
        settings.extend(rule.credentials.then(|| ("accessControlAllowCredentials".to_owned(), Yaml::Flag(true))));
        let seconds = rule.max_age.unwrap_or(DEFAULT_MAX_AGE);
        settings.push(("accessControlMaxAge".to_owned(), Yaml::Number(seconds.into())));
        Yaml::Map(settings)
    }

    fn actual(&mut self, plan: &Plan, route: &Route) {
        let start = actual_rule(route);
        let Answer::Policy(number) = route.actual else {
            self.routers.push((start, Vec::new()));
            return;
        };
        let Some(policy) = plan.policies.get(number) else { return };
        let vary = (!policy.is_constant()).then(|| ("addVaryHeader".to_owned(), Yaml::Flag(true)));
        for rule in &policy.rules {
            let timing = rule.timing.then(|| self.timing(rule, route));
            let mut settings = vec![removed(timing), Self::origins(rule)];
            settings.extend(rule.credentials.then(|| ("accessControlAllowCredentials".to_owned(), Yaml::Flag(true))));
            settings.extend(rule.expose.as_deref().map(|names| ("accessControlExposeHeaders".to_owned(), list(names))));
            settings.extend(vary.clone());
            let share = self.middleware("headers", Yaml::Map(settings));
            self.routers.push((start.clone() + &admitted(policy, rule), vec![share]));
        }
        let timing = policy.rules.iter().any(|rule| rule.timing).then(String::new);
        let withhold = self.middleware("headers", Yaml::Map([removed(timing)].into_iter().chain(vary).collect()));
        self.routers.push((start, vec![withhold]));
    }

    /// `Timing-Allow-Origin`, which Traefik cannot take from the request.
    fn timing(&mut self, rule: &Rule, route: &Route) -> String {
        match rule.exact() {
            _ if rule.admits_all() => "*".to_owned(),
            Some(origin) => origin.to_owned(),
            None => {
                let why = "Traefik cannot write the origin of the request into `Timing-Allow-Origin`, so there is none";
                let mut loss = route.loss("timing", why, unlisted());
                loss.request = loss.request.replace("-X OPTIONS ", "");
                self.losses.push(loss);
                String::new()
            }
        }
    }
}

/// Headers of the application that are removed: Traefik does it where the value is empty.
fn removed(timing: Option<String>) -> (String, Yaml) {
    let names = WRITTEN_BY_THE_POLICY.iter().map(|name| ((*name).to_owned(), text("")));
    let timing = timing.map(|value| ("timing-allow-origin".to_owned(), text(value)));
    ("customResponseHeaders".to_owned(), Yaml::Map(names.chain(timing).collect()))
}
