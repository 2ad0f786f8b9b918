//! What is different between two policies, in the words of the report.

use std::fmt;

use cors_actix::{Enforce, Policy};

/// What is different between two policies.
///
/// ```
/// use cors_actix::Draft;
/// use cors_fleet::Changes;
///
/// let old = Draft::new().origins(["https://a.example", "https://b.example"]).max_age("1h").check()?;
/// let new = Draft::new().origins(["https://a.example", "https://*.c.example"]).max_age("1m").check()?;
/// let changes = Changes::between(&old, &new);
/// assert_eq!(
///     changes.to_string(),
///     "+ https://*.c.example may read\n\
///      - https://b.example may read\n\
///      ~ preflights last 60 s instead of 3600 s"
/// );
/// assert!(changes.narrowing().unwrap().contains("up to 3600 s"));
/// # Ok::<(), cors_actix::violation::Violations>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    lines: Vec<String>,
    narrowing: Option<String>,
}

/// How long browsers keep the answer to a preflight that does not say it, in seconds
/// ([CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0)).
const UNSAID: u32 = 5;

impl Changes {
    /// Compares two policies.
    pub fn between(old: &Policy, new: &Policy) -> Self {
        let mut lines = Vec::new();
        let [before, after] =
            [old, new].map(|policy| policy.origins().iter().map(ToString::to_string).collect::<Vec<_>>());
        let lost_origins = list(&mut lines, &before, &after, |origin| format!("{origin} may read"));
        let lost_origin = lost_origins.iter().any(|origin| !is_covered(new, origin));
        flag(&mut lines, [old.credentials(), new.credentials()], "with credentials");
        let methods = [old, new].map(|policy| owned(&policy.methods()));
        let lost_methods = list(&mut lines, &methods[0], &methods[1], |name| format!("methods: {name}"));
        let headers = [old, new].map(|policy| owned(&policy.headers()));
        let lost_headers = list(&mut lines, &headers[0], &headers[1], |name| format!("request headers: {name}"));
        let expose = [old, new].map(|policy| owned(&policy.expose()));
        list(&mut lines, &expose[0], &expose[1], |name| format!("exposes {name}"));
        list(&mut lines, &old.hosts(), &new.hosts(), |host| format!("hosts: {host}"));
        flag(&mut lines, [old.timing(), new.timing()], "shares timings");
        value(&mut lines, [old.max_age(), new.max_age()], |age| match age {
            Some(seconds) => format!("preflights last {seconds} s"),
            None => format!("preflights last as long as browsers like ({UNSAID} s)"),
        });
        value(&mut lines, [old.enforce(), new.enforce()], |enforce| format!("refuses {}", refused(*enforce)));
        value(&mut lines, [old.preflight_status(), new.preflight_status()], |status| {
            format!("preflights get {status}")
        });

        let is_lost = |lost: &[String], kept: &[String]| {
            lost.iter().any(|name| name == "authorization" || !kept.iter().any(|kept| kept == "*"))
        };
        let lost_other = is_lost(&lost_methods, &methods[1])
            || is_lost(&lost_headers, &headers[1])
            || (old.credentials() && !new.credentials());
        let narrowing = (lost_origin || lost_other).then(|| narrowing(old, new, lost_origin));
        Changes { lines, narrowing }
    }

    /// Whether the two policies are the same.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Says how long browsers may go on with a permission that the new policy takes away; `None` if it takes none away.
    pub fn narrowing(&self) -> Option<&str> {
        self.narrowing.as_deref()
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no differences");
        }
        f.write_str(&self.lines.join("\n"))
    }
}

fn narrowing(old: &Policy, new: &Policy, lost_origin: bool) -> String {
    let seconds = old.max_age().unwrap_or(UNSAID);
    let now = match (lost_origin, new.enforce()) {
        (false, _) => "Until then they may still send such requests, and the service answers them.",
        (true, Enforce::Never) => {
            "Until then they may still send such requests, and handlers run, because of `enforce = false`."
        }
        (true, _) => "Writes from origins that are no longer listed are refused at once.",
    };
    format!("This takes a permission away. Browsers may keep the earlier one for up to {seconds} s. {now}")
}

