//! The rules about one entry of `origins`, and what to write instead of one that cannot be read.

use crate::config::Draft;
use crate::config::argument::{Argument, Danger};
use crate::config::origin_entry::OriginEntry;
use crate::escape::{escaped, printable};
use crate::origin::domain;
use crate::origin::entry::Entry;
use crate::origin::host::split_port;
use crate::origin::pattern::Pattern;
use crate::origin::trustworthy::{SECURE_SCHEMES, is_loopback};
use crate::rule::Rule;
use crate::validate::regex;
use crate::validate::subsumption::covers;
use crate::validate::suggest;
use crate::violation::{Location, Violations};

/// The entry that a text is, if it can be read.
pub(super) fn check_origin(
    draft: &Draft,
    text: &str,
    location: Location,
    violations: &mut Violations,
) -> Option<Entry> {
    let entry = match Entry::parse(text) {
        Ok(entry) => entry,
        Err(fault) => {
            let what = format!("the origin `{}` {}", escaped(text), fault.what);
            violations.push(fault.rule, location, text, what, help_with_origin(draft, fault.rule, text, location));
            return None;
        }
    };
    check_entry(draft, text, &entry, location, violations);
    Some(entry)
}

fn check_entry(draft: &Draft, text: &str, entry: &Entry, location: Location, violations: &mut Violations) {
    match entry {
        Entry::Any => check_any_origin(draft, location, violations),
        Entry::Null => check_null(draft, location, violations),
        Entry::Pattern(pattern) => {
            check_secure(draft, text, pattern, location, violations);
            check_public_suffix(draft, text, pattern, location, violations);
        }
    }
}

/// What to write instead of an origin that cannot be read. What was meant is offered only if this very draft passes with it.
fn help_with_origin(draft: &Draft, rule: Rule, text: &str, location: Location) -> String {
    let meant = suggest::origin::origins(text, |origins| is_right(draft, origins));
    match (rule, meant.as_deref()) {
        (Rule::OriginFile, _) => {
            "serve the page over http, from `http://localhost:*` for one, and name that".to_owned()
        }
        (_, Some([origin])) => match origin.split_once("*.").filter(|_| rule == Rule::OriginWildcard) {
            Some((_, base)) => {
                let base = split_port(base).map_or(base, |(host, _)| host);
                format!("write `{origin}` for every name below `{base}`, or list the hosts one by one")
            }
            None => format!("write `{origin}`"),
        },
        (_, Some(origins)) => {
            let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
            format!("write each by itself: `{}`", spell(draft, &origins, location))
        }
        _ if text.trim_matches(['/', ' ']).eq_ignore_ascii_case("null") => {
            "drop it: the origin `null` belongs to nobody in particular".to_owned()
        }
        _ if is_like_a_regex(text) => {
            let meant = regex::meant(text);
            let meant = draft.syntax.origins_by_regex(meant.as_deref().unwrap_or(r"https://.*\.example\.com"));
            format!("a regular expression is marked as one: `{}`", printable(&meant))
        }
        (Rule::OriginNotAscii, None) => "write the host in Punycode, as `xn--…`".to_owned(),
        (Rule::OriginIpv4, None) => "write all four numbers, as in `http://127.0.0.1`".to_owned(),
        (Rule::OriginWildcard, None) => {
            "list the hosts one by one, or put the wildcard in front of a domain of your own, as in \
             `https://*.example.com`"
                .to_owned()
        }
        (Rule::OriginPort, None) => match text.rsplit_once(':') {
            Some((host, _)) => format!("write a port from 1 to 65535, as in `{}:8443`", escaped(host)),
            None => "write a port from 1 to 65535".to_owned(),
        },
        (_, None) => {
            "write scheme, host and, where it is not the default, port: `https://app.example.com`; `*` for every site"
                .to_owned()
        }
    }
}

