//! What was published about other implementations, and the attacks of the casebook that a single exchange does not show:
//! each row is a test, named for it, that says what happened there and what keeps it from happening here.

mod attacks;
mod matched;
mod served;
mod written;

use std::collections::BTreeSet;
use std::path::Path;

use cors_core::{Draft, OriginEntry};
use cors_tests::plain::{PlainAnswer, PlainHandler, PlainRequest, decided};
use serde::Deserialize;

/// The site whose policies these are.
const SITE: &str = "https://example.com";

fn site() -> Draft {
    Draft::new().origins([SITE, "https://b.example"]).credentials(true)
}

fn regex(pattern: &str) -> Draft {
    Draft::new().origins([OriginEntry::Regex(pattern.to_owned())])
}

/// Asserts that a draft breaks a rule.
#[track_caller]
fn refused(draft: &Draft, rule: &str) {
    let violations = draft.check().expect_err(rule);
    let broken: Vec<_> = violations.iter().map(|violation| violation.rule().id()).collect();
    assert!(broken.contains(&rule), "{broken:?}");
}

/// Asserts which origins a policy allows, and which it does not.
#[track_caller]
fn admits(draft: &Draft, admitted: &[&str], refused: &[&str]) {
    let policy = draft.check().unwrap_or_else(|violations| panic!("{violations}"));
    for origin in admitted {
        assert!(policy.allows(origin.as_bytes()), "{origin}");
    }
    for origin in refused {
        assert!(!policy.allows(origin.as_bytes()), "{origin}");
    }
}

/// What cors-core answers to a request with these lines.
fn answer(draft: &Draft, method: &str, lines: &[(&str, &str)]) -> PlainAnswer {
    let lines = lines.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    let request = PlainRequest { method: method.to_owned(), lines, ..PlainRequest::default() };
    decided(&draft.check().unwrap(), &request, &PlainHandler { status: 200, lines: Vec::new() })
}

fn value<'a>(answer: &'a PlainAnswer, name: &str) -> Option<&'a str> {
    let line = answer.lines.iter().find(|(line, _)| line == name);
    line.map(|(_, value)| std::str::from_utf8(value).unwrap())
}

/// `testdata/casebook.toml`, as far as it says where its rows are tested.
#[derive(Deserialize)]
struct Casebook {
    attack: Vec<Id>,
    elsewhere: Vec<Elsewhere>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    ids: Vec<String>,
    file: String,
    test: String,
}

/// A row that nobody tests is a row that somebody forgot.
#[test]
fn every_row_of_the_casebook_has_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let text = std::fs::read_to_string(tests.join("../../testdata/casebook.toml")).unwrap();
    let Casebook { attack, elsewhere } = toml::from_str(&text).unwrap();
    for Elsewhere { ids, file, test } in &elsewhere {
        let text = std::fs::read_to_string(tests.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let is_test = ["#[test]\n", "#[actix_web::test]\nasync "]
            .iter()
            .any(|attribute| text.contains(&format!("\n{attribute}fn {test}() {{")));
        assert!(is_test, "{ids:?}: no test {test} in {file}");
    }
    let ids: BTreeSet<String> =
        elsewhere.into_iter().flat_map(|row| row.ids).chain(attack.into_iter().map(|row| row.id)).collect();
    for attack in (1..=26).map(|number| format!("H{number}")) {
        assert!(ids.contains(&attack), "{attack}");
    }
    let published = ids.iter().filter(|id| !id.starts_with('H')).count();
    assert_eq!(published, 60, "published vulnerabilities: {ids:?}");
}
