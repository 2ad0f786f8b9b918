//! The rules about `methods`, `headers` and `expose`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hash;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::policy::compiled::Names;
use crate::rule::Rule;
use crate::spec::standard;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem};

pub(super) fn check_methods(draft: &Draft, violations: &mut Collector) -> Names {
    check_each(Argument::Methods, &draft.methods, |method| invalid_method(draft, method), violations);
    let mut names = each_once(draft.methods.iter().map(String::as_str));
    if names.contains(&"*") {
        return if draft.credentials { Names::Echo } else { Names::Listed(Cow::Borrowed("*")) };
    }
    if names.is_empty() {
        let served = draft.route_methods.iter().flatten().map(String::as_str);
        names = served.filter(|method| standard::is_listable_method(method)).collect();
    }
    listed(&names)
}

fn invalid_method(draft: &Draft, method: &str) -> Option<Problem> {
    let value = escaped(method);
    let served = draft.route_methods.as_deref();
    let example = || Code::list(Argument::Methods, &["GET", "PUT"]);
    if method == "*" {
        let served = escaped(&served?.join(", ")).into_owned();
        let message = text!["a route cannot have ", Code::list(Argument::Methods, &["*"])];
        let help = format!("remove `methods` to allow the methods of the route: {served}");
        Some(Problem::new(Rule::MethodAnyOnRoute, message, help))
    } else if method.contains('*') {
        let message = format!("`{value}` has a wildcard, which methods cannot have");
        Some(Problem::new(Rule::MethodToken, message, text!["write each method out: ", example()]))
    } else if !standard::is_token(method.as_bytes()) {
        let message = format!("`{value}` is not a valid method");
        Some(Problem::new(Rule::MethodToken, message, text!["write each method by itself: ", example()]))
    } else if standard::is_forbidden_method(method) {
        let message = format!("browsers do not let scripts send the method `{value}`");
        Some(Problem::new(Rule::MethodForbidden, message, remove(&value)))
    } else if let Some(upper) = standard::method_in_upper_case(method) {
        let message = format!("the method `{value}` is not in upper case");
        Some(Problem::new(Rule::MethodCase, message, format!("write `{upper}`")))
    } else if let Some(served) = served
        && !served.iter().any(|name| name == method)
    {
        let message = format!("the method `{value}` is not served by this route");
        let help = if method == "OPTIONS" {
            "remove `OPTIONS`: preflights are answered without it".into()
        } else {
            // What browsers do not let scripts send is refused in `methods`, too.
            let allowed: Vec<_> = served.iter().filter(|method| !standard::is_forbidden_method(method)).collect();
            let add = format!("add `{value}` to the route attribute");
            match &*allowed {
                [] => add.into(),
                allowed => text!["write ", Code::list(Argument::Methods, allowed), format!(", or {add}")],
            }
        };
        Some(Problem::new(Rule::MethodNotServed, message, help))
    } else {
        None
    }
}

pub(super) fn check_headers(draft: &Draft, violations: &mut Collector) -> Names {
    check_each(Argument::Headers, &draft.headers, invalid_header, violations);
    let mut names = each_once(draft.headers.iter().map(|header| header.to_ascii_lowercase()));
    if names.iter().any(|name| name == "*") {
        if draft.credentials {
            return Names::Echo;
        }
        names.retain(|name| name == "*" || standard::is_non_wildcard_request_header(name));
        names.sort_unstable();
    }
    listed(&names)
}

fn invalid_header(header: &str) -> Option<Problem> {
    let name = header.to_ascii_lowercase();
    let value = escaped(header);
    if !is_name(header) {
        let example = Code::list(Argument::Headers, &["content-type", "x-csrf-token"]);
        Some(invalid_name(Rule::HeaderToken, header, example))
    } else if standard::is_forbidden_request_header(&name) {
        let message = format!("browsers do not let scripts set the request header `{value}`");
        Some(Problem::new(Rule::HeaderForbidden, message, remove(&value)))
    } else if standard::is_cors_response_header(&name) {
        let message = format!("`{value}` is not a request header");
        Some(Problem::new(Rule::HeaderOfResponse, message, remove(&value)))
    } else {
        None
    }
}

pub(super) fn check_expose(draft: &Draft, violations: &mut Collector) -> Option<Cow<'static, str>> {
    check_each(Argument::Expose, &draft.expose, |header| invalid_exposed(draft, header), violations);
    let names = each_once(draft.expose.iter().map(|header| header.to_ascii_lowercase()));
    if names.iter().any(|name| name == "*") {
        return Some(Cow::Borrowed("*"));
    }
    (!names.is_empty()).then(|| Cow::Owned(names.join(", ")))
}

fn invalid_exposed(draft: &Draft, header: &str) -> Option<Problem> {
    let name = header.to_ascii_lowercase();
    let value = escaped(header);
    let example = || Code::list(Argument::Expose, &["etag", "x-total-count"]);
    if !is_name(header) {
        Some(invalid_name(Rule::ExposeToken, header, example()))
    } else if standard::is_forbidden_response_header(&name) {
        let message = format!("browsers do not let scripts read the response header `{value}`");
        Some(Problem::new(Rule::ExposeForbidden, message, remove(&value)))
    } else if standard::is_unexposable(&name) {
        let message = format!("`{value}` is not a header of the responses that scripts read");
        Some(Problem::new(Rule::ExposeOfRequest, message, remove(&value)))
    } else if name == "*" && draft.credentials {
        let message = text![Code::list(Argument::Expose, &["*"]), " cannot be combined with `credentials`"];
        let help = text!["name the headers: ", example(), ", or remove `credentials`"];
        Some(Problem::new(Rule::ExposeAnyWithCredentials, message, help))
    } else {
        None
    }
}

fn check_each(
    argument: Argument,
    entries: &[String],
    problem: impl Fn(&str) -> Option<Problem>,
    violations: &mut Collector,
) {
    for (index, entry) in entries.iter().enumerate() {
        if let Some(problem) = problem(entry) {
            violations.push(Location::entry(argument, index), entry, problem);
        }
    }
}

fn remove(value: &str) -> String {
    format!("remove `{value}`")
}

/// The names without repetitions, in their order.
fn each_once<T: Clone + Eq + Hash>(names: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}

/// Whether it is a header name, or `*` alone.
fn is_name(header: &str) -> bool {
    standard::is_token(header.as_bytes()) && (header == "*" || !header.contains('*'))
}

fn invalid_name(rule: Rule, header: &str, example: Code) -> Problem {
    let value = escaped(header);
    if header.contains('*') {
        let message = format!("`{value}` has a wildcard, which header names cannot have");
        Problem::new(rule, message, text!["write each name out: ", example, ", or all of them as `*` alone"])
    } else {
        let message = format!("`{value}` is not a valid header name");
        Problem::new(rule, message, text!["write each name by itself: ", example])
    }
}

fn listed<S: AsRef<str>>(names: &[S]) -> Names {
    if names.is_empty() {
        return Names::None;
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    Names::Listed(Cow::Owned(names.join(", ")))
}
