//! The rules about one entry of `origins`, and what to write instead of one that cannot be read.

use crate::config::Draft;
use crate::config::argument::{Argument, Danger};
use crate::config::origin_entry::OriginEntry;
use crate::config::syntax::Code;
use crate::escape::escaped;
use crate::origin::domain;
use crate::origin::entry::Entry;
use crate::origin::pattern::Pattern;
use crate::origin::scheme;
use crate::origin::trustworthy::{Impostor, impostor, is_loopback};
use crate::rule::Rule;
use crate::validate::regex;
use crate::validate::subsumption::covers;
use crate::validate::suggest::kind::{SERVE_THE_PAGE, for_app, instead_of_file, named, without_wildcard};
use crate::validate::suggest::origin::{nearest_entries, with_https};
use crate::violation::text::{Text, text};
use crate::violation::{Collector, Location, Problem};

/// The entry, if it can be read.
pub(super) fn check_origin(draft: &Draft, text: &str, location: Location, violations: &mut Collector) -> Option<Entry> {
    match Entry::parse(text) {
        Ok(entry) => {
            for problem in problems(draft, text, &entry, location) {
                violations.push(location, text, problem);
            }
            Some(entry)
        }
        Err(invalid) => {
            let message = format!("the origin `{}` {}", escaped(text), invalid.what);
            let help = help(draft, invalid.rule, text, location);
            violations.push(location, text, Problem::new(invalid.rule, message, help));
            None
        }
    }
}

/// What to write instead of an origin that cannot be read. What was meant is suggested only if no rule is against it.
fn help(draft: &Draft, rule: Rule, text: &str, location: Location) -> Text {
    let meant = nearest_entries(text, |entries| are_accepted(draft, entries));
    if meant.is_none()
        && let Some(help) = instead_of_file(draft, text)
    {
        return help;
    }
    match (rule, meant.as_deref()) {
        (Rule::OriginOpaque, _) => SERVE_THE_PAGE.into(),
        (Rule::OriginWildcard, Some([entry])) if entry.subdomains => {
            let Pattern { host, .. } = entry;
            format!("write `{entry}` for every name below `{host}`, or list the hosts one by one").into()
        }
        (_, Some([entry])) => format!("write `{entry}`").into(),
        (_, Some(entries)) => {
            let entries: Vec<_> = entries.iter().map(ToString::to_string).collect();
            text!["write each by itself: ", origins_code(draft, &entries, location)]
        }
        _ if text.trim_matches(['/', ' ']).eq_ignore_ascii_case("null") => {
            "remove it: any site can send the origin `null`".into()
        }
        _ if is_like_a_regex(text) => {
            let meant = regex::meant(text).unwrap_or_else(|| r"https://.*\.example\.com".to_owned());
            text!["mark a regular expression as one: ", Code::OriginsByRegex(meant)]
        }
        (Rule::OriginNotAscii, None) => "write the host in Punycode, as `xn--…`".into(),
        (Rule::OriginIpv4, None) => "write all four numbers, as in `http://127.0.0.1`".into(),
        (Rule::OriginWildcard, None) => without_wildcard(draft, text).unwrap_or_else(|| {
            "list the hosts one by one, or put the wildcard in front of a domain of your own, as in `https://*.example.com`"
                .into()
        }),
        (Rule::OriginPort, None) => match text.rsplit_once(':') {
            Some((host, _)) => format!("write a port from 1 to 65535, as in `{}:8443`", escaped(host)).into(),
            None => "write a port from 1 to 65535".into(),
        },
        (_, None) => match text.split_once("://").and_then(|(scheme, _)| named(scheme)) {
            Some(named) if rule == Rule::OriginHost => named,
            _ => "write scheme, host, and the port if it is not the default: `https://app.example.com`; `*` for every origin"
                .into(),
        },
    }
}

/// Whether entries can take the place of one that cannot be read: no rule is against one, and none covers another.
fn are_accepted(draft: &Draft, entries: &[Pattern]) -> bool {
    let texts: Vec<OriginEntry> = entries.iter().map(|entry| entry.to_string().into()).collect();
    let is_accepted = |entry: &Pattern| pattern_problems(draft, &entry.to_string(), entry).next().is_none();
    entries.iter().all(is_accepted) && covers(&texts, false).iter().all(Option::is_none)
}

/// How origins are written at a place: in the list itself, or in an environment variable that it names.
pub(super) fn origins_code<S: AsRef<str>>(draft: &Draft, origins: &[S], location: Location) -> Code {
    match location.index().and_then(|index| draft.origins.get(index)) {
        Some(OriginEntry::Env { .. }) => {
            Code::Variable(origins.iter().map(|origin| origin.as_ref().to_owned()).collect())
        }
        _ => Code::list(Argument::Origins, origins),
    }
}

fn problems(draft: &Draft, text: &str, entry: &Entry, location: Location) -> Vec<Problem> {
    match entry {
        Entry::Any => any_origin(draft, location).into_iter().collect(),
        Entry::Null => null(draft, location).into_iter().collect(),
        Entry::Pattern(pattern) => pattern_problems(draft, text, pattern).collect(),
    }
}

