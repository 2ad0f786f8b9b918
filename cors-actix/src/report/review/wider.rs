//! Who gains access from one report to another.

use cors_core::__private::regex::{Error, representatives};
use cors_core::ListedOrigin;

use super::access::{Access, of_row};
use crate::report::contents::Report;
use crate::report::facts::{OriginKind, PolicyFacts};
use crate::report::row::{AnsweredBy, Row};

/// How many origins of those that gain the same are named.
const EXAMPLES: usize = 3;

impl Report {
    /// Panics if somebody gains access: if pages of some origin may read or send more than in an earlier report.
    ///
    /// Keep the earlier report in the repository as JSON. Once a wider one is reviewed, it takes its place.
    ///
    /// ```should_panic
    /// use actix_web::{Responder, get};
    /// use cors_actix::{Report, cors, table};
    ///
    /// mod yesterday {
    ///     # use actix_web::{Responder, get};
    ///     # use cors_actix::cors;
    ///     #[cors(origins("https://a.example.com", "https://b.example.com"))]
    ///     #[get("/items")]
    ///     pub async fn list() -> impl Responder {
    ///         "items"
    ///     }
    /// }
    ///
    /// #[cors(origins = "https://*.example.com")]
    /// #[get("/items")]
    /// async fn list() -> impl Responder {
    ///     "items"
    /// }
    ///
    /// let reviewed = serde_json::to_string(&table![yesterday::list]).unwrap(); // or `include_str!("cors.json")`
    /// let reviewed: Report = serde_json::from_str(&reviewed).unwrap();
    /// table![list].assert_no_wider_than(&reviewed); // pages of `https://x.example.com` may read it now
    /// ```
    ///
    /// # Panics
    /// With the lines of [`wider_than`](Self::wider_than).
    #[track_caller]
    pub fn assert_no_wider_than(&self, old: &Report) {
        let gains = self.wider_than(old);
        assert!(
            gains.is_empty(),
            "the policies permit more than before\n{}\nhelp: if that is meant, put the new report in the place of the old one",
            gains.join("\n")
        );
    }

    /// Says who gains access over an earlier report, a line for each route and gain.
    ///
    /// Origins are compared by what the lists admit, however they are written. Not compared are the origins of
    /// environment variables and lists, what functions decide, and the order of routes. A route that is not in the
    /// earlier report is held against one that nobody may use.
    pub fn wider_than(&self, old: &Report) -> Vec<String> {
        let mut lines: Vec<(String, &Row, Vec<&str>)> = Vec::new();
        for row in &self.rows {
            for method in methods(row) {
                for gain in gains(row, old.counterpart(row, method), method) {
                    match lines.iter_mut().find(|(other, of, _)| *other == gain && std::ptr::eq(*of, row)) {
                        Some((_, _, methods)) => methods.extend(method),
                        None => lines.push((gain, row, method.into_iter().collect())),
                    }
                }
            }
        }
        let line = |(gain, row, methods): (String, &Row, Vec<&str>)| {
            let methods = methods.into_iter().map(ToOwned::to_owned).collect();
            format!("{}: {gain}", Row { methods, ..row.clone() }.title())
        };
        lines.into_iter().map(line).collect()
    }

    /// The row for the same path and method, with the same guards and the same handler if there are several.
    fn counterpart(&self, row: &Row, method: Option<&str>) -> Option<&Row> {
        let serves = |other: &&Row| {
            let is_served = method.is_some_and(|method| other.methods.iter().any(|served| served == method));
            (&other.path, other.kind) == (&row.path, row.kind) && (is_served || other.methods.is_empty())
        };
        let similarity = |other: &&Row| (other.guards == row.guards, other.handler == row.handler);
        // Of those that are alike, the first.
        self.rows.iter().rev().filter(serves).max_by_key(similarity)
    }
}

/// The methods of a row; `None` stands for any.
fn methods(row: &Row) -> Vec<Option<&str>> {
    if row.methods.is_empty() { vec![None] } else { row.methods.iter().map(|method| Some(method.as_str())).collect() }
}

