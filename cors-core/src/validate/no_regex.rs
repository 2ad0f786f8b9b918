//! The rule about regular expressions in `origins` where the feature `regex` is off.

use crate::config::Draft;
use crate::escape::escaped;
use crate::policy::compiled::Regex;
use crate::policy::dfa::Automaton;
use crate::rule::Rule;
use crate::violation::{Collector, Location, Problem};

/// What a pattern that passes its check is compiled to: none does.
pub(super) fn automaton(_: &str, _: bool) -> Option<Automaton> {
    None
}

/// The alternatives that no origin takes, of a pattern that passes its check.
pub(super) fn unreachable(_: &str, _: bool) -> Vec<(String, Option<String>)> {
    Vec::new()
}

/// The pattern that was meant by an origin that looks like one.
pub(super) fn meant(_: &str) -> Option<String> {
    None
}

/// As few automata as can be: there are none.
pub(super) fn unite(automata: Vec<Automaton>) -> Vec<Automaton> {
    automata
}

pub(super) fn check_regex(
    _: &Draft,
    pattern: &str,
    location: Location,
    violations: &mut Collector,
) -> Option<(Regex, Automaton)> {
    let message = format!("the regex `{}` needs the cargo feature `regex`", escaped(pattern));
    let help = "switch it on in Cargo.toml: `features = [\"regex\"]`";
    violations.push(location, pattern, Problem::new(Rule::RegexFeature, message, help));
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::origin_entry::OriginEntry;

    #[test]
    fn without_the_feature_its_name_is_said() {
        let draft = Draft::new().origins([OriginEntry::Regex(r"https://.*\.example\.com".to_owned())]);
        let violations = draft.check().unwrap_err();
        let violation = violations.iter().next().unwrap();
        assert_eq!(violation.rule(), Rule::RegexFeature);
        assert_eq!(violation.message(), r"the regex `https://.*\.example\.com` needs the cargo feature `regex`");
        assert!(violation.help().contains("features = [\"regex\"]"), "{}", violation.help());
    }
}
