//! The rules about regular expressions in `origins`.

use crate::automaton::Automaton;
use crate::draft::Draft;
use crate::rule::Rule;
use crate::table::Regex;
#[cfg(feature = "regex")]
use crate::violation::printable;
use crate::violation::{Place, Violations, escaped};

#[cfg(not(feature = "regex"))]
impl Draft {
    #[expect(clippy::unused_self, reason = "with the feature the rest of the draft matters")]
    pub(crate) fn check_regex(&self, pattern: &str, place: Place, violations: &mut Violations) -> Option<Regex> {
        let what = format!("the regex `{}` needs the cargo feature `regex`", escaped(pattern));
        let help = "switch it on in Cargo.toml: `cors-actix = { version = \"0.1\", features = [\"regex\"] }`";
        violations.push(Rule::RegexFeature, place, pattern, what, help);
        None
    }
}

/// What a pattern that passes its check is compiled to.
#[cfg(not(feature = "regex"))]
pub(crate) fn automaton(_: &str, _: bool) -> Option<Automaton> {
    None
}

#[cfg(feature = "regex")]
pub(crate) fn automaton(pattern: &str, unproven: bool) -> Option<Automaton> {
    use crate::regex::{Proof, prove, table};
    if unproven { table(pattern) } else { prove(pattern).ok().map(Proof::into_automaton) }
}

#[cfg(feature = "regex")]
impl Draft {
    pub(crate) fn check_regex(&self, pattern: &str, place: Place, violations: &mut Violations) -> Option<Regex> {
        use crate::draft::Danger;
        use crate::regex::{compile_unproven, prove};

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
                let domains = domains.into_iter().map(Into::into).collect();
                Some(Regex { pattern: pattern.to_owned().into(), domains, automaton })
            }
            Err(refusal) => {
                let refused = refusal.to_string();
                let what = refused.strip_prefix("the pattern").unwrap_or(&refused);
                let what = format!("the regex `{}`{what}", escaped(pattern));
                violations.push(rule(&refusal), place, pattern, what, help(&refusal, pattern, self.credentials));
                None
            }
        }
    }

    fn check_insecure_regex(&self, pattern: &str, insecure: &str, place: Place, violations: &mut Violations) {
        if !self.credentials || self.dangerously.contains(&crate::draft::Danger::InsecureOrigins) {
            return;
        }
        let shown = escaped(pattern);
        let what = format!("the regex `{shown}` lets in the insecure origin `{insecure}`, with `credentials`");
        let help = "let it begin with `https://`; if it has to be http, add `dangerously(insecure_origins)`, or drop \
                    `credentials`";
        violations.push(Rule::InsecureOriginWithCredentials, place, pattern, what, help);
    }
}

#[cfg(feature = "regex")]
fn help(refusal: &crate::regex::Refusal, pattern: &str, credentials: bool) -> String {
    let help = match pattern.split_once("://*.") {
        Some((scheme, rest)) if rule(refusal) != Rule::RegexSyntax => {
            let scheme = if credentials && scheme == "http" { "https" } else { scheme };
            let rest = rest.replace("\\.", ".").replace('.', "\\.");
            let rest = rest.strip_suffix(":*").map_or_else(|| rest.clone(), |host| format!("{host}(:[0-9]+)?"));
            format!(r#"in a regex `*` repeats the `/` before it; write `regex = r"{scheme}://.*\.{rest}"`"#)
        }
        _ => refusal.help(),
    };
    let way_out = match rule(refusal) {
        Rule::RegexUnproven => "; where there are no credentials, `dangerously(unproven_regex)` takes it as it is",
        _ => "",
    };
    format!("{}{way_out}", printable(&help))
}

#[cfg(feature = "regex")]
fn rule(refusal: &crate::regex::Refusal) -> Rule {
    use crate::regex::Refusal;
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

#[cfg(all(test, not(feature = "regex")))]
mod tests {
    use super::*;
    use crate::draft::OriginEntry;

    #[test]
    fn without_the_feature_its_name_is_said() {
        let draft = Draft::new().origins([OriginEntry::Regex(r"https://.*\.example\.com".to_owned())]);
        let violations = draft.check().unwrap_err();
        let violation = violations.iter().next().unwrap();
        assert_eq!(violation.rule(), Rule::RegexFeature);
        assert_eq!(violation.what(), r"the regex `https://.*\.example\.com` needs the cargo feature `regex`");
        assert!(violation.help().contains("features = [\"regex\"]"), "{}", violation.help());
    }
}
