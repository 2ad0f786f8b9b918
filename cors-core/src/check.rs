//! `Draft::check`: the only way from what was asked for to a policy, one function for each argument.

use std::borrow::Cow;

use crate::draft::{Argument, Danger, Draft, MaxAge};
use crate::pattern::{self, Entry, Pattern, Port};
use crate::policy::Policy;
use crate::rule::Rule;
use crate::standard;
use crate::table::{Names, Origins, Table};
use crate::violation::{Place, Violations};

/// The longest lifetime that any browser honours, in seconds.
const MAX_AGE_CAP: u64 = 86_400;

impl Draft {
    /// Checks the draft against every [`Rule`] and makes a policy of it.
    ///
    /// # Errors
    /// Everything that is wrong with it, not only the first thing.
    pub fn check(&self) -> Result<Policy, Violations> {
        let mut violations = Violations::default();
        let table = Table {
            origins: self.check_origins(&mut violations),
            methods: self.check_methods(&mut violations),
            headers: self.check_headers(&mut violations),
            expose: self.check_expose(&mut violations),
            credentials: self.credentials,
            max_age: self.check_max_age(&mut violations),
            timing: self.timing,
            enforce: self.check_enforce(&mut violations),
            preflight_status: self.check_preflight_status(&mut violations),
            private_network: self.private_network,
        };
        if violations.is_empty() { Ok(Policy::from_table(table)) } else { Err(violations) }
    }

    fn check_origins(&self, violations: &mut Violations) -> Origins {
        if self.origins.is_empty() {
            violations.push(
                Rule::OriginsMissing,
                whole(Argument::Origins),
                "",
                "the policy names no origins",
                "name the sites whose pages may read: `origins = \"https://app.example.com\"`, or `origins = \"*\"` for \
                 every site",
            );
        }
        let mut any = false;
        let mut exact: Vec<Cow<'static, str>> = Vec::new();
        let mut patterns: Vec<Pattern> = Vec::new();
        for (index, text) in self.origins.iter().enumerate() {
            let place = Place { argument: Argument::Origins, index: Some(index) };
            match self.check_origin(text, place, violations) {
                Some(Entry::Any) => any = true,
                Some(Entry::Null) => exact.push(Cow::Borrowed("null")),
                Some(Entry::Exact(origin)) => exact.push(Cow::Owned(origin)),
                Some(Entry::Pattern(pattern)) if !patterns.contains(&pattern) => patterns.push(pattern),
                Some(Entry::Pattern(_)) | None => {}
            }
        }
        exact.sort_by(|left, right| Origins::order(left.as_bytes(), right.as_bytes()));
        exact.dedup();
        if any {
            Origins::Any
        } else if exact.len() == 1 && patterns.is_empty() {
            Origins::One(exact.remove(0))
        } else {
            Origins::List { exact: Cow::Owned(exact), patterns: Cow::Owned(patterns) }
        }
    }

    fn check_origin(&self, text: &str, place: Place, violations: &mut Violations) -> Option<Entry> {
        let entry = match Entry::parse(text) {
            Ok(entry) => entry,
            Err(fault) => {
                let what = format!("the origin `{}` {}", escaped(text), fault.what);
                violations.push(fault.rule, place, text, what, help_with_origin(fault.rule, text));
                return None;
            }
        };
        match &entry {
            Entry::Any => self.check_any_origin(place, violations),
            Entry::Null => self.check_null(place, violations),
            Entry::Exact(origin) => {
                let (scheme, rest) = origin.split_once("://").unwrap_or_default();
                let host = crate::origin::split_port(rest).map_or(rest, |(host, _)| host);
                self.check_secure(text, scheme, host, place, violations);
            }
            Entry::Pattern(Pattern { scheme, host, subdomains: _, port: Port::Any | Port::Is(_) }) => {
                self.check_secure(text, scheme, host, place, violations);
            }
        }
        Some(entry)
    }

