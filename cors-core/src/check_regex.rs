//! The rules about regular expressions in `origins`.

use std::borrow::Cow;

use crate::draft::{Danger, Draft};
use crate::regex::{Refusal, compile_unproven, prove};
use crate::rule::Rule;
use crate::table::Regex;
use crate::violation::{Place, Violations, escaped};

impl Draft {
    pub(crate) fn check_regex(&self, pattern: &str, place: Place, violations: &mut Violations) -> Option<Regex> {
        let compiled = if self.dangerously.contains(&Danger::UnprovenRegex) {
            if self.credentials {
                let what = "`dangerously(unproven_regex)` cannot be combined with `credentials`";
                let help = "drop `unproven_regex` and let the pattern be proven, or drop `credentials`";
                violations.push(Rule::UnprovenRegexWithCredentials, place, pattern, what, help);
            }
            compile_unproven(pattern).map(|automaton| (Vec::new(), automaton))
        } else {
            prove(pattern).map(|proof| {
                if let Some(insecure) = proof.admits_insecure() {
                    self.check_insecure_regex(pattern, insecure, place, violations);
                }
                (proof.domains().to_vec(), proof.into_automaton())
            })
        };
        match compiled {
            Ok((domains, automaton)) => {
                let domains = domains.into_iter().map(Cow::Owned).collect();
                Some(Regex { pattern: Cow::Owned(pattern.to_owned()), domains, automaton })
            }
            Err(refusal) => {
                let refusal_text = refusal.to_string();
                let what = refusal_text.strip_prefix("the pattern").unwrap_or(&refusal_text);
                let what = format!("the regex `{}`{what}", escaped(pattern));
                violations.push(rule(&refusal), place, pattern, what, refusal.help());
                None
            }
        }
    }

    fn check_insecure_regex(&self, pattern: &str, insecure: &str, place: Place, violations: &mut Violations) {
        if !self.credentials || self.dangerously.contains(&Danger::InsecureOrigins) {
            return;
        }
        let shown = escaped(pattern);
        let what = format!("the regex `{shown}` lets in the insecure origin `{insecure}`, with `credentials`");
        let help = "let it begin with `https://`; if it has to be http, add `dangerously(insecure_origins)`, or drop \
                    `credentials`";
        violations.push(Rule::InsecureOriginWithCredentials, place, pattern, what, help);
    }
}

fn rule(refusal: &Refusal) -> Rule {
    match refusal {
        Refusal::Syntax { .. } => Rule::RegexSyntax,
        Refusal::TooLarge { .. } => Rule::RegexTooLarge,
        Refusal::NoOrigin { .. } => Rule::RegexWithoutOrigin,
        Refusal::Unbounded { .. }
        | Refusal::TooMany { .. }
        | Refusal::PublicSuffix { .. }
        | Refusal::Undecided { .. } => Rule::RegexUnproven,
    }
}
