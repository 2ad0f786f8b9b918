//! The rules about regular expressions in `origins`.

use crate::automaton::Automaton;
use crate::draft::{Danger, Draft};
use crate::regex::{Proof, Refusal, compile_unproven, prove};
use crate::rule::Rule;
use crate::table::Regex;
use crate::violation::{Place, Violations, escaped, printable};

/// What a pattern that passes its check is compiled to.
pub(crate) fn automaton(pattern: &str, unproven: bool) -> Option<Automaton> {
    let compiled = if unproven { compile_unproven(pattern) } else { prove(pattern).map(Proof::into_automaton) };
    compiled.ok()
}

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

fn help(refusal: &Refusal, pattern: &str, credentials: bool) -> String {
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
