//! The report as a text for tests: one fact a line, sorted, each line by itself, so a difference is the facts that differ.

use std::collections::BTreeSet;

use cors_core::Enforce;

use crate::report::contents::Report;
use crate::report::facts::{OriginFact, OriginKind, PolicyFacts};
use crate::report::row::{AnsweredBy, Preflights, Row, RowKind};

impl Report {
    /// Returns the report as a text for snapshot tests: one fact a line, sorted. A policy that becomes wider gains lines,
    /// and the lines of the others stay as they are.
    ///
    /// It is what the program says: environment variables appear by name, and the origins in them do not.
    ///
    /// ```
    /// # use actix_web::{Responder, get};
    /// # use cors_actix::{cors, table};
    /// #[cors(origins("https://app.example.com", "https://*.preview.example.com"), credentials)]
    /// #[get("/items")]
    /// async fn list() -> impl Responder {
    ///     "items"
    /// }
    ///
    /// assert_eq!(
    ///     table![list].snapshot(),
    ///     "\
    /// /items list: credentials
    /// /items list: methods GET
    /// /items list: origins https://*.preview.example.com
    /// /items list: origins https://app.example.com
    /// /items list: serves GET
    /// "
    /// );
    /// ```
    pub fn snapshot(&self) -> String {
        let of_row = |row: &Row| {
            let key = self.key(row);
            facts(row).into_iter().map(move |fact| format!("{key}: {fact}\n"))
        };
        let notes = self.notes.iter().map(|note| format!("note: {note}\n"));
        let lines: BTreeSet<_> = self.rows.iter().flat_map(of_row).chain(notes).collect();
        lines.into_iter().collect()
    }

    /// What a row goes by: path and handler, and its methods where another row has both, too.
    fn key(&self, row: &Row) -> String {
        let is_other = |other: &&Row| other.path == row.path && other.handler == row.handler;
        let handler = match (&row.handler, row.kind) {
            (Some(handler), _) => format!(" {handler}"),
            (None, RowKind::Resource) => " (no name)".to_owned(),
            (None, RowKind::Unmatched) => " (unmatched)".to_owned(),
        };
        let methods = if self.rows.iter().filter(is_other).any(|other| other.methods != row.methods) {
            format!(" ({})", if row.methods.is_empty() { "any method".to_owned() } else { row.methods.join(", ") })
        } else {
            String::new()
        };
        format!("{}{handler}{methods}", row.shown_path())
    }
}

fn facts(row: &Row) -> Vec<String> {
    let mut facts = list("serves", &row.methods);
    if row.methods.is_empty() && row.kind == RowKind::Resource {
        facts.push("serves any method".to_owned());
    }
    facts.extend(list("guard", &row.guards));
    facts.extend(row.own_name().map(|name| format!("name {name}")));
    facts.extend(row.notes.iter().map(|note| format!("note {note}")));
    match row.answered_by {
        AnsweredBy::Cors => facts.push("policy of a Cors".to_owned()),
        AnsweredBy::None => facts.push("no policy".to_owned()),
        AnsweredBy::Unknown => facts.push("policy unknown".to_owned()),
        AnsweredBy::Route => {}
    }
    facts.extend(row.hosts_around.iter().map(|hosts| format!("hosts around {}", hosts.join(" "))));
    match &row.preflights {
        Preflights::OwnPolicy => {}
        Preflights::OtherPolicy(rules) => {
            facts.extend(of_rules(rules).into_iter().map(|fact| format!("preflights {fact}")));
        }
        Preflights::Refused => facts.push("preflights refused".to_owned()),
        Preflights::Application if row.answered_by == AnsweredBy::None => {}
        Preflights::Application => facts.push("preflights of the application".to_owned()),
        Preflights::Unknown if row.answered_by == AnsweredBy::Unknown => {}
        Preflights::Unknown => facts.push("preflights unknown".to_owned()),
    }
    facts.extend(of_rules(&row.rules));
    facts
}

/// What the rules share, once. Of several, each line begins with the number of the rule: their order counts.
fn of_rules(rules: &[PolicyFacts]) -> Vec<String> {
    let number = |number: usize| if rules.len() == 1 { String::new() } else { format!("rule {number} ") };
    let of_rule = |(rule, index)| {
        let prefix = number(index);
        of_policy(rule).into_iter().map(move |fact| format!("{prefix}{fact}"))
    };
    let shared = rules.first().map(of_route).unwrap_or_default();
    rules.iter().zip(1..).flat_map(of_rule).chain(shared).collect()
}

fn of_policy(policy: &PolicyFacts) -> Vec<String> {
    let mut facts: Vec<_> = policy.off.then(|| "off".to_owned()).into_iter().collect();
    facts.extend(policy.origins.iter().filter(|entry| !entry.from_variable).flat_map(of_origin));
    facts.extend(list("origins in", &policy.variables));
    facts.extend(policy.with.then(|| match &policy.with_function {
        Some(function) => format!("origins with {function}"),
        None => "origins with a function".to_owned(),
    }));
    facts.extend(list("methods", &policy.methods));
    facts.extend(list("headers", &policy.headers));
    facts.extend(list("expose", &policy.expose));
    facts.extend(policy.max_age.map(|seconds| format!("max_age {seconds} s")));
    facts.extend(policy.credentials.then(|| "credentials".to_owned()));
    facts.extend(policy.timing.then(|| "timing".to_owned()));
    facts
}

fn of_route(policy: &PolicyFacts) -> Vec<String> {
    let mut facts = list("host", &policy.hosts);
    facts.extend((policy.enforce != Enforce::Writes).then(|| format!("enforce {}", policy.enforce.name())));
    facts.extend((policy.preflight_status != 204).then(|| format!("preflight_status {}", policy.preflight_status)));
    facts
}

/// The entry, and each domain by itself, since a pattern that reaches a further one is what to look out for.
fn of_origin(entry: &OriginFact) -> Vec<String> {
    match &entry.origin {
        OriginKind::Regex { domains, .. } if domains.is_empty() => vec![format!("origins unproven {}", entry.text())],
        OriginKind::Regex { domains, .. } => {
            let domains = domains.iter().map(|domain| format!("registrable domain {domain}"));
            [format!("origins {}", entry.text())].into_iter().chain(domains).collect()
        }
        _ => vec![format!("origins {}", entry.text())],
    }
}

fn list(argument: &str, names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("{argument} {name}")).collect()
}
