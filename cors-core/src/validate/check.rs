//! `Draft::check`: the only way from what was asked for to a policy. Lists have files of their own.

use std::borrow::Cow;

use crate::config::argument::Argument;
use crate::config::{Draft, MaxAge, OriginEntry};
use crate::escape::escaped;
use crate::origin::host_pattern::HostPattern;
use crate::policy::Policy;
use crate::policy::compiled::{Names, Origins, Table};
use crate::rule::Rule;
use crate::validate::environment::Environment;
use crate::validate::suggest;
use crate::violation::{Place, Violations};

/// The longest lifetime that any browser honours, in seconds.
const MAX_AGE_CAP: u64 = 86_400;

impl Draft {
    /// Checks the draft against every [`Rule`] and makes a policy of it. Variables of the environment that it names are
    /// read now.
    ///
    /// # Errors
    /// Everything that is wrong with it, not only the first thing.
    pub fn check(&self) -> Result<Policy, Violations> {
        self.check_in(Environment::Present)
    }

    /// Checks all but the values of variables of the environment: what can be known while a program compiles.
    #[doc(hidden)]
    pub fn check_written(&self) -> Result<Policy, Violations> {
        self.check_in(Environment::Unknown)
    }

    fn check_in(&self, environment: Environment) -> Result<Policy, Violations> {
        let mut violations = Violations::default();
        let origins = if self.off { Origins::Off } else { self.check_origins(environment, &mut violations) };
        let methods = if self.off { Names::None } else { self.check_methods(&mut violations) };
        let headers = self.check_headers(&mut violations);
        let expose = self.check_expose(&mut violations);
        let max_age = self.check_max_age(&mut violations);
        let hosts = self.check_hosts(&mut violations);
        let preflight_status = self.check_preflight_status(&mut violations);
        if !violations.is_empty() {
            return Err(violations);
        }
        Ok(Policy::from_table(Table {
            origins,
            open: self.origins.contains(&OriginEntry::With),
            methods,
            headers,
            expose,
            credentials: self.credentials,
            max_age,
            timing: self.timing,
            enforce: self.enforce,
            hosts,
            guarded: self.guarded,
            preflight_status,
        }))
    }

    fn check_max_age(&self, violations: &mut Violations) -> Option<Cow<'static, str>> {
        let written = self.max_age.as_ref()?;
        let place = Place::whole(Argument::MaxAge);
        let seconds = match written {
            MaxAge::Seconds(seconds) => Some(*seconds),
            MaxAge::Text(text) => parse_lifetime(text),
        };
        let value = written.to_string();
        match seconds {
            None => {
                let what = format!("`{}` is no lifetime", escaped(&value));
                let [seconds, unit, zero] =
                    ["600", "\"10m\"", "0"].map(|value| self.form.value(Argument::MaxAge, value));
                let help = format!("write seconds, `{seconds}`, or a unit, `{unit}`; `{zero}` switches caching off");
                violations.push(Rule::MaxAgeSyntax, place, &value, what, help);
            }
            Some(seconds) if seconds > MAX_AGE_CAP => {
                let what = format!("the lifetime `{}` is longer than a day", escaped(&value));
                let longest = self.form.value(Argument::MaxAge, "86400");
                let help = format!("write at most `{longest}`; 7200 is all that Chromium makes of it");
                violations.push(Rule::MaxAgeTooLong, place, &value, what, help);
            }
            Some(_) => {}
        }
        seconds.map(|seconds| Cow::Owned(seconds.to_string()))
    }

    fn check_hosts(&self, violations: &mut Violations) -> Cow<'static, [HostPattern]> {
        let mut hosts = Vec::new();
        for (index, text) in self.hosts.iter().enumerate() {
            let place = Place::entry(Argument::Hosts, index);
            match HostPattern::parse(text) {
                Ok(host) => hosts.push(host),
                Err(wrong) => {
                    let is_any = text == "*";
                    let what = if is_any {
                        "`*` is not a valid host".to_owned()
                    } else {
                        format!("the host `{}` {}", escaped(text), wrong.what)
                    };
                    let help = match suggest::host::repair(text) {
                        Some(host) => format!("write `{host}`"),
                        None if is_any => "remove `hosts`: any host is the default".to_owned(),
                        None => {
                            let example = self.form.list(Argument::Hosts, &["api.example.com", "localhost:*"]);
                            format!("write names as browsers send them in `Host`: `{example}`")
                        }
                    };
                    violations.push(Rule::HostSyntax, place, text, what, help);
                }
            }
        }
        Cow::Owned(hosts)
    }

    fn check_preflight_status(&self, violations: &mut Violations) -> u16 {
        let status = self.preflight_status.unwrap_or(204);
        if !(200..=299).contains(&status) {
            let what = format!("the preflight status `{status}` is no success");
            let ok = self.form.value(Argument::PreflightStatus, "200");
            let help = format!("leave it out for 204, or write `{ok}` for old clients that insist on it");
            let place = Place::whole(Argument::PreflightStatus);
            violations.push(Rule::PreflightStatus, place, &status.to_string(), what, help);
        }
        status
    }

    /// How one origin is named.
    pub(crate) fn an_origin(&self) -> String {
        self.form.list(Argument::Origins, &["https://app.example.com"])
    }
}

