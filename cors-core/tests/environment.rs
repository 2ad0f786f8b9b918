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

#[test]
fn lists_of_other_systems_are_named_and_corrected() {
    const FORMS: &[(&str, &str)] = &[
        ("JSON list", r#"["https://a.example","https://b.example"]"#),
        ("quotes", r#""https://a.example","https://b.example""#),
        ("semicolons", "https://a.example;https://b.example"),
        ("spaces", "https://a.example https://b.example"),
        ("line breaks", "https://a.example\nhttps://b.example"),
        ("brackets", "[https://a.example, https://b.example]"),
        ("YAML list", "- https://a.example\n- https://b.example\n"),
    ];
    let Some(form) = env::var_os("CORS_CORE_FORM") else {
        for (form, value) in FORMS {
            let mut child = Command::new(env::current_exe().unwrap());
            child.args(["--exact", "lists_of_other_systems_are_named_and_corrected"]);
            let output = child.env("CORS_CORE_FORM", form).env("CORS_CORE_LIST", value).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
        return;
    };
    let violations = Draft::new().origins([OriginEntry::env("CORS_CORE_LIST")]).check().unwrap_err();
    let [violation] = violations.iter().collect::<Vec<_>>()[..] else { panic!("{violations}") };
    assert_eq!(violation.rule(), Rule::EnvForm);
    assert!(violation.message().contains(form.to_str().unwrap()), "{violation}");
    assert!(violation.help().ends_with("`https://a.example,https://b.example`"), "{violation}");
    assert_eq!(violation.to_string().lines().count(), 3, "{violation}");
}