/// Notes what comes and what goes. Returns what goes.
fn list(lines: &mut Vec<String>, old: &[String], new: &[String], say: impl Fn(&str) -> String) -> Vec<String> {
    lines.extend(new.iter().filter(|entry| !old.contains(entry)).map(|entry| format!("+ {}", say(entry))));
    let lost: Vec<String> = old.iter().filter(|entry| !new.contains(entry)).cloned().collect();
    lines.extend(lost.iter().map(|entry| format!("- {}", say(entry))));
    lost
}

fn flag(lines: &mut Vec<String>, [old, new]: [bool; 2], what: &str) {
    match (old, new) {
        (false, true) => lines.push(format!("+ {what}")),
        (true, false) => lines.push(format!("- {what}")),
        (true, true) | (false, false) => {}
    }
}

fn value<T: PartialEq>(lines: &mut Vec<String>, [old, new]: [T; 2], say: impl Fn(&T) -> String) {
    if old != new {
        let (before, after) = (say(&old), say(&new));
        // The words that both have are said once.
        let short = before.strip_prefix("preflights last ").or_else(|| before.strip_prefix("preflights get "));
        let before = short.or_else(|| before.strip_prefix("refuses ")).unwrap_or(&before);
        lines.push(format!("~ {after} instead of {before}"));
    }
}

fn refused(enforce: Enforce) -> &'static str {
    match enforce {
        Enforce::Never => "no sender",
        Enforce::All => "every request of other origins",
        _ => "writes of other origins",
    }
}

/// Whether another entry admits an origin that is not listed any more. Of patterns only `*` is known to cover others.
fn is_covered(policy: &Policy, origin: &str) -> bool {
    policy.allows(origin.as_bytes()) || policy.origins().iter().any(|listed| listed.to_string() == "*")
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use cors_actix::Draft;

    use super::*;

    fn changes(old: &Draft, new: &Draft) -> Changes {
        Changes::between(&old.check().unwrap(), &new.check().unwrap())
    }

    fn draft() -> Draft {
        Draft::new().origins(["https://a.example", "https://b.example"])
    }

    #[test]
    fn every_argument_is_compared() {
        let new = draft().methods(["PUT"]).headers(["x-a"]).expose(["etag"]).credentials(true).timing(true);
        let new = new.hosts(["api.example"]).enforce(true).preflight_status(200).max_age(60);
        assert_eq!(
            changes(&draft(), &new).to_string(),
            "+ with credentials\n+ methods: PUT\n+ request headers: x-a\n+ exposes etag\n+ hosts: api.example\n+ shares timings\n\
             ~ preflights last 60 s instead of as long as browsers like (5 s)\n\
             ~ refuses every request of other origins instead of writes of other origins\n\
             ~ preflights get 200 instead of 204"
        );
        assert_eq!(changes(&new, &new).to_string(), "no differences");
        assert_eq!(changes(&draft(), &new).narrowing(), None);
    }

    #[test]
    fn only_what_is_taken_away_narrows() {
        let one = Draft::new().origins(["https://a.example"]);
        for (old, new, words) in [
            (draft(), one.clone(), Some("up to 5 s. Writes from origins")),
            (draft().max_age(600), one.clone(), Some("up to 600 s.")),
            (draft(), one.enforce(false), Some("handlers run, because of `enforce = false`")),
            (draft(), Draft::new().origins(["*"]), None),
            (draft(), Draft::new().origins(["https://*.example.com", "https://a.example", "https://b.example"]), None),
            (draft().methods(["PUT"]), draft(), Some("the service answers them")),
            (draft().methods(["PUT"]), draft().methods(["*"]), None),
            (draft().headers(["x-a"]), draft().headers(["*"]), None),
            (draft().headers(["authorization"]), draft().headers(["*"]), Some("the service answers them")),
            (draft().credentials(true), draft(), Some("the service answers them")),
            (draft().expose(["etag"]), draft(), None),
        ] {
            let changes = changes(&old, &new);
            match (changes.narrowing(), words) {
                (Some(said), Some(words)) => assert!(said.contains(words), "{said}"),
                (said, words) => assert_eq!(said, words, "{changes}"),
            }
        }
    }
}
