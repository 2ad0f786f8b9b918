//! A policy on a route: what adapters with routes make of a named policy.

use std::borrow::Cow;

use crate::config::enforce::Enforce;
use crate::policy::Policy;
use crate::policy::compiled::{Names, Origins, PREFLIGHT_STATUS, Table};
use crate::spec::standard;

/// Whether a policy answers for one of the methods of a route: it lists one of them, or none at all.
pub const fn allows_any_of(policy: &Policy, methods: &[&str]) -> bool {
    let names = match &policy.table.methods {
        Names::Listed(Cow::Borrowed(names)) => names,
        Names::Listed(Cow::Owned(names)) => names.as_str(),
        Names::None | Names::Echo => return true,
    };
    let mut index = 0;
    while index < methods.len() {
        if standard::lists(names, methods[index]) {
            return true;
        }
        index += 1;
    }
    standard::lists(names, "*")
}

/// A policy for a route that serves `methods`, and that guards choose or not: if the policy lists no methods, those of the
/// route; else those of them that it lists.
#[must_use]
pub fn for_route(policy: &Policy, methods: &[&str], guarded: bool) -> Policy {
    let is_allowed = |method: &&str| allows_any_of(policy, &[method]);
    let methods = methods.iter().copied().filter(is_allowed).filter(|method| standard::is_listable_method(method));
    let methods = methods.collect::<Vec<_>>().join(", ");
    let methods = if methods.is_empty() { Names::None } else { Names::Listed(Cow::Owned(methods)) };
    Policy { table: Table { methods, varies: guarded, ..policy.table.clone() }, runtime: policy.runtime }
}

/// A policy with a function that is asked about unlisted origins. `*` lists them all.
#[must_use]
pub fn with_predicate(policy: &Policy) -> Policy {
    let origins = as_list(&policy.table.origins);
    let open = matches!(origins, Origins::List { .. });
    Policy { table: Table { origins, open, ..policy.table.clone() }, runtime: policy.runtime }
}

/// Policies as the rules of one route. What belongs to the route is said by the first that says it. Responses vary on
/// `Origin`, since it chooses the rule.
#[must_use]
pub fn as_rules(policies: &[&Policy]) -> Vec<Policy> {
    let tables = || policies.iter().map(|policy| &policy.table);
    let enforce = tables().map(|table| table.enforce).find(|enforce| *enforce != Enforce::default());
    let hosts = tables().map(|table| &table.hosts).find(|hosts| !hosts.is_empty());
    let status = tables().map(|table| table.preflight_status).find(|status| *status != PREFLIGHT_STATUS);
    let rule = |policy: &&Policy| Policy {
        table: Table {
            origins: as_list(&policy.table.origins),
            enforce: enforce.unwrap_or_default(),
            hosts: hosts.cloned().unwrap_or_default(),
            preflight_status: status.unwrap_or(PREFLIGHT_STATUS),
            varies: true,
            ..policy.table.clone()
        },
        runtime: policy.runtime,
    };
    policies.iter().map(rule).collect()
}

/// The origins as a list, so the header is not written for origins that are not in it. `*` lists them all.
fn as_list(origins: &Origins) -> Origins {
    match origins {
        Origins::One(origin) => Origins::List {
            exact: Cow::Owned(vec![origin.clone()]),
            patterns: Cow::Borrowed(&[]),
            regexes: Cow::Borrowed(&[]),
            automata: Cow::Borrowed(&[]),
        },
        other => other.clone(),
    }
}

/// Whether two policies are the same, though guards may choose the route of one of them.
pub fn equals_except_guards(policy: &Policy, other: &Policy) -> bool {
    Table { varies: other.table.varies, ..policy.table.clone() } == other.table && policy.runtime == other.runtime
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Draft;

    #[test]
    fn a_shared_policy_on_a_route() {
        let policy = |methods: &[&str]| Draft::new().origins(["https://a.example"]).methods(methods.to_vec());
        for (named, served, is_one_of_them, on_route) in [
            (&[][..], &["PUT", "TRACE", "*"][..], true, Some("PUT")),
            (&["PUT", "DELETE"], &["DELETE", "GET"], true, Some("DELETE")),
            (&["PUT"], &["DELETE"], false, None),
            (&["*"], &["PURGE"], true, Some("PURGE")),
        ] {
            let policy = policy(named).check().unwrap();
            assert_eq!(allows_any_of(&policy, served), is_one_of_them, "{named:?} {served:?}");
            let on_route = Draft::new().origins(["https://a.example"]).methods(on_route).check().unwrap();
            assert_eq!(for_route(&policy, served, false), on_route, "{named:?} {served:?}");
        }
    }
}