    fn check_any_origin(&self, place: Place, violations: &mut Violations) {
        if self.origins.iter().any(|origin| origin != "*") {
            violations.push(
                Rule::OriginAnyNotAlone,
                place,
                "*",
                "the origin `*` stands beside others",
                "keep either `origins = \"*\"` or the list without `*`",
            );
        }
        if self.credentials {
            violations.push(
                Rule::AnyOriginWithCredentials,
                place,
                "*",
                "the origin `*` cannot be combined with `credentials`",
                "name the sites that you trust: `origins = \"https://app.example.com\"`, or drop `credentials`",
            );
        }
    }

    fn check_null(&self, place: Place, violations: &mut Violations) {
        let allowed = self.dangerously.contains(&Danger::NullOrigin);
        if self.credentials {
            let help = "drop `null`, or drop `credentials`";
            let what = "the origin `null` cannot be combined with `credentials`";
            violations.push(Rule::OriginNull, place, "null", what, help);
        } else if !allowed {
            let help = "drop it; if everybody may read, write `origins = \"*\"`; if you know better, add \
                        `dangerously(null_origin)`";
            violations.push(Rule::OriginNull, place, "null", "the origin `null` belongs to nobody in particular", help);
        }
    }

    fn check_secure(&self, text: &str, scheme: &str, host: &str, place: Place, violations: &mut Violations) {
        let secure = is_secure_scheme(scheme) || pattern::is_loopback(host);
        if !self.credentials || secure || self.dangerously.contains(&Danger::InsecureOrigins) {
            return;
        }
        let help = match text.strip_prefix("http://") {
            Some(rest) => format!(
                "write `https://{rest}`; if it has to be http, add `dangerously(insecure_origins)`, or drop `credentials`"
            ),
            None => "drop `credentials`, or add `dangerously(insecure_origins)`".to_owned(),
        };
        let what = format!("the insecure origin `{text}` cannot be combined with `credentials`");
        violations.push(Rule::InsecureOriginWithCredentials, place, text, what, help);
    }

    fn check_methods(&self, violations: &mut Violations) -> Names {
        let mut names: Vec<&str> = Vec::new();
        for (index, method) in self.methods.iter().enumerate() {
            let place = Place { argument: Argument::Methods, index: Some(index) };
            self.check_method(method, place, violations);
            if !names.contains(&method.as_str()) {
                names.push(method);
            }
        }
        if names.contains(&"*") {
            return if self.credentials { Names::Echo } else { Names::Listed(Cow::Borrowed("*")) };
        }
        if names.is_empty() {
            let served = self.served.iter().flatten().map(String::as_str);
            names = served.filter(|method| !standard::is_forbidden_method(method)).collect();
        }
        listed(&names)
    }

    fn check_method(&self, method: &str, place: Place, violations: &mut Violations) {
        let value = escaped(method);
        let upper = method.to_ascii_uppercase();
        let served = self.served.as_deref();
        if method == "*" {
            if let Some(served) = served {
                let what = "`methods = \"*\"` on a route";
                let help = format!("leave `methods` out to mean those of the route: {}", served.join(", "));
                violations.push(Rule::MethodAnyOnRoute, place, method, what, help);
            }
        } else if !standard::is_token(method.as_bytes()) {
            let what = format!("`{value}` is no method");
            let help = "write each method by itself: `methods(GET, PUT)`";
            violations.push(Rule::MethodToken, place, method, what, help);
        } else if standard::is_forbidden_method(method) {
            let what = format!("the method `{value}` is forbidden to script");
            violations.push(Rule::MethodForbidden, place, method, what, format!("drop `{value}`"));
        } else if upper != method && standard::is_known_method(&upper) {
            let what = format!("the method `{value}` is not in upper case");
            violations.push(Rule::MethodCase, place, method, what, format!("write `{upper}`"));
        } else if let Some(served) = served
            && !served.iter().any(|name| name == method)
        {
            let what = format!("the method `{value}` is not served by this route");
            let help = format!("name only what the route serves ({}), or add it to the route", served.join(", "));
            violations.push(Rule::MethodNotServed, place, method, what, help);
        }
    }

