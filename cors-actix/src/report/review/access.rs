//! What pages of one origin may do on a row.

use cors_core::__private::is_safe_method;
use cors_core::Enforce;

use crate::report::facts::{OriginKind, PolicyFacts};
use crate::report::row::{Preflights, Row};

/// What pages of one origin may do on a row, by the rule that applies to the origin. By default, nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct Access<'r> {
    rule: Option<&'r PolicyFacts>,
    /// `None` if there is no such row.
    enforce: Option<Enforce>,
}

/// Whether a request is served.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sends {
    No,
    WithoutCookies,
    Yes,
}

impl<'r> Access<'r> {
    /// The access by a rule of the row, or of an origin that no rule lists.
    pub(super) fn new(row: &'r Row, rule: Option<&'r PolicyFacts>) -> Self {
        // Without a policy nothing is refused.
        let enforce = row.rules.first().map_or(Enforce::Never, |rule| rule.enforce);
        Access { rule, enforce: Some(enforce) }
    }

    /// What this access has and the other one has not, a phrase each. `method` is that of the row; `None` stands for any.
    pub(super) fn gains_over(self, old: Access<'_>, method: Option<&str>) -> Vec<String> {
        let mut gains = Vec::new();
        match (self.rule, old.rule) {
            (Some(_), None) => gains.push("read responses".to_owned()),
            (Some(new), Some(old)) => gains.extend(of_rules(new, old, method)),
            (None, _) => {}
        }
        let is_write = !method.is_some_and(is_safe_method);
        let what = if is_write { "send requests that change something" } else { "send requests" };
        match (self.sends(is_write), old.sends(is_write)) {
            (Sends::Yes, Sends::WithoutCookies) => gains.push(format!("{what} with cookies")),
            (new, old) if new > old => gains.push(what.to_owned()),
            _ => {}
        }
        gains
    }

    fn sends(self, is_write: bool) -> Sends {
        match (self.enforce, self.rule) {
            (Some(Enforce::Never), _) => Sends::Yes,
            (Some(Enforce::Writes), _) if !is_write => Sends::Yes,
            (None, _) | (_, None) => Sends::No,
            (Some(_), Some(rule)) if rule.lists_any() => Sends::WithoutCookies,
            (Some(_), Some(_)) => Sends::Yes,
        }
    }
}

/// What a rule permits that the other one does not.
fn of_rules(new: &PolicyFacts, old: &PolicyFacts, method: Option<&str>) -> Vec<String> {
    let mut gains = Vec::new();
    if new.credentials && !old.credentials {
        gains.push("read responses with credentials".to_owned());
    }
    let methods = match method {
        Some(method) if permits(new, method) && !permits(old, method) => vec![method],
        Some(_) => Vec::new(),
        None => more(&new.methods, &old.methods),
    };
    gains.extend(methods.iter().map(|method| format!("send the method `{method}`")));
    gains.extend(more(&new.headers, &old.headers).iter().map(|header| format!("send the header `{header}`")));
    gains.extend(more(&new.expose, &old.expose).iter().map(|header| format!("read the header `{header}`")));
    if new.timing && !old.timing {
        gains.push("read timings".to_owned());
    }
    gains
}

/// Whether scripts may send the method; they need no permission for the safelisted ones.
fn permits(rule: &PolicyFacts, method: &str) -> bool {
    let listed = rule.methods.iter().any(|listed| listed == method || listed == "*");
    listed || matches!(method, "GET" | "HEAD" | "POST")
}

/// The names that the other list does not permit. A `*` permits all but `authorization`.
fn more<'n>(new: &'n [String], old: &[String]) -> Vec<&'n str> {
    let is_permitted = |name: &str| old.iter().any(|old| old == name || old == "*" && name != "authorization");
    new.iter().map(String::as_str).filter(|name| !is_permitted(name)).collect()
}

impl PolicyFacts {
    pub(super) fn lists_any(&self) -> bool {
        self.origins.iter().any(|entry| entry.origin == OriginKind::Any)
    }
}

/// What a row permits whatever the origin, and the other one does not. There may be no other one.
pub(super) fn of_row(new: &Row, old: Option<&Row>) -> Vec<String> {
    let old_rules = old.map(|old| &*old.rules).unwrap_or_default();
    let mut gains = Vec::new();
    let is_new = |rule: &&PolicyFacts| {
        rule.with && !old_rules.iter().any(|old| old.with && old.with_function == rule.with_function)
    };
    for rule in new.rules.iter().filter(is_new) {
        let function = rule.with_function.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
        gains.push(format!("a function{function} decides about origins that are not listed"));
    }
    for variable in more(&variables(&new.rules), &variables(old_rules)) {
        gains.push(format!("`{variable}` lists origins"));
    }
    let Some(old) = old else { return gains };
    let is_kept = |old: &Vec<String>| checked_hosts(new).any(|new| new.iter().all(|host| old.contains(host)));
    if !checked_hosts(old).all(is_kept) {
        gains.push("the server answers to more host names".to_owned());
    }
    match (&new.preflights, &old.preflights) {
        (new, old) if new == old => {}
        (Preflights::OwnPolicy, Preflights::Refused) => gains.push("preflights are not refused any more".to_owned()),
        (Preflights::OtherPolicy(_), _) => gains.push("preflights get another policy".to_owned()),
        (Preflights::Unknown, _) => gains.push("it cannot be told what answers preflights".to_owned()),
        _ => {}
    }
    gains
}

fn variables(rules: &[PolicyFacts]) -> Vec<String> {
    rules.iter().flat_map(|rule| rule.variables.iter().cloned()).collect()
}

/// The lists of host names, all of which a request has to pass.
fn checked_hosts(row: &Row) -> impl Iterator<Item = &Vec<String>> {
    let own = row.rules.first().map(|rule| &rule.hosts).filter(|hosts| !hosts.is_empty());
    row.hosts_around.iter().chain(own)
}
