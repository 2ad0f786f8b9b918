//! Entries that change nothing. Somebody believed that they did: in an attribute that is an error. Lists that a running
//! program puts together from several places may repeat themselves, so [`Draft::check`] does not mind.

use std::collections::HashSet;

use crate::config::Draft;
use crate::config::argument::{Argument, Danger};
use crate::config::origin_entry::OriginEntry;
use crate::escape::{escaped, printable};
use crate::origin::host_pattern::HostPattern;
use crate::rule::Rule;
use crate::spec::standard;
use crate::validate::check::check;
use crate::validate::environment::Env;
use crate::validate::regex;
use crate::validate::subsumption::covers;
use crate::violation::{Location, Violations};

/// Finds the entries that change nothing.
pub(super) fn check_redundancy(draft: &Draft) -> Result<(), Violations> {
    let mut found = Violations::default();
    find_redundant_origins(draft, &mut found);
    find_unreachable_alternatives(draft, &mut found);
    find_redundant_names(draft, Argument::Methods, Rule::RedundantMethod, &draft.methods, &mut found);
    find_redundant_names(draft, Argument::Headers, Rule::RedundantHeader, &draft.headers, &mut found);
    find_redundant_names(draft, Argument::Expose, Rule::RedundantExpose, &draft.expose, &mut found);
    find_redundant_hosts(draft, &mut found);
    find_redundant_dangers(draft, &mut found);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn find_redundant_origins(draft: &Draft, found: &mut Violations) {
    // What stands alone is covered by nothing; a pattern need not be compiled to see that.
    if draft.origins.len() < 2 {
        return;
    }
    let covers = covers(&draft.origins, draft.dangerously.contains(&Danger::UnprovenRegex));
    for (index, cover) in covers.into_iter().enumerate() {
        let Some(cover) = cover else { continue };
        let (value, cover) = (draft.origins[index].text(), draft.origins[cover].text());
        let text = escaped(value);
        let what = if value == cover {
            format!("the origin `{text}` is listed twice")
        } else {
            format!("the origin `{text}` is covered by `{}`", escaped(cover))
        };
        let location = Location::entry(Argument::Origins, index);
        found.push(Rule::RedundantOrigin, location, value, what, format!("drop `{text}`"));
    }
}

fn find_unreachable_alternatives(draft: &Draft, found: &mut Violations) {
    let unproven = draft.dangerously.contains(&Danger::UnprovenRegex);
    for (index, entry) in draft.origins.iter().enumerate() {
        let OriginEntry::Regex(pattern) = entry else { continue };
        for (alternative, meant) in regex::unreachable(pattern, unproven) {
            let alternative = escaped(&alternative).into_owned();
            let what = format!("no origin takes the alternative `{alternative}` of `{}`", escaped(pattern));
            let help = match meant {
                Some(meant) => format!("for any port write `{}`", printable(&draft.syntax.regex(&meant))),
                None => format!("drop `{alternative}`, or write it as browsers send it"),
            };
            found.push(Rule::RedundantAlternative, Location::entry(Argument::Origins, index), pattern, what, help);
        }
    }
}

fn find_redundant_names(draft: &Draft, argument: Argument, rule: Rule, names: &[String], found: &mut Violations) {
    let any = names.iter().any(|name| name == "*");
    let mut seen = HashSet::new();
    for (index, name) in names.iter().enumerate() {
        let shown = escaped(name);
        let lower = name.to_ascii_lowercase();
        // Methods are compared to the letter, header names in whatever case.
        let is_repeated = !seen.insert(if argument == Argument::Methods { name.clone() } else { lower.clone() });
        let needs_its_name = argument == Argument::Headers && standard::is_non_wildcard_request_header(name);
        let is_covered = any && name != "*" && (draft.credentials || !needs_its_name);
        let (what, help) = if is_repeated {
            (format!("`{shown}` is listed twice in `{}`", argument.name()), format!("drop one `{shown}`"))
        } else if argument == Argument::Headers && standard::is_safelisted_request_header(&lower) {
            (format!("the request header `{shown}` needs no permission"), format!("drop `{shown}`"))
        } else if argument == Argument::Expose && standard::is_safelisted_response_header(&lower) {
            (format!("the response header `{shown}` is readable anyway"), format!("drop `{shown}`"))
        } else if is_covered {
            (format!("`{shown}` is covered by `*`"), format!("drop `{shown}`"))
        } else {
            continue;
        };
        found.push(rule, Location::entry(argument, index), name, what, help);
    }
}

fn find_redundant_hosts(draft: &Draft, found: &mut Violations) {
    let hosts: Vec<_> = draft.hosts.iter().map(|host| HostPattern::parse(host).ok()).collect();
    for (index, host) in hosts.iter().enumerate() {
        let covers = |(other, pattern): (usize, &Option<HostPattern>)| {
            let (pattern, host) = (pattern.as_ref()?, host.as_ref()?);
            (other != index && pattern.covers(host) && (other < index || pattern != host)).then_some(other)
        };
        let Some(cover) = hosts.iter().enumerate().find_map(covers) else { continue };
        let (text, cover) = (escaped(&draft.hosts[index]), escaped(&draft.hosts[cover]));
        let what = format!("the host `{text}` is covered by `{cover}`");
        let location = Location::entry(Argument::Hosts, index);
        found.push(Rule::RedundantHost, location, &draft.hosts[index], what, format!("drop `{text}`"));
    }
}

/// A protection may stay on if the draft passes with it as it does without. What variables of the environment will
/// say is not known, so that nothing is said about the protections around them.
fn find_redundant_dangers(draft: &Draft, found: &mut Violations) {
    let is_known = !draft.origins.iter().any(|entry| matches!(entry, OriginEntry::Env(_)));
    if draft.dangerously.is_empty() || !is_known || check(draft, Env::Skip).is_err() {
        return;
    }
    for (index, danger) in draft.dangerously.iter().enumerate() {
        let name = danger.name();
        let what = if draft.dangerously[..index].contains(danger) {
            format!("`{name}` is listed twice in `dangerously`")
        } else if is_idle(draft, *danger) {
            format!("`{}` switches off nothing", draft.syntax.danger(*danger))
        } else {
            continue;
        };
        let location = Location::entry(Argument::Dangerously, index);
        found.push(Rule::RedundantDanger, location, name, what, format!("drop `{name}`"));
    }
}

fn is_idle(draft: &Draft, danger: Danger) -> bool {
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
        let what: Vec<_> = violations.iter().map(Violation::message).collect();
        assert!(matches!(what[..], [what] if what.contains("is covered by")), "{what:?}");
    }
}
