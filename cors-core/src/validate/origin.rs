//! The rules about one entry of `origins`, and what to write instead of one that cannot be read.

use crate::config::argument::{Argument, Danger};
use crate::config::{Draft, OriginEntry};
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
use crate::violation::{Place, Violations};

impl Draft {
    /// The entry that a text is, if it can be read.
    pub(crate) fn check_origin(&self, text: &str, place: Place, violations: &mut Violations) -> Option<Entry> {
        let entry = match Entry::parse(text) {
            Ok(entry) => entry,
            Err(fault) => {
                let what = format!("the origin `{}` {}", escaped(text), fault.what);
                violations.push(fault.rule, place, text, what, self.help_with_origin(fault.rule, text, place));
                return None;
            }
        };
        match &entry {
            Entry::Any => self.check_any_origin(place, violations),
            Entry::Null => self.check_null(place, violations),
            Entry::Pattern(pattern) => {
                self.check_secure(text, pattern, place, violations);
                self.check_public_suffix(text, pattern, place, violations);
            }
        }
        Some(entry)
    }

    /// What to write instead of an origin that cannot be read. A mend is offered only if this very draft passes with it.
    fn help_with_origin(&self, rule: Rule, text: &str, place: Place) -> String {
        match (rule, self.mended(text).as_deref()) {
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
                format!("write each by itself: `{}`", self.spell(&origins, place))
            }
            _ if text.trim_matches(['/', ' ']).eq_ignore_ascii_case("null") => {
                "drop it: the origin `null` belongs to nobody in particular".to_owned()
            }
            _ if is_like_a_regex(text) => {
                let meant = regex::meant(text);
                let meant = self.form.origins_by_regex(meant.as_deref().unwrap_or(r"https://.*\.example\.com"));
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

    /// What was meant by an entry that cannot be read: one origin, or several in one text.
    fn mended(&self, text: &str) -> Option<Vec<String>> {
        let parts: Vec<&str> = text.split([',', ' ', ';', '\n']).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && !parts.iter().all(|part| part.contains("://")) {
            return None;
        }
        let mut origins: Vec<String> = parts.into_iter().map(suggest::origin::mend).collect::<Option<_>>()?;
        origins.sort();
        origins.dedup();
        let secure =
            origins.iter().map(|origin| suggest::origin::mend(&origin.replacen("http://", "https://", 1))).collect();
        [Some(origins), secure].into_iter().flatten().find(|origins| {
            // The other arguments may be wrong in their own ways, but for those that origins have to go with.
            let alone = Draft::new()
                .origins(origins)
                .credentials(self.credentials)
                .dangerously(self.dangerously.iter().copied());
            alone.check_written().is_ok() && covers(&alone.origins, false).iter().all(Option::is_none)
        })
    }

    /// How origins are written at a place: in the list itself, or in a variable that it names.
    pub(crate) fn spell(&self, origins: &[&str], place: Place) -> String {
        match place.index.and_then(|index| self.origins.get(index)) {
            Some(OriginEntry::Env(_)) => origins.join(","),
            _ => self.form.list(Argument::Origins, origins),
        }
    }

    fn check_any_origin(&self, place: Place, violations: &mut Violations) {
        if self.credentials {
            let what = "the origin `*` cannot be combined with `credentials`";
            let named = self.spell(&["https://app.example.com"], place);
            let help = format!("name the sites that you trust: `{named}`, or drop `credentials`");
            violations.push(Rule::AnyOriginWithCredentials, place, "*", what, help);
        }
    }

    fn check_null(&self, place: Place, violations: &mut Violations) {
        if self.credentials {
            let help = "drop `null`, or drop `credentials`";
            let what = "the origin `null` cannot be combined with `credentials`";
            violations.push(Rule::OriginNull, place, "null", what, help);
        } else if !self.dangerously.contains(&Danger::NullOrigin) {
            let help = format!(
                "drop it; if everybody may read, write `{}`; if you know better, add `{}`",
                self.spell(&["*"], place),
                self.form.danger(Danger::NullOrigin)
            );
            violations.push(Rule::OriginNull, place, "null", "the origin `null` belongs to nobody in particular", help);
        }
    }

    fn check_secure(&self, text: &str, origin: &Pattern, place: Place, violations: &mut Violations) {
        let secure = SECURE_SCHEMES.contains(&&*origin.scheme) || is_loopback(&origin.host);
        if !self.credentials || secure || self.dangerously.contains(&Danger::InsecureOrigins) {
            return;
        }
        let allowed = self.form.danger(Danger::InsecureOrigins);
        let help = match text.strip_prefix("http://") {
            Some(rest) => format!(
                "write `{}`; if it has to be http, add `{allowed}`, or drop `credentials`",
                suggest::origin::mend(&format!("https://{rest}")).unwrap_or_else(|| format!("https://{rest}"))
            ),
            None => format!("drop `credentials`, or add `{allowed}`"),
        };
        let what = format!("the insecure origin `{text}` cannot be combined with `credentials`");
        violations.push(Rule::InsecureOriginWithCredentials, place, text, what, help);
    }

    fn check_public_suffix(&self, text: &str, pattern: &Pattern, place: Place, violations: &mut Violations) {
        let covered = pattern.subdomains && domain::covers_public_suffix(&pattern.host);
        if !covered || !self.credentials || self.dangerously.contains(&Danger::PublicSuffixes) {
            return;
        }
        let what =
            format!("the wildcard in `{text}` covers a public suffix, which cannot be combined with `credentials`");
        let secure = text.replacen("http://", "https://", 1);
        let help = format!(
            "name a domain of your own: `{}`, or `{}`; if all of `{}` is yours, add `{}`",
            secure.replacen("*.", "your-name.", 1),
            secure.replacen("*.", "*.your-name.", 1),
            pattern.host,
            self.form.danger(Danger::PublicSuffixes)
        );
        violations.push(Rule::PublicSuffixWithCredentials, place, text, what, help);
    }
}

/// Whether it has what regular expressions have, and origins never.
fn is_like_a_regex(text: &str) -> bool {
    text.starts_with('^') || text.ends_with('$') || text.contains(['\\', '|'])
}
