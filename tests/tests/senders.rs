//! Who may send: every row of `testdata/senders.toml`, through cors-core and through the oracle.

use std::collections::BTreeSet;

use cors_core::explain;
use cors_tests::oracle;
use cors_tests::plain::{PlainAnswer, PlainHandler, decided};
use cors_tests::senders::Senders;

/// The steps by which a request is served.
const SERVED: &[&str] =
    &["not-enforced", "no-write", "same-origin", "admitted", "origin-is-host", "no-browser", "approved"];
/// The steps by which one is refused.
const REFUSED: &[&str] = &[
    "site-not-allowed",
    "origin-not-host",
    "origin-repeated",
    "cookie-not-allowed",
    "host-not-allowed",
    "off",
    "origin-not-allowed",
];

fn handler() -> PlainHandler {
    PlainHandler { status: 200, lines: Vec::new() }
}

/// Those lines of a `Vary` that leave.
fn vary(answer: &PlainAnswer) -> Option<&[u8]> {
    answer.lines.iter().find(|(name, _)| name == "vary").map(|(_, value)| value.as_slice())
}

#[test]
fn cors_core_decides_as_written() {
    let senders = Senders::load();
    for row in &senders.row {
        let policy = senders.draft(row).check().unwrap_or_else(|violations| panic!("{}: {violations}", row.name));
        let answer = decided(&policy, &row.plain(), &handler());
        assert_eq!(answer.status, row.status, "{}: {answer:?}", row.name);
        let is_refused = REFUSED.contains(&row.step.as_str());
        assert_eq!(matches!(answer.decision, "block" | "refuse"), is_refused, "{}: {answer:?}", row.name);
        if is_refused {
            assert_eq!(answer.failed, [row.step.as_str()], "{}", row.name);
            let explanation = explain(&policy, &row.plain()).unwrap();
            assert!(!explanation.message().is_empty() && !explanation.help().is_empty(), "{}", row.name);
        }
        if answer.decision == "block" {
            assert_eq!(vary(&answer), Some(&b"Origin, Sec-Fetch-Site"[..]), "{}", row.name);
        }
    }
}

#[test]
fn the_oracle_decides_as_written() {
    let senders = Senders::load();
    for row in &senders.row {
        let (policy, request) = (senders.plain(row), row.plain());
        let answer = oracle::answer(&policy, &request, &handler());
        assert_eq!(answer.status, row.status, "{}: {answer:?}", row.name);
        match answer.decision {
            "approve" => assert_eq!(row.step, "approved", "{}", row.name),
            "block" | "refuse" => assert_eq!(answer.failed.first(), Some(&row.step.as_str()), "{}", row.name),
            _ => assert_eq!(oracle::sender(&policy, &request), Ok(row.step.as_str()), "{}", row.name),
        }
    }
}

#[test]
fn each_difference_from_the_others_has_its_reason() {
    let senders = Senders::load();
    for by in ["go", "tower-http", "aspnetcore"] {
        let theirs: Vec<_> = senders.row.iter().filter(|row| row.by.as_deref() == Some(by)).collect();
        let different = theirs.iter().filter(|row| row.theirs != Some(row.status)).count();
        assert!(theirs.len() > 25 && different > 3, "{by}: {} rows, {different} different", theirs.len());
    }
    for row in &senders.row {
        assert_eq!(row.by.is_some(), row.theirs.is_some(), "{}", row.name);
        let is_different = row.theirs.is_some_and(|theirs| theirs != row.status);
        assert_eq!(row.why.is_some(), is_different, "{}", row.name);
        let is_sentence = row.why.as_ref().is_none_or(|why| why.ends_with('.') && !why.contains('\n'));
        assert!(is_sentence, "{}", row.name);
    }
}

#[test]
fn every_step_and_every_policy_is_in_a_row() {
    let senders = Senders::load();
    let steps: BTreeSet<&str> = senders.row.iter().map(|row| row.step.as_str()).collect();
    assert_eq!(steps, SERVED.iter().chain(REFUSED).copied().collect());
    assert_eq!(senders.idle(), [""; 0]);
    // Names are unique among the rows of one table.
    let names: BTreeSet<_> = senders.row.iter().map(|row| (&row.by, &row.name)).collect();
    assert_eq!(names.len(), senders.row.len());
    assert!(senders.row.len() > 300, "{} rows", senders.row.len());
}
