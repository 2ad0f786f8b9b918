//! Which requests a rule is about.

use crate::loss::Loss;
use crate::pattern::unlisted;
use crate::plan::Route;
use crate::yaml::{Yaml, map, text};

/// The methods that a match can name.
pub(super) const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// Which requests of a route are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Preflights and others.
    Both,
    /// Preflights.
    Preflight,
    /// Others.
    Actual,
}

/// The matches of a route, for each of these origins.
pub(super) fn matches(route: &Route, phase: Phase, origins: &[Option<&str>]) -> Vec<Yaml> {
    let one = |method: Option<&str>, requested: Option<Yaml>, origin: Option<&str>| {
        let mut pairs = vec![("path".to_owned(), path(route))];
        pairs.extend(method.map(|method| ("method".to_owned(), text(method))));
        let origin = origin.map(|origin| header("Origin", "Exact", origin));
        let headers: Vec<_> = requested.into_iter().chain(origin).collect();
        if !headers.is_empty() {
            pairs.push(("headers".to_owned(), Yaml::List(headers)));
        }
        Yaml::Map(pairs)
    };
    let known: Vec<_> = route.methods.iter().map(String::as_str).filter(|method| METHODS.contains(method)).collect();
    let mut matches = Vec::new();
    for origin in origins.iter().copied() {
        if route.methods.is_empty() {
            if phase == Phase::Preflight {
                let requested = header("Access-Control-Request-Method", "RegularExpression", ".+");
                matches.push(one(Some("OPTIONS"), Some(requested), origin));
            } else {
                matches.push(one(None, None, origin));
            }
            continue;
        }
        if phase != Phase::Actual {
            let requested = |method: &&str| Some(header("Access-Control-Request-Method", "Exact", method));
            matches.extend(known.iter().map(|method| one(Some("OPTIONS"), requested(method), origin)));
        }
        if phase != Phase::Preflight {
            matches.extend(known.iter().map(|method| one(Some(method), None, origin)));
        }
    }
    matches
}

/// The methods of a route that no match can name.
pub(super) fn unknown_methods(route: &Route) -> Vec<Loss> {
    let unknown = route.methods.iter().filter(|method| !METHODS.contains(&method.as_str()));
    let loss = |method: &String| {
        let named = Route { methods: vec![method.clone()], ..route.clone() };
        named.loss(method, "the Gateway API cannot match this method, so other routes get its requests", unlisted())
    };
    unknown.map(loss).collect()
}

fn header(name: &str, kind: &str, value: &str) -> Yaml {
    map([("type", text(kind)), ("name", text(name)), ("value", text(value))])
}

fn path(route: &Route) -> Yaml {
    let exact = route.path.exact.as_deref().map(|path| ("Exact", path));
    let is_prefix = route.is_rest && !route.pattern.contains('{');
    let prefix = is_prefix.then(|| ("PathPrefix", if route.pattern.is_empty() { "/" } else { &*route.pattern }));
    let expression = format!("^{}$", route.path.regex);
    let plain = exact.or(prefix).filter(|(_, path)| is_plain(path));
    let (kind, value) = plain.unwrap_or(("RegularExpression", &expression));
    map([("type", text(kind)), ("value", text(value))])
}

/// Whether a match can have this path as it is.
fn is_plain(path: &str) -> bool {
    let is_valid = |char: char| char.is_ascii_alphanumeric() || "-/._~!$&'()*+,;=:@".contains(char);
    let is_encoded = |text: &str| {
        let Some((byte, rest)) = text.split_at_checked(2) else { return false };
        let is_hexadecimal = byte.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hexadecimal && !byte.eq_ignore_ascii_case("2f") && rest.chars().all(is_valid)
    };
    let mut texts = path.split('%');
    texts.next().is_some_and(|text| text.starts_with('/') && text.chars().all(is_valid))
        && texts.all(is_encoded)
        && !path.contains("//")
        && !path.split('/').any(|segment| segment == "." || segment == "..")
}