/// The seconds of `600`, `600s`, `10m`, `1h`, `1d`.
fn parse_lifetime(text: &str) -> Option<u64> {
    let (digits, factor) = match text.char_indices().last()? {
        (end, 's') => (&text[..end], 1),
        (end, 'm') => (&text[..end], 60),
        (end, 'h') => (&text[..end], 3_600),
        (end, 'd') => (&text[..end], 86_400),
        _ => (text, 1),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Numbers beyond 64 bits are lifetimes, too, only too long.
    let number: u64 = digits.parse().unwrap_or(u64::MAX);
    Some(number.saturating_mul(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes() {
        for (text, seconds) in [
            ("600", Some(600)),
            ("0", Some(0)),
            ("30s", Some(30)),
            ("10m", Some(600)),
            ("1h", Some(3_600)),
            ("1d", Some(86_400)),
            ("99999999999999999999h", Some(u64::MAX)),
            ("", None),
            ("h", None),
            ("1.5h", None),
            ("-1", None),
            ("+1", None),
            ("1 h", None),
            ("1H", None),
            ("1w", None),
            ("١", None),
            ("1h30m", None),
        ] {
            assert_eq!(parse_lifetime(text), seconds, "{text:?}");
        }
    }

    #[test]
    fn own_methods_are_the_default_and_forbidden_ones_are_left_out() {
        let draft = Draft::new().origins(["*"]).served(["PUT", "TRACE"]);
        assert_eq!(draft.check().unwrap().table().methods, Names::Listed("PUT".into()));
        let draft = Draft::new().origins(["*"]).served(["TRACE"]);
        assert_eq!(draft.check().unwrap().table().methods, Names::None);
    }

    #[test]
    fn methods_of_a_route_that_are_none_do_not_break_a_message() {
        for named in ["*", "PATCH"] {
            let violations = Draft::new().origins(["*"]).methods([named]).served(["GET\n\nhelp: \u{1b}"]).check();
            let message = violations.unwrap_err().to_string();
            assert_eq!(message.lines().count(), 3, "{message}");
            assert!(message.contains(r"GET\n\nhelp: \u{1b}"), "{message}");
        }
    }

    #[test]
    fn all_violations_at_once() {
        let draft = Draft::new()
            .origins(["https://a.example/", "*"])
            .methods(["get", "TRACE"])
            .headers(["cookie", "a b"])
            .expose(["*", "set-cookie"])
            .credentials(true)
            .max_age("2d")
            .hosts(["https://api.example.com"])
            .preflight_status(404);
        let violations = draft.check().unwrap_err();
        let ids: Vec<_> = violations.iter().map(|violation| violation.rule().id()).collect();
        assert_eq!(
            ids,
            [
                "origin-path",
                "any-origin-with-credentials",
                "origin-any-not-alone",
                "method-case",
                "method-forbidden",
                "header-forbidden",
                "header-token",
                "expose-any-with-credentials",
                "expose-forbidden",
                "max-age-too-long",
                "host-syntax",
                "preflight-status",
            ]
        );
    }
}
