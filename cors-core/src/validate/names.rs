//! The rules about `methods`, `headers` and `expose`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hash;

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::escape::escaped;
use crate::policy::compiled::Names;
use crate::rule::Rule;
use crate::spec::standard;
use crate::violation::{Location, Violations};

/// What is wrong with an entry, and what to write instead.
type Wrong = (Rule, String, String);

pub(super) fn check_methods(draft: &Draft, violations: &mut Violations) -> Names {
    check_each(Argument::Methods, &draft.methods, |method| wrong_method(draft, method), violations);
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

fn wrong_method(draft: &Draft, method: &str) -> Option<Wrong> {
    let value = escaped(method);
    let upper = method.to_ascii_uppercase();
    let served = draft.route_methods.as_deref();
    let example = || draft.syntax.list(Argument::Methods, &["GET", "PUT"]);
    if method == "*" {
        let served = escaped(&served?.join(", ")).into_owned();
        let what = format!("a route cannot have `{}`", draft.syntax.list(Argument::Methods, &["*"]));
        let help = format!("leave `methods` out to mean those of the route: {served}");
        Some((Rule::MethodAnyOnRoute, what, help))
    } else if method.contains('*') {
        let what = format!("`{value}` is a pattern, and methods have none");
        Some((Rule::MethodToken, what, format!("name each method by itself: `{}`", example())))
    } else if !standard::is_token(method.as_bytes()) {
        let what = format!("`{value}` is no method");
        Some((Rule::MethodToken, what, format!("write each method by itself: `{}`", example())))
    } else if standard::is_forbidden_method(method) {
        let what = format!("the method `{value}` is forbidden to script");
        Some((Rule::MethodForbidden, what, format!("drop `{value}`")))
    } else if upper != method && standard::is_known_method(&upper) {
        let what = format!("the method `{value}` is not in upper case");
        Some((Rule::MethodCase, what, format!("write `{upper}`")))
    } else if let Some(served) = served
        && !served.iter().any(|name| name == method)
    {
        let what = format!("the method `{value}` is not served by this route");
        let served = served.join(", ");
        let help = if method == "OPTIONS" {
            "drop `OPTIONS`: preflights are answered without it".to_owned()
        } else {
            format!("name only what the route serves ({}), or add it to the route", escaped(&served))
        };
        Some((Rule::MethodNotServed, what, help))
    } else {
        None
    }
}

pub(super) fn check_headers(draft: &Draft, violations: &mut Violations) -> Names {
    check_each(Argument::Headers, &draft.headers, |header| wrong_header(draft, header), violations);
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

fn wrong_header(draft: &Draft, header: &str) -> Option<Wrong> {
    let name = header.to_ascii_lowercase();
    let value = escaped(header);
    if !is_name(header) {
        let example = draft.syntax.list(Argument::Headers, &["content-type", "x-csrf-token"]);
        let (what, help) = no_name(header, &example);
        Some((Rule::HeaderToken, what, help))
    } else if standard::is_forbidden_request_header(&name) {
        let what = format!("the request header `{value}` is forbidden to script");
        Some((Rule::HeaderForbidden, what, format!("drop `{value}`")))
    } else if standard::is_cors_response_header(&name) {
        Some((Rule::HeaderOfResponse, format!("`{value}` is no request header"), format!("drop `{value}`")))
    } else {
        None
    }
}

pub(super) fn check_expose(draft: &Draft, violations: &mut Violations) -> Option<Cow<'static, str>> {
    check_each(Argument::Expose, &draft.expose, |header| wrong_exposed(draft, header), violations);
    let names = each_once(draft.expose.iter().map(|header| header.to_ascii_lowercase()));
    if names.iter().any(|name| name == "*") {
        return Some(Cow::Borrowed("*"));
    }
    (!names.is_empty()).then(|| Cow::Owned(names.join(", ")))
}

fn wrong_exposed(draft: &Draft, header: &str) -> Option<Wrong> {
    let name = header.to_ascii_lowercase();
    let value = escaped(header);
    let example = || draft.syntax.list(Argument::Expose, &["etag", "x-total-count"]);
    if !is_name(header) {
        let (what, help) = no_name(header, &example());
        Some((Rule::ExposeToken, what, help))
    } else if standard::is_forbidden_response_header(&name) {
        let what = format!("the response header `{value}` is forbidden to script");
        Some((Rule::ExposeForbidden, what, format!("drop `{value}`")))
    } else if standard::is_unexposable(&name) {
        let what = format!("there is nothing to expose in `{value}`");
        Some((Rule::ExposeOfRequest, what, format!("drop `{value}`")))
    } else if name == "*" && draft.credentials {
        let any = draft.syntax.list(Argument::Expose, &["*"]);
        let what = format!("`{any}` cannot be combined with `credentials`");
        let help = format!("name the headers: `{}`, or drop `credentials`", example());
        Some((Rule::ExposeAnyWithCredentials, what, help))
    } else {
        None
    }
}

fn check_each(
    argument: Argument,
    entries: &[String],
    wrong: impl Fn(&str) -> Option<Wrong>,
    violations: &mut Violations,
) {
    for (index, entry) in entries.iter().enumerate() {
        if let Some((rule, what, help)) = wrong(entry) {
            violations.push(rule, Location::entry(argument, index), entry, what, help);
        }
    }
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

/// What is wrong with a header name that is none, and what to write.
fn no_name(header: &str, example: &str) -> (String, String) {
    let value = escaped(header);
    if header.contains('*') {
        let what = format!("`{value}` is a pattern, and header names have none");
        (what, format!("name each header by itself: `{example}`, or all of them with `*` alone"))
    } else {
        (format!("`{value}` is no header name"), format!("write each name by itself: `{example}`"))
    }
}

fn listed<S: AsRef<str>>(names: &[S]) -> Names {
    if names.is_empty() {
        return Names::None;
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    Names::Listed(Cow::Owned(names.join(", ")))
}
