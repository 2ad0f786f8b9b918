//! The rules about regular expressions in `origins`.

use crate::config::Draft;
use crate::config::argument::Danger;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::policy::compiled::Regex;
use crate::policy::dfa::Automaton;
use crate::regex::{self, Error, Proof, Unreachable, compile_unproven, prove, unreachable_alternatives};
use crate::rule::Rule;
use crate::validate::suggest;
use crate::validate::suggest::kind::for_app;
use crate::violation::text::{Text, text};
use crate::violation::{Collector, Location, Problem};

pub(super) use crate::regex::unite;

/// What a pattern that passes its check is compiled to.
pub(super) fn automaton(pattern: &str, unproven: bool) -> Option<Automaton> {
    let compiled = if unproven { compile_unproven(pattern) } else { prove(pattern).map(Proof::into_automaton) };
    compiled.ok()
}

pub(super) fn check_regex(
    draft: &Draft,
    pattern: &str,
    location: Location,
    violations: &mut Collector,
) -> Option<(Regex, Automaton)> {
    let compiled = if draft.dangerously.contains(&Danger::UnprovenRegex) {
        if draft.credentials {
            let message = text![Code::Danger(Danger::UnprovenRegex), " cannot be combined with `credentials`"];
            let help = "remove `unproven_regex` to have the pattern proven, or remove `credentials`";
            violations.push(location, pattern, Problem::new(Rule::UnprovenRegexWithCredentials, message, help));
        }
        compile_unproven(pattern).map(|automaton| (Vec::new(), automaton))
    } else {
        prove(pattern).map(|proof| {
            if let Some(problem) = fakeable(draft, pattern, &proof) {
                violations.push(location, pattern, problem);
            }
            (proof.domains().to_vec(), proof.into_automaton())
        })
    };
    match compiled {
        Ok((domains, automaton)) => {
            let domains = domains.into_iter().map(Into::into).collect();
            Some((Regex { pattern: pattern.to_owned().into(), domains }, automaton))
        }
        Err(error) => {
            let message = error.message(&format!("the regex `{}`", escaped(pattern)));
            violations.push(location, pattern, Problem::new(rule(&error), message, help(draft, pattern, &error)));
            None
        }
    }
}

/// What is wrong with origins under which others can show pages. The first kind of them is enough: whoever names the scheme
/// has named all schemes.
fn fakeable(draft: &Draft, pattern: &str, proof: &Proof) -> Option<Problem> {
    let shown = escaped(pattern);
    let is_refused = |danger| draft.credentials && !draft.dangerously.contains(&danger);
    if let Some(insecure) = proof.admits_insecure().filter(|_| is_refused(Danger::InsecureOrigins)) {
        let message = format!(
            "the regex `{shown}` allows the insecure origin `{insecure}`, which cannot be combined with `credentials`"
        );
        let help = text![
            "begin it with `https://`; if it has to be http, add ",
            Code::Danger(Danger::InsecureOrigins),
            ", or remove `credentials`",
        ];
        return Some(Problem::new(Rule::InsecureOriginWithCredentials, message, help));
    }
    let shared = proof.admits_shared().filter(|_| is_refused(Danger::SharedOrigins))?;
    let message = format!(
        "the regex `{shown}` allows `{shared}`, an origin that any app can use, which cannot be combined with \
         `credentials`"
    );
    Some(Problem::new(Rule::SharedOriginWithCredentials, message, for_app()))
}

fn help(draft: &Draft, pattern: &str, error: &Error) -> Text {
    let help = match pattern.split_once("://*.") {
        Some((scheme, rest)) if rule(error) != Rule::RegexSyntax => {
            let scheme = if draft.credentials && scheme == "http" { "https" } else { scheme };
            let rest = rest.replace("\\.", ".").replace('.', "\\.");
            let rest = rest.strip_suffix(":*").map_or_else(|| rest.clone(), |host| format!("{host}(:[0-9]+)?"));
            let meant = Code::Regex(format!(r"{scheme}://.*\.{rest}"));
            text!["in a regex `*` repeats the `/` before it; write ", meant]
        }
        _ => suggest::regex::help(pattern, error),
    };
    match rule(error) {
        // With credentials, nothing switches the proof off.
        Rule::RegexUnproven if !draft.credentials => {
            let switch = Code::Danger(Danger::UnprovenRegex);
            help.then(text!["; without credentials, ", switch, " accepts it as it is"])
        }
        _ => help,
    }
}

/// The alternatives that no origin takes, of a pattern that passes its check.
pub(super) fn unreachable(pattern: &str, unproven: bool) -> Vec<(String, Option<String>)> {
    let found = if pattern.contains('|') { unreachable_alternatives(pattern) } else { Vec::new() };
    if found.is_empty() || automaton(pattern, unproven).is_none() {
        return Vec::new();
    }
    found.into_iter().map(|Unreachable { text, meant }| (text, meant)).collect()
}

/// The pattern that was meant by an origin that looks like one, if it is proven or its mistakes are plain.
pub(super) fn meant(text: &str) -> Option<String> {
    match prove(text) {
        Ok(_) => Some(text.to_owned()),
        Err(error) => regex::suggest(text, &error).map(|suggestion| suggestion.pattern),
    }
}

fn rule(error: &Error) -> Rule {
    match error {
        Error::Syntax { .. } => Rule::RegexSyntax,
        Error::TooLarge { .. } => Rule::RegexTooLarge,
        Error::NoOrigin => Rule::RegexWithoutOrigin,
        Error::Unbounded { .. } | Error::TooMany { .. } | Error::PublicSuffix { .. } | Error::Undecided { .. } => {
            Rule::RegexUnproven
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::origin_entry::OriginEntry;

    /// In verbose mode a pattern may hold line breaks.
    #[test]
    fn patterns_of_several_lines_do_not_break_a_message() {
        let pattern = "(?x)https://example\\.com # ours\n(:|$)";
        let regex = Draft::new().origins([OriginEntry::Regex(pattern.to_owned())]);
        let messages = [
            Draft::new().origins([pattern]).check().unwrap_err().to_string(),
            regex.check_redundancy().unwrap_err().to_string(),
        ];
        for message in messages {
            assert_eq!(message.lines().count(), 3, "{message}");
            assert!(message.contains(r"# ours\n"), "{message}");
        }
    }
}
