//! Entries without effect. In an attribute they are errors: their author believed that they do something. Lists that a
//! running program combines may repeat themselves, so [`Draft::check`] accepts them.

use std::collections::HashSet;

use crate::config::Draft;
use crate::config::argument::{Argument, Danger};
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::origin::host_pattern::HostPattern;
use crate::rule::Rule;
use crate::spec::standard;
use crate::validate::check::check;
use crate::validate::environment::Env;
use crate::validate::regex;
use crate::validate::subsumption::covers;
use crate::violation::text::text;
use crate::violation::{Collector, Location, Problem, Violations};

/// Finds the entries without effect.
pub(super) fn check_redundancy(draft: &Draft) -> Result<(), Violations> {
    let mut found = Collector::new(draft.syntax);
    find_redundant_origins(draft, &mut found);
    find_unreachable_alternatives(draft, &mut found);
    find_redundant_names(draft, Argument::Methods, Rule::RedundantMethod, &draft.methods, &mut found);
    find_redundant_names(draft, Argument::Headers, Rule::RedundantHeader, &draft.headers, &mut found);
    find_redundant_names(draft, Argument::Expose, Rule::RedundantExpose, &draft.expose, &mut found);
    find_redundant_hosts(draft, &mut found);
    find_redundant_dangers(draft, &mut found);
    found.finish()
}

fn find_redundant_origins(draft: &Draft, found: &mut Collector) {
    // Nothing covers a single entry; a pattern need not be compiled to see that.
    if draft.origins.len() < 2 {
        return;
    }
    let covers = covers(&draft.origins, draft.dangerously.contains(&Danger::UnprovenRegex));
    for (index, cover) in covers.into_iter().enumerate() {
        let Some(cover) = cover else { continue };
        let (value, cover) = (draft.origins[index].text(), draft.origins[cover].text());
        let text = escaped(value);
        let message = if value == cover {
            format!("the origin `{text}` is listed twice")
        } else {
            format!("the origin `{text}` is covered by `{}`", escaped(cover))
        };
        let problem = Problem::new(Rule::RedundantOrigin, message, format!("remove `{text}`"));
        found.push(Location::entry(Argument::Origins, index), value, problem);
    }
}

fn find_unreachable_alternatives(draft: &Draft, found: &mut Collector) {
    let unproven = draft.dangerously.contains(&Danger::UnprovenRegex);
    for (index, entry) in draft.origins.iter().enumerate() {
        let OriginEntry::Regex(pattern) = entry else { continue };
        for (alternative, meant) in regex::unreachable(pattern, unproven) {
            let alternative = escaped(&alternative).into_owned();
            let message = format!("the alternative `{alternative}` of `{}` is unreachable", escaped(pattern));
            let help = match meant {
                Some(meant) => text!["for any port write ", Code::Regex(meant)],
                None => format!("remove `{alternative}`, or write it as browsers send it").into(),
            };
            let problem = Problem::new(Rule::RedundantAlternative, message, help);
            found.push(Location::entry(Argument::Origins, index), pattern, problem);
        }
    }
}

fn find_redundant_names(draft: &Draft, argument: Argument, rule: Rule, names: &[String], found: &mut Collector) {
    let any = names.iter().any(|name| name == "*");
    let mut seen = HashSet::new();
    for (index, name) in names.iter().enumerate() {
        let shown = escaped(name);
        let lower = name.to_ascii_lowercase();
        // Methods are case-sensitive, header names are not.
        let is_repeated = !seen.insert(if argument == Argument::Methods { name.clone() } else { lower.clone() });
        let needs_its_name = argument == Argument::Headers && standard::is_non_wildcard_request_header(name);
        let is_covered = any && name != "*" && (draft.credentials || !needs_its_name);
        let (message, help) = if is_repeated {
            (format!("`{shown}` is listed twice in `{}`", argument.name()), format!("remove one `{shown}`"))
        } else if argument == Argument::Headers && standard::is_safelisted_request_header(&lower) {
            (format!("the request header `{shown}` needs no permission"), format!("remove `{shown}`"))
        } else if argument == Argument::Expose && standard::is_safelisted_response_header(&lower) {
            (format!("scripts may read the response header `{shown}` anyway"), format!("remove `{shown}`"))
        } else if is_covered {
            (format!("`{shown}` is covered by `*`"), format!("remove `{shown}`"))
        } else {
            continue;
        };
        found.push(Location::entry(argument, index), name, Problem::new(rule, message, help));
    }
}

fn find_redundant_hosts(draft: &Draft, found: &mut Collector) {
    let hosts: Vec<_> = draft.hosts.iter().map(|host| HostPattern::parse(host).ok()).collect();
    for (index, host) in hosts.iter().enumerate() {
        let covers = |(other, pattern): (usize, &Option<HostPattern>)| {
            let (pattern, host) = (pattern.as_ref()?, host.as_ref()?);
            (other != index && pattern.covers(host) && (other < index || pattern != host)).then_some(other)
        };
        let Some(cover) = hosts.iter().enumerate().find_map(covers) else { continue };
        let (text, cover) = (escaped(&draft.hosts[index]), escaped(&draft.hosts[cover]));
        let message = format!("the host `{text}` is covered by `{cover}`");
        let problem = Problem::new(Rule::RedundantHost, message, format!("remove `{text}`"));
        found.push(Location::entry(Argument::Hosts, index), &draft.hosts[index], problem);
    }
}

/// A protection may stay on if the draft passes with it as it does without. The values of environment variables are not
/// known, so nothing is said about the protections around them.
fn find_redundant_dangers(draft: &Draft, found: &mut Collector) {
    let is_known = !draft.origins.iter().any(OriginEntry::is_known_at_start);
    if draft.dangerously.is_empty() || !is_known || check(draft, Env::Skip).is_err() {
        return;
    }
    for (index, danger) in draft.dangerously.iter().enumerate() {
        let name = danger.name();
        let message = if draft.dangerously[..index].contains(danger) {
            format!("`{name}` is listed twice in `dangerously`").into()
        } else if is_without_effect(draft, *danger) {
            text![Code::Danger(*danger), " switches off nothing"]
        } else {
            continue;
        };
        let problem = Problem::new(Rule::RedundantDanger, message, format!("remove `{name}`"));
        found.push(Location::entry(Argument::Dangerously, index), name, problem);
    }
}

fn is_without_effect(draft: &Draft, danger: Danger) -> bool {
    let mut protected = draft.clone();
    protected.dangerously.retain(|other| *other != danger);
    check(&protected, Env::Skip).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::violation::Violation;

    #[test]
    fn what_is_cut_in_a_message_is_still_told_apart() {
        let long = format!("https://{}.example", ["a"; 100].join("."));
        let violations = Draft::new().origins([long.clone(), format!("{long}:*")]).check_redundancy().unwrap_err();
        let messages: Vec<_> = violations.iter().map(Violation::message).collect();
        assert!(matches!(&messages[..], [message] if message.contains("is covered by")), "{messages:?}");
    }
}
