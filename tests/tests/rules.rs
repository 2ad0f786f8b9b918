//! The rule book: every row of `testdata/policies.toml` through `Draft::check`, and every rule in a row.

use std::collections::BTreeSet;

use cors_core::{Draft, Rule, Violations};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    draft: Vec<toml::Table>,
}

/// Rule, place and, where the row gives it, help.
type Expected = Vec<Vec<String>>;

struct Row {
    draft: Draft,
    violations: Expected,
    redundant: Expected,
    text: String,
}

fn rows() -> Vec<Row> {
    let text = include_str!("../../testdata/policies.toml");
    let File { draft } = toml::from_str(text).unwrap();
    draft.into_iter().map(row).collect()
}

fn row(mut table: toml::Table) -> Row {
    let text = table.to_string();
    let mut take = |key: &str| -> Option<toml::Value> { table.remove(key) };
    let expected = |value: Option<toml::Value>| value.map_or_else(Vec::new, |rows| rows.try_into().unwrap());
    let (violations, redundant) = (expected(take("violations")), expected(take("redundant")));
    let served: Option<Vec<String>> = take("served").map(|served| served.try_into().unwrap());
    let mut draft: Draft = table.try_into().unwrap_or_else(|error| panic!("{text}{error}"));
    if let Some(served) = served {
        draft = draft.served(served);
    }
    Row { draft, violations, redundant, text }
}

/// Says how what was found differs from what the row expects.
fn differs(found: Option<&Violations>, expected: &Expected, row: &str) -> Option<String> {
    let found: Vec<_> = found
        .into_iter()
        .flatten()
        .map(|violation| [violation.rule().id().to_owned(), violation.place().to_string(), violation.help().to_owned()])
        .collect();
    let equal = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| found[..expected.len()] == **expected);
    (!equal).then(|| format!("{row}found {found:#?}\n"))
}

#[test]
fn drafts_are_judged_as_written() {
    let mut differences = Vec::new();
    for row in rows() {
        let violations = row.draft.check().err();
        differences.extend(differs(violations.as_ref(), &row.violations, &row.text));
        if violations.is_none() {
            let redundant = row.draft.check_redundancy().err();
            differences.extend(differs(redundant.as_ref(), &row.redundant, &row.text));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_rule_is_broken_by_a_row() {
    let rows = rows();
    let broken: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.violations.iter().chain(&row.redundant))
        .map(|expected| expected[0].as_str())
        .collect();
    let missing: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).filter(|id| !broken.contains(id)).collect();
    assert!(missing.is_empty(), "no row of testdata/policies.toml breaks {missing:?}");
}

#[test]
fn what_help_says_to_write_is_accepted() {
    for row in rows() {
        for violation in row.draft.check().err().iter().flatten() {
            let Some(origin) = violation.help().strip_prefix("write `").and_then(|help| help.strip_suffix('`')) else {
                continue;
            };
            if violation.rule().id().starts_with("origin-") {
                Draft::new().origins([origin]).check().unwrap_or_else(|error| panic!("{}{error}", row.text));
            }
        }
    }
}

#[test]
fn messages_have_three_parts() {
    for row in rows() {
        for violation in row.draft.check().err().iter().flatten() {
            let text = violation.to_string();
            let lines: Vec<_> = text.lines().collect();
            assert_eq!(lines.len(), 3, "{text}");
            assert!(lines[1].starts_with("help: ") && lines[2].starts_with("note: "), "{text}");
            assert!(lines[0].starts_with(|first: char| first.is_lowercase() || first == '`'), "{text}");
            assert!(!lines.iter().any(|line| line.ends_with('.')), "{text}");
        }
    }
}