fn pattern_problems(draft: &Draft, text: &str, pattern: &Pattern) -> impl Iterator<Item = Problem> {
    let rules = [insecure, local_file, of_app, public_suffix];
    rules.into_iter().filter_map(move |rule| rule(draft, text, pattern))
}

fn any_origin(draft: &Draft, location: Location) -> Option<Problem> {
    let example = origins_code(draft, &["https://app.example.com"], location);
    let help = text!["list the origins that you trust: ", example, ", or remove `credentials`"];
    let message = "the origin `*` cannot be combined with `credentials`";
    draft.credentials.then(|| Problem::new(Rule::AnyOriginWithCredentials, message, help))
}

fn null(draft: &Draft, location: Location) -> Option<Problem> {
    if draft.credentials {
        let message = "the origin `null` cannot be combined with `credentials`";
        return Some(Problem::new(Rule::OriginNull, message, "remove `null`, or remove `credentials`"));
    }
    if draft.dangerously.contains(&Danger::NullOrigin) {
        return None;
    }
    let help = text![
        "remove it; if every site may read, write ",
        origins_code(draft, &["*"], location),
        "; to allow it all the same, add ",
        Code::Danger(Danger::NullOrigin),
    ];
    Some(Problem::new(Rule::OriginNull, "any site can send the origin `null`", help))
}

fn insecure(draft: &Draft, text: &str, origin: &Pattern) -> Option<Problem> {
    let is_insecure = impostor(&origin.scheme) == Some(Impostor::Network) && !is_loopback(&origin.host);
    if !draft.credentials || !is_insecure || draft.dangerously.contains(&Danger::InsecureOrigins) {
        return None;
    }
    let message = format!("the insecure origin `{text}` cannot be combined with `credentials`");
    let danger = Code::Danger(Danger::InsecureOrigins);
    let help = if origin.scheme == "http" {
        let secure = format!("write `{}`; if it has to be http, add ", with_https(origin));
        text![secure, danger, ", or remove `credentials`"]
    } else {
        text!["remove `credentials`, or add ", danger]
    };
    Some(Problem::new(Rule::InsecureOriginWithCredentials, message, help))
}

fn local_file(draft: &Draft, text: &str, origin: &Pattern) -> Option<Problem> {
    let is_dangerous = draft.dangerously.contains(&Danger::SharedOrigins);
    let danger = Code::Danger(Danger::SharedOrigins);
    if !scheme::SHARED.contains(&&*origin.scheme) || is_dangerous && !draft.credentials {
        return None;
    }
    let (message, help) = if draft.credentials {
        let remove = text![format!("remove `{text}`, or remove `credentials`")];
        let help = if is_dangerous { remove } else { remove.then(text![" and add ", danger]) };
        (format!("the origin `{text}` cannot be combined with `credentials`"), help)
    } else {
        let message = format!("the origin `{text}` is shared by the local files of every app");
        (message, text!["serve the page over http and list that origin; if an app has to send this one, add ", danger])
    };
    Some(Problem::new(Rule::OriginShared, message, help))
}

fn of_app(draft: &Draft, text: &str, origin: &Pattern) -> Option<Problem> {
    let is_of_app = impostor(&origin.scheme) == Some(Impostor::App)
        && !scheme::SHARED.contains(&&*origin.scheme)
        && !is_loopback(&origin.host);
    if !draft.credentials || !is_of_app || draft.dangerously.contains(&Danger::SharedOrigins) {
        return None;
    }
    let message = format!("any app can use the origin `{text}`, which cannot be combined with `credentials`");
    Some(Problem::new(Rule::SharedOriginWithCredentials, message, for_app()))
}

fn public_suffix(draft: &Draft, text: &str, pattern: &Pattern) -> Option<Problem> {
    let is_suffix = !pattern.subdomains && scheme::is_web(&pattern.scheme) && domain::is_public_suffix(&pattern.host);
    let is_covered = pattern.subdomains && domain::covers_public_suffix(&pattern.host);
    if !(is_suffix || is_covered) || !draft.credentials || draft.dangerously.contains(&Danger::PublicSuffixes) {
        return None;
    }
    let message = if is_suffix {
        format!("the host of `{text}` is a public suffix, which cannot be combined with `credentials`")
    } else {
        format!("the wildcard in `{text}` covers a public suffix, which cannot be combined with `credentials`")
    };
    let host = format!("your-name.{}", pattern.host).into();
    let below = Pattern { host, subdomains: true, ..with_https(pattern) };
    let one = Pattern { subdomains: false, ..below.clone() };
    let help = text![
        format!("name a domain of your own: `{one}`, or `{below}`; for previews, decide with a function: "),
        Code::With,
        format!("; if all of `{}` is yours, add ", pattern.host),
        Code::Danger(Danger::PublicSuffixes),
    ];
    Some(Problem::new(Rule::PublicSuffixWithCredentials, message, help))
}

/// Whether it has what regular expressions have, and origins never.
fn is_like_a_regex(text: &str) -> bool {
    text.starts_with('^') || text.ends_with('$') || text.contains(['\\', '|'])
}
