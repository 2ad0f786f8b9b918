//! What a rule admits, by examples.

use cors_actix::report::OriginKind;

use super::question::UNLISTED_HEADER;
use crate::pattern::unlisted;
use crate::plan::{Entry, Names, Rule};

/// How many entries of a rule are asked for with every method, and on all routes of a policy.
pub(super) const ENTRIES: usize = 3;

/// Two origins that a rule for every origin admits: two show whether the answer depends on the origin.
pub(super) fn anybody<'a>(rule: &Rule) -> impl Iterator<Item = &'a str> + use<'a> {
    rule.admits_all().then_some([unlisted(), "https://another.example"]).into_iter().flatten()
}

/// Origins that an entry admits.
pub(super) fn examples(entry: &Entry) -> Vec<String> {
    let mut examples = vec![entry.example.clone()];
    if let OriginKind::Wildcard { pattern } = &entry.kind {
        let other = pattern.replace("*.", "a.b.").replace(":*", "");
        examples.extend((other != entry.example).then_some(other));
    }
    examples
}

/// The entries whose neighbours are asked for: those that are compared by more than equality, and a few others.
pub(super) fn with_neighbours(rule: &Rule) -> impl Iterator<Item = &Entry> {
    let special = rule.listed().filter(|entry| entry.exact().is_none());
    special.chain(rule.listed().filter(|entry| entry.exact().is_some()).take(ENTRIES))
}

/// All request headers that a rule allows.
pub(super) fn allowed_names(rule: &Rule) -> Vec<String> {
    match &rule.headers {
        Names::None => Vec::new(),
        // Such a list has `authorization` beside `*`, which does not cover it.
        Names::Requested => vec!["authorization".to_owned(), UNLISTED_HEADER.to_owned()],
        Names::Listed(names) => {
            let name = |name: &str| if name == "*" { UNLISTED_HEADER.to_owned() } else { name.to_ascii_lowercase() };
            names.split(", ").map(name).collect()
        }
    }
}