    fn check_headers(&self, violations: &mut Violations) -> Names {
        let mut names: Vec<String> = Vec::new();
        for (index, header) in self.headers.iter().enumerate() {
            let place = Place { argument: Argument::Headers, index: Some(index) };
            let name = header.to_ascii_lowercase();
            let value = escaped(header);
            if !standard::is_token(header.as_bytes()) {
                let what = format!("`{value}` is no header name");
                let help = "write each name by itself: `headers(\"content-type\", \"x-csrf-token\")`";
                violations.push(Rule::HeaderToken, place, header, what, help);
            } else if standard::is_forbidden_request_header(&name) {
                let what = format!("the request header `{value}` is forbidden to script");
                violations.push(Rule::HeaderForbidden, place, header, what, format!("drop `{value}`"));
            } else if standard::is_cors_response_header(&name) {
                let what = format!("`{value}` is no request header");
                violations.push(Rule::HeaderOfResponse, place, header, what, format!("drop `{value}`"));
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.iter().any(|name| name == "*") {
            if self.credentials {
                return Names::Echo;
            }
            // `*` covers every name but this one: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
            names.retain(|name| matches!(name.as_str(), "*" | "authorization"));
            names.sort_unstable();
        }
        listed(&names)
    }

    fn check_expose(&self, violations: &mut Violations) -> Option<Cow<'static, str>> {
        let mut names: Vec<String> = Vec::new();
        for (index, header) in self.expose.iter().enumerate() {
            let place = Place { argument: Argument::Expose, index: Some(index) };
            let name = header.to_ascii_lowercase();
            let value = escaped(header);
            if !standard::is_token(header.as_bytes()) {
                let what = format!("`{value}` is no header name");
                let help = "write each name by itself: `expose(\"etag\", \"x-total-count\")`";
                violations.push(Rule::ExposeToken, place, header, what, help);
            } else if standard::is_forbidden_response_header(&name) {
                let what = format!("the response header `{value}` is forbidden to script");
                violations.push(Rule::ExposeForbidden, place, header, what, format!("drop `{value}`"));
            } else if standard::is_unexposable(&name) {
                let what = format!("there is nothing to expose in `{value}`");
                violations.push(Rule::ExposeOfRequest, place, header, what, format!("drop `{value}`"));
            } else if name == "*" && self.credentials {
                let what = "`expose = \"*\"` cannot be combined with `credentials`";
                let help = "name the headers: `expose(\"etag\", \"x-total-count\")`, or drop `credentials`";
                violations.push(Rule::ExposeAnyWithCredentials, place, header, what, help);
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.iter().any(|name| name == "*") {
            names = vec!["*".to_owned()];
        }
        (!names.is_empty()).then(|| Cow::Owned(names.join(", ")))
    }

    fn check_max_age(&self, violations: &mut Violations) -> Option<Cow<'static, str>> {
        let written = self.max_age.as_ref()?;
        let place = whole(Argument::MaxAge);
        let seconds = match written {
            MaxAge::Seconds(seconds) => Some(*seconds),
            MaxAge::Text(text) => parse_lifetime(text),
        };
        let value = written.to_string();
        match seconds {
            None => {
                let what = format!("`{}` is no lifetime", escaped(&value));
                let help = "write seconds, `max_age = 600`, or a unit, `max_age = \"10m\"`";
                violations.push(Rule::MaxAgeSyntax, place, &value, what, help);
            }
            Some(seconds) if seconds > MAX_AGE_CAP => {
                let what = format!("the lifetime `{}` is longer than a day", escaped(&value));
                let help = "write at most `max_age = 86400`; 7200 is all that Chromium makes of it";
                violations.push(Rule::MaxAgeTooLong, place, &value, what, help);
            }
            Some(_) => {}
        }
        seconds.map(|seconds| Cow::Owned(seconds.to_string()))
    }

    fn check_enforce(&self, violations: &mut Violations) -> bool {
        if self.enforce && self.origins.iter().any(|origin| origin == "*") {
            violations.push(
                Rule::EnforceAnyOrigin,
                whole(Argument::Enforce),
                "enforce",
                "`enforce` cannot be combined with the origin `*`",
                "name the origins that may call: `origins = \"https://app.example.com\"`, or drop `enforce`",
            );
        }
        self.enforce
    }

    fn check_preflight_status(&self, violations: &mut Violations) -> u16 {
        let status = self.preflight_status.unwrap_or(204);
        if !(200..=299).contains(&status) {
            violations.push(
                Rule::PreflightStatus,
                whole(Argument::PreflightStatus),
                &status.to_string(),
                format!("the preflight status `{status}` is no success"),
                "leave it out for 204, or write `preflight_status = 200` for old clients that insist on it",
            );
        }
        status
    }
}

fn whole(argument: Argument) -> Place {
    Place { argument, index: None }
}

fn listed<S: AsRef<str>>(names: &[S]) -> Names {
    if names.is_empty() {
        return Names::None;
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    Names::Listed(Cow::Owned(names.join(", ")))
}

/// A value for a message: control characters escaped, cut where nobody would read on.
fn escaped(value: &str) -> Cow<'_, str> {
    const SHOWN: usize = 120;
    if value.len() <= SHOWN && !value.contains(char::is_control) {
        return Cow::Borrowed(value);
    }
    let mut shown: String = value.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if value.chars().count() > SHOWN {
        shown.push('…');
    }
    Cow::Owned(shown)
}

fn help_with_origin(rule: Rule, text: &str) -> String {
    match (rule, pattern::mend(text)) {
        (Rule::OriginFile, _) => {
            "serve the page over http, from `http://localhost:*` for one, and name that".to_owned()
        }
        (_, Some(origin)) => format!("write `{origin}`"),
        (Rule::OriginNotAscii, None) => "write the host in Punycode, as `xn--…`".to_owned(),
        (_, None) => "write scheme, host and, where it is not the default, port: `https://app.example.com`".to_owned(),
    }
}

/// Schemes whose pages nobody on the network can fake. Browsers trust their own extensions as they trust https.
fn is_secure_scheme(scheme: &str) -> bool {
    matches!(scheme, "https" | "chrome-extension" | "moz-extension" | "safari-web-extension")
}

/// `600`, `600s`, `10m`, `1h`, `1d`.
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
    fn values_in_messages_are_escaped_and_cut() {
        assert_eq!(escaped("a\nb"), "a\\nb");
        assert_eq!(escaped(&"x".repeat(200)).chars().count(), 121);
    }

    #[test]
    fn own_methods_are_the_default_and_forbidden_ones_are_left_out() {
        let draft = Draft::new().origins(["*"]).served(["PUT", "TRACE"]);
        assert_eq!(draft.check().unwrap().table().methods, Names::Listed("PUT".into()));
        let draft = Draft::new().origins(["*"]).served(["TRACE"]);
        assert_eq!(draft.check().unwrap().table().methods, Names::None);
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
            .enforce(true)
            .preflight_status(404);
        let violations = draft.check().unwrap_err();
        let ids: Vec<_> = violations.iter().map(|violation| violation.rule().id()).collect();
        assert_eq!(
            ids,
            [
                "origin-path",
                "origin-any-not-alone",
                "any-origin-with-credentials",
                "method-case",
                "method-forbidden",
                "header-forbidden",
                "header-token",
                "expose-any-with-credentials",
                "expose-forbidden",
                "max-age-too-long",
                "enforce-any-origin",
                "preflight-status",
            ]
        );
    }
}
