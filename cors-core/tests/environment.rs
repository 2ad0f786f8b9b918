//! What a mistake in a variable of the environment is told; the variables are set for a child that runs the same test.

use std::env;
use std::process::Command;

use cors_core::{Draft, OriginEntry, Rule};

#[test]
fn a_star_is_at_fault_in_the_variable_that_has_it() {
    if env::var_os("CORS_CORE_ANY").is_none() {
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "a_star_is_at_fault_in_the_variable_that_has_it"]);
        child.env("CORS_CORE_ONE", "https://a.example").env("CORS_CORE_ANY", "*");
        let output = child.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        return;
    }
    let variables = ["CORS_CORE_ONE", "CORS_CORE_ANY"].map(OriginEntry::env);
    let violations = Draft::new().origins(variables).check().unwrap_err();
    let found: Vec<_> =
        violations.iter().map(|violation| (violation.rule(), violation.location().to_string())).collect();
    assert_eq!(found, [(Rule::OriginAnyNotAlone, "origins[1]".to_owned())]);
    let message = violations.to_string();
    assert!(
        message.contains("in the environment variable `CORS_CORE_ANY`, the origin `*` is combined with others"),
        "{message}"
    );
}
