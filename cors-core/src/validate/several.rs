//! The rules about several rules of one route: the first one that admits an origin applies.

use crate::config::Draft;
use crate::config::argument::{Argument, Danger};
use crate::config::enforce::Enforce;
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Syntax;
use crate::escape::escaped;
use crate::policy::Policy;
use crate::policy::compiled::PREFLIGHT_STATUS;
use crate::policy::listed_origin::ListedOrigin;
use crate::rule::Rule;
use crate::validate::check::check;
use crate::validate::environment::Env;
use crate::validate::subsumption::covers;
use crate::violation::{Collector, Location, Problem, Violations};

/// Checks each draft, and all of them together.
pub(super) fn check_all(drafts: &[Draft], env: Env) -> Result<Vec<Policy>, Violations> {
    let mut violations = Collector::new(drafts.first().map_or_else(Syntax::default, |draft| draft.syntax));
    let checked: Vec<_> = drafts.iter().map(|draft| check(draft, env)).collect();
    let found = checked.iter().enumerate().filter_map(|(rule, checked)| Some((rule, checked.as_ref().err()?.clone())));
    violations.extend(Violations::of_rules(found));
    let parts: Vec<_> = drafts.iter().map(Parts::of_draft).collect();
    find_conflicts(&parts, &mut violations);
    violations.finish()?;
    Ok(checked.into_iter().flatten().collect())
}

/// Checks policies together, each of which has passed its own check.
pub(super) fn check_together(policies: &[&Policy]) -> Result<(), Violations> {
    let mut violations = Collector::new(Syntax::default());
    let parts: Vec<_> = policies.iter().map(|policy| Parts::of_policy(policy)).collect();
    find_conflicts(&parts, &mut violations);
    violations.finish()
}

/// What rules of one route can conflict in.
struct Parts {
    origins: Vec<OriginEntry>,
    unproven: bool,
    enforce: Option<Enforce>,
    hosts: Option<Vec<String>>,
    preflight_status: Option<u16>,
}

impl Parts {
    fn of_draft(draft: &Draft) -> Self {
        Parts {
            origins: draft.origins.clone(),
            unproven: draft.dangerously.contains(&Danger::UnprovenRegex),
            enforce: draft.enforce,
            hosts: (!draft.hosts.is_empty()).then(|| draft.hosts.clone()),
            preflight_status: draft.preflight_status,
        }
    }

    /// A policy does not tell what was left out from what is the default.
    fn of_policy(policy: &Policy) -> Self {
        let origins = policy.origins();
        let unproven =
            |origin: &ListedOrigin<'_>| matches!(origin, ListedOrigin::Regex { domains, .. } if domains.is_empty());
        Parts {
            unproven: origins.iter().any(unproven),
            origins: origins
                .iter()
                .map(|origin| match origin {
                    ListedOrigin::Regex { pattern, .. } => OriginEntry::Regex((*pattern).to_owned()),
                    origin => OriginEntry::Text(origin.to_string()),
                })
                .collect(),
            enforce: Some(policy.enforce()).filter(|enforce| *enforce != Enforce::default()),
            hosts: Some(policy.hosts()).filter(|hosts| !hosts.is_empty()),
            preflight_status: Some(policy.preflight_status()).filter(|status| *status != PREFLIGHT_STATUS),
        }
    }
}

fn find_conflicts(rules: &[Parts], violations: &mut Collector) {
    if rules.len() < 2 {
        return;
    }
    find_any_before_the_end(rules, violations);
    find_covered(rules, violations);
    find_difference(rules, Argument::Enforce, |parts| parts.enforce, violations);
    find_difference(rules, Argument::Hosts, |parts| parts.hosts.clone(), violations);
    find_difference(rules, Argument::PreflightStatus, |parts| parts.preflight_status, violations);
}

fn find_any_before_the_end(rules: &[Parts], violations: &mut Collector) {
    for (rule, parts) in rules[..rules.len() - 1].iter().enumerate() {
        let any = parts.origins.iter().position(|entry| entry.text() == "*");
        if let Some(index) = any {
            let location = Location::entry(Argument::Origins, index).in_rule(rule);
            let help = "move the rule with `*` to the end, or remove the rules after it";
            let problem = Problem::new(Rule::RuleAfterAny, "the origin `*` is not in the last rule", help);
            violations.push(location, "*", problem);
        }
    }
}

