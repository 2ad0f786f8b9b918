//! The filter of a rule.

use super::matches::METHODS;
use crate::loss::Loss;
use crate::pattern::unlisted;
use crate::plan::{Entry, Names, Route, Rule};

use crate::yaml::{Yaml, text};

/// The most entries of a list.
const MAX_ENTRIES: usize = 64;

/// The filter, and what it cannot say of the rule.
pub(super) fn filter(route: &Route, rule: &Rule) -> (Yaml, Vec<Loss>) {
    let mut losses = Vec::new();
    let mut lose =
        |argument: String, consequence: &str, origin: &str| losses.push(route.loss(argument, consequence, origin));
    let mut pairs = vec![("allowOrigins".to_owned(), origins(rule, &mut lose))];
    if rule.credentials {
        pairs.push(("allowCredentials".to_owned(), Yaml::Flag(true)));
    }
    let mut list = |argument: &str, field: &str, names: Vec<String>| {
        if names.len() > MAX_ENTRIES {
            lose(argument.to_owned(), "the Gateway API takes 64 names at most, and the rest is left out", unlisted());
        }
        let names: Vec<_> = names.into_iter().take(MAX_ENTRIES).map(text).collect();
        if !names.is_empty() {
            pairs.push((field.to_owned(), Yaml::List(names)));
        }
    };
    let (methods, unknown) = methods(&rule.methods);
    list("methods", "allowMethods", methods);
    list("headers", "allowHeaders", names(&rule.headers));
    list("expose", "exposeHeaders", rule.expose.as_deref().map(split).unwrap_or_default());
    for method in unknown {
        lose(
            format!("methods({method})"),
            "the Gateway API does not know this method, and does not allow it",
            unlisted(),
        );
    }
    if rule.headers == Names::Requested && !rule.credentials {
        lose("headers(\"authorization\")".to_owned(), "the Gateway API does not list it beside `*`", unlisted());
    }
    if rule.max_age == Some(0) {
        lose("max_age = 0".to_owned(), "the shortest time of the Gateway API is a second", unlisted());
    }
    if rule.timing {
        lose("timing".to_owned(), "the Gateway API does not write `Timing-Allow-Origin`", unlisted());
    }
    pairs.extend(rule.max_age.map(|seconds| ("maxAge".to_owned(), Yaml::Number(seconds.clamp(1, 0x7fff_ffff).into()))));
    (Yaml::Map(pairs), losses)
}

fn split(names: &str) -> Vec<String> {
    names.split(", ").map(ToOwned::to_owned).collect()
}

fn names(names: &Names) -> Vec<String> {
    match names {
        Names::None => Vec::new(),
        Names::Listed(names) => split(names),
        Names::Requested => vec!["*".to_owned()],
    }
}

/// The methods that the Gateway API knows, and the others.
fn methods(methods: &Names) -> (Vec<String>, Vec<String>) {
    names(methods).into_iter().partition(|method| method == "*" || METHODS.contains(&method.as_str()))
}

fn origins(rule: &Rule, lose: &mut impl FnMut(String, &str, &str)) -> Yaml {
    if rule.admits_all() {
        return Yaml::List(vec![text("*")]);
    }
    let mut origins = Vec::new();
    for entry in &rule.origins {
        match origin(entry) {
            Ok(origin) if origins.len() < MAX_ENTRIES => origins.push(origin),
            Ok(_) => {
                lose(
                    entry.argument(),
                    "the Gateway API takes 64 origins at most, and refuses this one",
                    &entry.example,
                );
            }
            Err(why) => lose(entry.argument(), &format!("{why}, and refuses these origins"), &entry.example),
        }
    }
    if origins.is_empty() {
        // Without origins there would be no check.
        origins.push("https://nobody.invalid");
    }
    Yaml::List(origins.into_iter().map(text).collect())
}

/// The entry as the Gateway API writes it.
fn origin(entry: &Entry) -> Result<&str, &'static str> {
    let Some(origin) = entry.written() else { return Err("the Gateway API has no regular expressions") };
    if origin.ends_with(":*") {
        return Err("the Gateway API has no wildcard for ports");
    }
    let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let Some(rest) = rest else { return Err("the Gateway API knows origins of http and https alone") };
    let host = rest.strip_prefix("*.").unwrap_or(rest);
    let is_host =
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte)) && !host.ends_with('.');
    if is_host && origin.len() <= 253 { Ok(origin) } else { Err("the Gateway API does not accept this host") }
}

#[cfg(test)]
mod tests {
    use cors_actix::report::OriginKind;

    use super::*;

    #[test]
    fn which_origins_can_be_written() {
        let exact = |origin: &str| OriginKind::Exact { origin: origin.to_owned() };
        let wildcard = |pattern: &str| OriginKind::Wildcard { pattern: pattern.to_owned() };
        for (kind, expected) in [
            (exact("https://app.example.com:8443"), Ok("https://app.example.com:8443")),
            (wildcard("https://*.example.com"), Ok("https://*.example.com")),
            (wildcard("https://app.example.com:*"), Err("ports")),
            (exact("null"), Err("http and https")),
            (exact("app://x"), Err("http and https")),
            (exact("https://a_b.example"), Err("host")),
            (exact("http://[::1]"), Err("host")),
            (OriginKind::Regex { pattern: "https://a".to_owned(), domains: Vec::new() }, Err("regular expressions")),
        ] {
            let entry = Entry::of(&kind).unwrap().unwrap();
            match (origin(&entry), expected) {
                (Ok(origin), Ok(expected)) => assert_eq!(origin, expected),
                (Err(why), Err(expected)) => assert!(why.contains(expected), "{why}"),
                (other, _) => panic!("{kind:?}: {other:?}"),
            }
        }
    }
}
