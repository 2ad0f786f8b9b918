//! One mistake a file, each with all that the compiler says about it.

use std::path::Path;

use cors_core::Rule;

/// `TRYBUILD=overwrite` rewrites the messages; read every one of them before it is committed.
#[test]
fn mistakes_say_what_to_write_instead() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn every_rule_has_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let has_case = |rule: &&Rule| {
        let mut topics = folder.read_dir().unwrap();
        topics.any(|topic| topic.unwrap().path().join(rule.id()).with_extension("rs").is_file())
    };
    // A build with every feature cannot break the rule about a missing one, which cors-core tests without, and what a
    // variable says is known when the application starts, which `environment.rs` tests.
    let testable = Rule::ALL.iter().filter(|rule| !matches!(rule, Rule::RegexFeature | Rule::EnvMissing));
    let missing: Vec<_> = testable.filter(|rule| !has_case(rule)).map(|rule| rule.id()).collect();
    assert!(missing.is_empty(), "no case in tests/ui breaks {missing:?}");
}
