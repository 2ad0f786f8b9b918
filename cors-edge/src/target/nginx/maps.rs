//! Maps from the request to a policy, to a rule of it, and to header values.

use std::fmt::Write;

use super::text::{line, map, quoted, regex, value};
use crate::pattern::escape;
use crate::plan::{Answer, Names, Plan, Policy, Rule};
use crate::target::values::{FULL_VARY, NAME_LIST, TOKEN};

pub(super) fn connection(text: &mut String) {
    let lines = [line("default", "upgrade"), line("\"\"", "\"\"")];
    map(
        text,
        "WebSockets pass, other connections to the application are kept.",
        "$http_upgrade",
        "$cors_connection",
        lines,
    );
}

pub(super) fn routes(plan: &Plan, text: &mut String) {
    let source = "\"$request_method $http_access_control_request_method\"";
    let asked = line(regex("OPTIONS (?<cors_requested>.+)"), "\"preflight $cors_requested\"");
    let lines = [line("default", "\"actual $request_method\""), asked];
    map(text, "A preflight is OPTIONS with Access-Control-Request-Method …", source, "$cors_with_origin", lines);
    let lines = [line("\"\"", "\"actual $request_method\""), line("default", "$cors_with_origin")];
    map(text, "… and with Origin.", "$http_origin", "$cors_request", lines);
    let mut lines = vec![line("default", "\"\"")];
    for route in &plan.routes {
        let methods: Vec<_> = route.methods.iter().map(|method| escape(method)).collect();
        let methods = if methods.is_empty() { TOKEN.to_owned() } else { format!("(?:{})", methods.join("|")) };
        let path = &route.path.regex;
        for (kind, answer) in [("preflight", route.preflight), ("actual", route.actual)] {
            let value = match answer {
                Answer::Untouched => "\"\"".to_owned(),
                Answer::Refused => "refused".to_owned(),
                Answer::Policy(number) => format!("p{number}"),
            };
            lines.push(line(regex(&format!(r"{kind} {methods} {path}(?:\?.*)?")), value));
        }
    }
    map(
        text,
        "Which policy answers; an empty one means that the application does.",
        "\"$cors_request $request_uri\"",
        "$cors_policy",
        lines,
    );
    let lines = [
        line("default", "\"\""),
        line(quoted("~^preflight .* (?:p[0-9]+|refused)$"), "preflight"),
        line(quoted("~^actual .* p[0-9]+$"), "response"),
    ];
    map(
        text,
        "Who answers: this file, or the application with headers of this file, or the application.",
        "\"$cors_request $cors_policy\"",
        "$cors_place",
        lines,
    );
}

pub(super) fn rules(plan: &Plan, text: &mut String) {
    let mut lines = vec![line("default", "\"\"")];
    for (number, policy) in plan.policies.iter().enumerate() {
        let hosts = policy.hosts.iter().map(|list| {
            let hosts: Vec<_> = list.iter().map(|host| host.regex.as_str()).collect();
            format!("(?=(?:{}) )", hosts.join("|"))
        });
        let start = format!("p{number} {}[^ ]*", hosts.collect::<String>());
        for (index, rule) in policy.rules.iter().enumerate() {
            let value = format!("p{number}r{index}");
            let _ = writeln!(text, "# {value}: {}", rule.words.replace(char::is_control, " "));
            if rule.admits_all() {
                lines.push(line(regex(&format!("{start} .*")), value.clone()));
            }
            lines.extend(
                rule.origins.iter().map(|entry| line(regex(&format!("{start} {}", entry.regex)), value.clone())),
            );
        }
    }
    map(
        text,
        "The rule that admits the origin; an empty one means that it is refused.",
        "\"$cors_policy $http_host $http_origin\"",
        "$cors_rule",
        lines,
    );
}

/// A map from the rule to a header value.
fn by_rule(plan: &Plan, text: &mut String, variable: &str, value: impl Fn(&Rule) -> Option<String>) {
    let mut lines = vec![line("default", "\"\"")];
    for (number, policy) in plan.policies.iter().enumerate() {
        for (index, rule) in policy.rules.iter().enumerate() {
            lines.extend(value(rule).map(|value| line(format!("p{number}r{index}"), value)));
        }
    }
    map(text, "By rule.", "$cors_rule", variable, lines);
}

fn allowed_origin(rule: &Rule) -> String {
    if rule.admits_all() { "\"*\"" } else { "$http_origin" }.to_owned()
}

pub(super) fn values(plan: &Plan, text: &mut String) {
    text.push_str("# What a `$` in the name of a header stands for.\ngeo $cors_dollar {\n    default \"$\";\n}\n");
    let names = |names: &Names, requested: &str| match names {
        Names::None => None,
        Names::Listed(names) => Some(value(names)),
        Names::Requested => Some(requested.to_owned()),
    };
    let list = regex(NAME_LIST);
    let lines = [line("default", "\"\""), line(list, "$http_access_control_request_headers")];
    map(
        text,
        "What is no list of names is not repeated.",
        "$http_access_control_request_headers",
        "$cors_requested_headers",
        lines,
    );
    by_rule(plan, text, "$cors_allow_origin", |rule| Some(allowed_origin(rule)));
    by_rule(plan, text, "$cors_allow_credentials", |rule| rule.credentials.then(|| "\"true\"".to_owned()));
    by_rule(plan, text, "$cors_allow_methods", |rule| names(&rule.methods, "$http_access_control_request_method"));
    by_rule(plan, text, "$cors_allow_headers", |rule| names(&rule.headers, "$cors_requested_headers"));
    by_rule(plan, text, "$cors_max_age", |rule| rule.max_age.map(|seconds| format!("\"{seconds}\"")));
    by_rule(plan, text, "$cors_expose_headers", |rule| rule.expose.as_deref().map(value));
    let by_policy = |value: &dyn Fn(&Policy) -> Option<String>| {
        let lines = plan
            .policies
            .iter()
            .enumerate()
            .filter_map(|(number, policy)| Some(line(format!("p{number}"), value(policy)?)));
        lines.collect::<Vec<_>>()
    };
    let timing = |rule: &Rule| {
        Some(if rule.timing { allowed_origin(rule) } else { "$upstream_http_timing_allow_origin".to_owned() })
    };
    by_rule(plan, text, "$cors_timing_of_rule", timing);
    // A policy without `timing` leaves that header alone, for refused origins, too.
    let mut lines = vec![line("default", "$cors_timing_of_rule")];
    let is_left_alone = |policy: &Policy| !policy.rules.iter().any(|rule| rule.timing);
    lines.extend(by_policy(&|policy| is_left_alone(policy).then(|| "$upstream_http_timing_allow_origin".to_owned())));
    map(text, "By policy.", "$cors_policy", "$cors_timing", lines);
    let mut lines = vec![line("default", quoted(FULL_VARY))];
    lines.extend(by_policy(&|policy| Some(quoted(&policy.preflight_vary()))));
    map(text, "By policy.", "$cors_policy", "$cors_preflight_vary", lines);
    let mut lines = vec![line("default", "\"Origin\"")];
    lines.extend(by_policy(&|policy| policy.is_constant().then(|| "\"\"".to_owned())));
    map(text, "By policy.", "$cors_policy", "$cors_vary", lines);
    let mut lines = vec![line("default", "204")];
    lines.extend(by_policy(&|policy| (policy.status != 204).then(|| policy.status.to_string())));
    map(text, "By policy.", "$cors_policy", "$cors_status", lines);
}