/// What a row permits that the other one does not.
fn gains(new: &Row, old: Option<&Row>, method: Option<&str>) -> Vec<String> {
    if old.is_some_and(|old| is_alike(new, old)) {
        return Vec::new();
    }
    if new.answered_by == AnsweredBy::Unknown {
        return vec!["it cannot be told which policy applies".to_owned()];
    }
    let old_rules = old.map(|old| &*old.rules).unwrap_or_default();
    let mut gains = of_row(new, old);
    match cases(&new.rules, old_rules) {
        Ok(cases) => {
            let mut of_origins: Vec<(String, Vec<String>)> = Vec::new();
            for case in cases {
                let before = old.map(|old| Access::new(old, case.old)).unwrap_or_default();
                for gain in Access::new(new, case.new).gains_over(before, method) {
                    match of_origins.iter_mut().find(|(other, _)| *other == gain) {
                        Some((_, origins)) => origins.push(case.origin.clone()),
                        None => of_origins.push((gain, vec![case.origin.clone()])),
                    }
                }
            }
            gains.extend(of_origins.iter().map(|(gain, origins)| format!("{} may {gain}", named(origins))));
        }
        Err(error) => gains.push(format!("its origins cannot be compared: {error}")),
    }
    gains
}

/// Whether both permit the same, as far as they are written alike.
fn is_alike(new: &Row, old: &Row) -> bool {
    (new.answered_by == AnsweredBy::Unknown) == (old.answered_by == AnsweredBy::Unknown)
        && (&new.rules, &new.preflights, &new.hosts_around) == (&old.rules, &old.preflights, &old.hosts_around)
}

/// Some origins, with the rules that apply to them.
struct Case<'r> {
    origin: String,
    new: Option<&'r PolicyFacts>,
    old: Option<&'r PolicyFacts>,
}

/// An origin of each combination of rules that list it, and one that none lists unless some list all.
fn cases<'r>(new: &'r [PolicyFacts], old: &'r [PolicyFacts]) -> Result<Vec<Case<'r>>, Error> {
    let lists: Vec<_> = new.iter().chain(old).map(listed).collect();
    let list_all: Vec<_> = new.iter().chain(old).map(PolicyFacts::lists_any).collect();
    let others = || "other origins".to_owned();
    let mut cases = Vec::new();
    if !list_all.contains(&true) {
        cases.push(Case { origin: others(), new: None, old: None });
    }
    for (combination, origin) in representatives(&lists)? {
        let lists = |index: usize| combination >> index & 1 == 1;
        // The first rule that lists the origin applies.
        let new_rule = (0..new.len()).find(|index| lists(*index));
        let old_rule = (0..old.len()).find(|index| lists(new.len() + index));
        let is_named = (0..list_all.len()).any(|index| lists(index) && !list_all[index]);
        cases.push(Case {
            origin: if is_named { format!("`{origin}`") } else { others() },
            new: new_rule.map(|index| &new[index]),
            old: old_rule.map(|index| &old[index]),
        });
    }
    Ok(cases)
}

/// The origins that a rule lists in the program.
fn listed(rule: &PolicyFacts) -> Vec<ListedOrigin<'_>> {
    let listed = rule.origins.iter().filter(|entry| !entry.from_variable).map(|entry| match &entry.origin {
        OriginKind::Any => ListedOrigin::Any,
        OriginKind::Exact { origin } => ListedOrigin::Exact(origin),
        OriginKind::Wildcard { pattern } => ListedOrigin::Wildcard(pattern.clone()),
        OriginKind::Regex { pattern, .. } => ListedOrigin::Regex { pattern, domains: Vec::new() },
    });
    listed.collect()
}

/// Some of the origins that gain something.
fn named(origins: &[String]) -> String {
    let more = if origins.len() > EXAMPLES { " and more" } else { "" };
    format!("pages of {}{more}", origins.iter().take(EXAMPLES).cloned().collect::<Vec<_>>().join(", "))
}
