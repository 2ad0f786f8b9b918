//! All rules, one argument after the other, and the policy of a draft that breaks none.

use crate::config::Draft;
use crate::config::argument::Argument;
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Code;
use crate::policy::Policy;
use crate::policy::compiled::{Names, Origins, PREFLIGHT_STATUS, Table};
use crate::rule::Rule;
use crate::validate::environment::Env;
use crate::validate::hosts::check_hosts;
use crate::validate::max_age::check_max_age;
use crate::validate::names::{check_expose, check_headers, check_methods};
use crate::validate::origins::check_origins;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem, Violations};

/// Checks a draft against every rule but those about entries without effect, and makes a policy of it.
pub(super) fn check(draft: &Draft, env: Env) -> Result<Policy, Violations> {
    let mut violations = Collector::new(draft.syntax);
    let origins = if draft.off { Origins::Off } else { check_origins(draft, env, &mut violations) };
    let methods = if draft.off { Names::None } else { check_methods(draft, &mut violations) };
    let headers = check_headers(draft, &mut violations);
    let expose = check_expose(draft, &mut violations);
    let max_age = check_max_age(draft, &mut violations);
    let hosts = check_hosts(draft, &mut violations);
    let preflight_status = check_preflight_status(draft, &mut violations);
    violations.finish()?;
    Ok(Policy::from_table(Table {
        origins,
        open: draft.origins.contains(&OriginEntry::Predicate),
        methods,
        headers,
        expose,
        credentials: draft.credentials,
        max_age,
        timing: draft.timing,
        enforce: draft.enforce.unwrap_or_default(),
        hosts,
        varies: draft.guarded,
        preflight_status,
    }))
}

fn check_preflight_status(draft: &Draft, violations: &mut Collector) -> u16 {
    let status = draft.preflight_status.unwrap_or(PREFLIGHT_STATUS);
    if !(200..=299).contains(&status) {
        let message = format!("the preflight status `{status}` is not a success");
        let ok = Code::value(Argument::PreflightStatus, "200");
        let help = text!["remove it for 204, or write ", ok, " for old clients that insist on it"];
        let problem = Problem::new(Rule::PreflightStatus, message, help);
        violations.push(Location::whole(Argument::PreflightStatus), status.to_string(), problem);
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_methods_are_the_default_and_forbidden_ones_are_left_out() {
        let draft = Draft::new().origins(["*"]).route_methods(["PUT", "TRACE"]);
        assert_eq!(draft.check().unwrap().table().methods, Names::Listed("PUT".into()));
        let draft = Draft::new().origins(["*"]).route_methods(["TRACE"]);
        assert_eq!(draft.check().unwrap().table().methods, Names::None);
    }

    #[test]
    fn methods_of_a_route_that_are_none_do_not_break_a_message() {
        for named in ["*", "PATCH"] {
            let violations =
                Draft::new().origins(["*"]).methods([named]).route_methods(["GET\n\nhelp: \u{1b}"]).check();
            let message = violations.unwrap_err().to_string();
            assert_eq!(message.lines().count(), 3, "{message}");
            assert!(message.contains(r"GET\n\nhelp: \u{1b}"), "{message}");
        }
    }

    #[test]
    fn no_help_names_a_method_that_is_refused() {
        for (served, help) in [
            (&["GET", "TRACE"][..], "write `.methods([\"GET\"])`, or add `PUT` to the route attribute"),
            (&["TRACE"], "add `PUT` to the route attribute"),
        ] {
            let draft = Draft::new().origins(["*"]).methods(["PUT"]).route_methods(served.to_vec());
            assert_eq!(draft.check().unwrap_err().iter().next().unwrap().help(), help);
        }
    }

    #[test]
    fn all_violations_at_once() {
        let draft = Draft::new()
            .origins(["https://a.example/", "*"])
            .methods(["get", "TRACE"])
            .headers(["cookie", "a b"])
            .expose(["*", "set-cookie"])
            .credentials(true)
            .max_age("2d")
            .hosts(["https://api.example.com"])
            .preflight_status(404);
        let violations = draft.check().unwrap_err();
        let ids: Vec<_> = violations.iter().map(|violation| violation.rule().id()).collect();
        assert_eq!(
            ids,
            [
                "origin-path",
                "any-origin-with-credentials",
                "origin-any-not-alone",
                "method-case",
                "method-forbidden",
                "header-forbidden",
                "header-token",
                "expose-any-with-credentials",
                "expose-forbidden",
                "max-age-too-long",
                "host-syntax",
                "preflight-status",
            ]
        );
    }
}