/// Whether origins can take the place of one that cannot be read: each passes, and none makes another one superfluous.
fn is_right(draft: &Draft, origins: &[String]) -> bool {
    let passes = |origin: &String| {
        let mut violations = Violations::default();
        let entry = Entry::parse(origin);
        entry.is_ok_and(|entry| {
            check_entry(draft, origin, &entry, Location::whole(Argument::Origins), &mut violations);
            violations.is_empty()
        })
    };
    let entries: Vec<OriginEntry> = origins.iter().map(Into::into).collect();
    origins.iter().all(passes) && covers(&entries, false).iter().all(Option::is_none)
}

/// How origins are written at a place: in the list itself, or in a variable that it names.
pub(super) fn spell(draft: &Draft, origins: &[&str], location: Location) -> String {
    match location.index.and_then(|index| draft.origins.get(index)) {
        Some(OriginEntry::Env(_)) => origins.join(","),
        _ => draft.syntax.list(Argument::Origins, origins),
    }
}

fn check_any_origin(draft: &Draft, location: Location, violations: &mut Violations) {
    if draft.credentials {
        let what = "the origin `*` cannot be combined with `credentials`";
        let named = spell(draft, &["https://app.example.com"], location);
        let help = format!("name the sites that you trust: `{named}`, or drop `credentials`");
        violations.push(Rule::AnyOriginWithCredentials, location, "*", what, help);
    }
}

fn check_null(draft: &Draft, location: Location, violations: &mut Violations) {
    if draft.credentials {
        let help = "drop `null`, or drop `credentials`";
        let what = "the origin `null` cannot be combined with `credentials`";
        violations.push(Rule::OriginNull, location, "null", what, help);
    } else if !draft.dangerously.contains(&Danger::NullOrigin) {
        let help = format!(
            "drop it; if everybody may read, write `{}`; if you know better, add `{}`",
            spell(draft, &["*"], location),
            draft.syntax.danger(Danger::NullOrigin)
        );
        violations.push(Rule::OriginNull, location, "null", "the origin `null` belongs to nobody in particular", help);
    }
}

fn check_secure(draft: &Draft, text: &str, origin: &Pattern, location: Location, violations: &mut Violations) {
    let secure = SECURE_SCHEMES.contains(&&*origin.scheme) || is_loopback(&origin.host);
    if !draft.credentials || secure || draft.dangerously.contains(&Danger::InsecureOrigins) {
        return;
    }
    let allowed = draft.syntax.danger(Danger::InsecureOrigins);
    let help = match text.strip_prefix("http://") {
        Some(rest) => format!(
            "write `{}`; if it has to be http, add `{allowed}`, or drop `credentials`",
            suggest::origin::mend(&format!("https://{rest}")).unwrap_or_else(|| format!("https://{rest}"))
        ),
        None => format!("drop `credentials`, or add `{allowed}`"),
    };
    let what = format!("the insecure origin `{text}` cannot be combined with `credentials`");
    violations.push(Rule::InsecureOriginWithCredentials, location, text, what, help);
}

fn check_public_suffix(draft: &Draft, text: &str, pattern: &Pattern, location: Location, violations: &mut Violations) {
    let covered = pattern.subdomains && domain::covers_public_suffix(&pattern.host);
    if !covered || !draft.credentials || draft.dangerously.contains(&Danger::PublicSuffixes) {
        return;
    }
    let what = format!("the wildcard in `{text}` covers a public suffix, which cannot be combined with `credentials`");
    let secure = text.replacen("http://", "https://", 1);
    let help = format!(
        "name a domain of your own: `{}`, or `{}`; if all of `{}` is yours, add `{}`",
        secure.replacen("*.", "your-name.", 1),
        secure.replacen("*.", "*.your-name.", 1),
        pattern.host,
        draft.syntax.danger(Danger::PublicSuffixes)
    );
    violations.push(Rule::PublicSuffixWithCredentials, location, text, what, help);
}

/// Whether it has what regular expressions have, and origins never.
fn is_like_a_regex(text: &str) -> bool {
    text.starts_with('^') || text.ends_with('$') || text.contains(['\\', '|'])
}