fn find_covered(rules: &[Parts], violations: &mut Collector) {
    let places: Vec<_> = rules
        .iter()
        .enumerate()
        .flat_map(|(rule, parts)| (0..parts.origins.len()).map(move |index| (rule, index)))
        .collect();
    let entries: Vec<_> = rules.iter().flat_map(|parts| parts.origins.iter().cloned()).collect();
    let unproven = rules.iter().any(|parts| parts.unproven);
    for (own, cover) in covers(&entries, unproven).into_iter().enumerate() {
        // A `*` before the end is a violation by itself.
        let is_earlier = |cover: &usize| places[*cover].0 < places[own].0 && entries[*cover].text() != "*";
        let Some(cover) = cover.filter(is_earlier) else { continue };
        let [location, related] = [own, cover].map(|at| {
            let (rule, index) = places[at];
            Location::entry(Argument::Origins, index).in_rule(rule)
        });
        let (value, cover) = (entries[own].text(), entries[cover].text());
        let text = escaped(value);
        let (message, help) = if value == cover {
            (format!("the origin `{text}` is in an earlier rule, too"), format!("remove `{text}`"))
        } else {
            (
                format!("the origin `{text}` is covered by `{}` in an earlier rule", escaped(cover)),
                format!("remove `{text}` here, or move this rule before the other one"),
            )
        };
        violations.push_related(location, Some(related), value, Problem::new(Rule::RuleCovered, message, help));
    }
}

fn find_difference<T: PartialEq>(
    rules: &[Parts],
    argument: Argument,
    part: impl Fn(&Parts) -> Option<T>,
    violations: &mut Collector,
) {
    let mut said = rules.iter().enumerate().filter_map(|(rule, parts)| Some((rule, part(parts)?)));
    let Some((first, value)) = said.next() else { return };
    for (rule, _) in said.filter(|(_, other)| *other != value) {
        let name = argument.name();
        let message = format!("`{name}` is not the same in all rules of one route");
        let help = format!("write `{name}` in one rule, or the same in all");
        let [location, related] = [rule, first].map(|rule| Location::whole(argument).in_rule(rule));
        violations.push_related(location, Some(related), "", Problem::new(Rule::RuleDiffers, message, help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(drafts: &[Draft]) -> Vec<(&'static str, String)> {
        let found = Draft::check_all(drafts).err();
        let found = found.iter().flatten().map(|found| (found.rule().id(), found.location().to_string()));
        found.collect()
    }

    fn of(origins: &[&str]) -> Draft {
        Draft::new().origins(origins.to_vec())
    }

    #[test]
    fn rules_in_order() {
        assert_eq!(ids(&[of(&["https://a.example"]), of(&["https://b.example"]), of(&["*"])]), []);
        assert_eq!(ids(&[of(&["https://a.example"]).enforce(false), of(&["*"]).hosts(["a.example"])]), []);
        let same = |origin: &str| of(&[origin]).enforce(true).preflight_status(200);
        assert_eq!(ids(&[same("https://a.example"), same("*")]), []);
    }

    #[test]
    fn what_conflicts() {
        let place = |place: &str| place.to_owned();
        let covered = [of(&["https://*.a.example"]), of(&["https://c.example", "https://b.a.example"])];
        assert_eq!(ids(&covered), [("rule-covered", place("origins[1] of rule 2"))]);
        let twice = [of(&["https://a.example"]), of(&["https://a.example"])];
        assert_eq!(ids(&twice), [("rule-covered", place("origins[0] of rule 2"))]);
        assert_eq!(ids(&[of(&["*"]), of(&["https://a.example"])]), [("rule-after-any", place("origins[0]"))]);
        let differ = [of(&["https://a.example"]).enforce(false), of(&["*"]).enforce(Enforce::Writes)];
        assert_eq!(ids(&differ), [("rule-differs", place("enforce of rule 2"))]);
        let both = [of(&["https://a.example/"]), of(&["https://b.example/"])];
        assert_eq!(ids(&both), [("origin-path", place("origins[0]")), ("origin-path", place("origins[0] of rule 2"))]);
    }

    #[test]
    fn policies_conflict_as_their_drafts_do() {
        let policies = |drafts: &[Draft]| drafts.iter().map(|draft| draft.check().unwrap()).collect::<Vec<_>>();
        for (drafts, rule) in [
            ([of(&["https://a.example"]), of(&["*"])], None),
            ([of(&["*"]), of(&["https://a.example"])], Some("rule-after-any")),
            ([of(&["https://*.a.example"]), of(&["https://b.a.example"])], Some("rule-covered")),
            ([of(&["https://a.example"]).enforce(true), of(&["*"]).enforce(false)], Some("rule-differs")),
            ([of(&["https://a.example"]), of(&["*"]).enforce(false)], None),
        ] {
            let policies = policies(&drafts);
            let found = check_together(&policies.iter().collect::<Vec<_>>()).err();
            assert_eq!(found.and_then(|found| found.iter().next().map(|found| found.rule().id())), rule);
        }
    }
}
