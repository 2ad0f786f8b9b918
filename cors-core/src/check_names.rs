//! The rules about `methods`, `headers` and `expose`.

use std::borrow::Cow;

use crate::draft::{Argument, Draft};
use crate::rule::Rule;
use crate::standard;
use crate::table::Names;
use crate::violation::{Place, Violations, escaped};

impl Draft {
    pub(crate) fn check_methods(&self, violations: &mut Violations) -> Names {
        let mut names: Vec<&str> = Vec::new();
        for (index, method) in self.methods.iter().enumerate() {
            let place = Place::entry(Argument::Methods, index);
            self.check_method(method, place, violations);
            if !names.contains(&method.as_str()) {
                names.push(method);
            }
        }
        if names.contains(&"*") {
            return if self.credentials { Names::Echo } else { Names::Listed(Cow::Borrowed("*")) };
        }
        if names.is_empty() {
            let served = self.served.iter().flatten().map(String::as_str);
            names = served.filter(|method| standard::is_listable_method(method)).collect();
        }
        listed(&names)
    }

    fn check_method(&self, method: &str, place: Place, violations: &mut Violations) {
        let value = escaped(method);
        let upper = method.to_ascii_uppercase();
        let served = self.served.as_deref();
        let example = self.form.list(Argument::Methods, &["GET", "PUT"]);
        if method == "*" {
            if let Some(served) = served {
                let what = format!("a route cannot have `{}`", self.form.list(Argument::Methods, &["*"]));
                let help = format!("leave `methods` out to mean those of the route: {}", escaped(&served.join(", ")));
                violations.push(Rule::MethodAnyOnRoute, place, method, what, help);
            }
        } else if method.contains('*') {
            let what = format!("`{value}` is a pattern, and methods have none");
            let help = format!("name each method by itself: `{example}`");
            violations.push(Rule::MethodToken, place, method, what, help);
        } else if !standard::is_token(method.as_bytes()) {
            let what = format!("`{value}` is no method");
            let help = format!("write each method by itself: `{example}`");
            violations.push(Rule::MethodToken, place, method, what, help);
        } else if standard::is_forbidden_method(method) {
            let what = format!("the method `{value}` is forbidden to script");
            violations.push(Rule::MethodForbidden, place, method, what, format!("drop `{value}`"));
        } else if upper != method && standard::is_known_method(&upper) {
            let what = format!("the method `{value}` is not in upper case");
            violations.push(Rule::MethodCase, place, method, what, format!("write `{upper}`"));
        } else if let Some(served) = served
            && !served.iter().any(|name| name == method)
        {
            let what = format!("the method `{value}` is not served by this route");
            let served = served.join(", ");
            let help = format!("name only what the route serves ({}), or add it to the route", escaped(&served));
            violations.push(Rule::MethodNotServed, place, method, what, help);
        }
    }

    pub(crate) fn check_headers(&self, violations: &mut Violations) -> Names {
        let mut names: Vec<String> = Vec::new();
        for (index, header) in self.headers.iter().enumerate() {
            let place = Place::entry(Argument::Headers, index);
            let name = header.to_ascii_lowercase();
            let value = escaped(header);
            if !is_name(header) {
                let (what, help) =
                    no_name(header, &self.form.list(Argument::Headers, &["content-type", "x-csrf-token"]));
                violations.push(Rule::HeaderToken, place, header, what, help);
            } else if standard::is_forbidden_request_header(&name) {
                let what = format!("the request header `{value}` is forbidden to script");
                violations.push(Rule::HeaderForbidden, place, header, what, format!("drop `{value}`"));
            } else if standard::is_cors_response_header(&name) {
                let what = format!("`{value}` is no request header");
                violations.push(Rule::HeaderOfResponse, place, header, what, format!("drop `{value}`"));
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.iter().any(|name| name == "*") {
            if self.credentials {
                return Names::Echo;
            }
            // `*` covers every name but this one: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
            names.retain(|name| matches!(name.as_str(), "*" | "authorization"));
            names.sort_unstable();
        }
        listed(&names)
    }

    pub(crate) fn check_expose(&self, violations: &mut Violations) -> Option<Cow<'static, str>> {
        let mut names: Vec<String> = Vec::new();
        for (index, header) in self.expose.iter().enumerate() {
            let place = Place::entry(Argument::Expose, index);
            let name = header.to_ascii_lowercase();
            let value = escaped(header);
            if !is_name(header) {
                let (what, help) = no_name(header, &self.form.list(Argument::Expose, &["etag", "x-total-count"]));
                violations.push(Rule::ExposeToken, place, header, what, help);
            } else if standard::is_forbidden_response_header(&name) {
                let what = format!("the response header `{value}` is forbidden to script");
                violations.push(Rule::ExposeForbidden, place, header, what, format!("drop `{value}`"));
            } else if standard::is_unexposable(&name) {
                let what = format!("there is nothing to expose in `{value}`");
                violations.push(Rule::ExposeOfRequest, place, header, what, format!("drop `{value}`"));
            } else if name == "*" && self.credentials {
                let any = self.form.list(Argument::Expose, &["*"]);
                let what = format!("`{any}` cannot be combined with `credentials`");
                let example = self.form.list(Argument::Expose, &["etag", "x-total-count"]);
                let help = format!("name the headers: `{example}`, or drop `credentials`");
                violations.push(Rule::ExposeAnyWithCredentials, place, header, what, help);
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.iter().any(|name| name == "*") {
            names = vec!["*".to_owned()];
        }
        (!names.is_empty()).then(|| Cow::Owned(names.join(", ")))
    }
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
