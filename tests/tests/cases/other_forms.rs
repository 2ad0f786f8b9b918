//! A variable of the environment in the form of another system keeps the application from starting, and says what to write.

use std::process::Command;

#[test]
fn the_form_is_named_and_the_value_corrected() {
    for (value, form) in [
        (r#"["https://a.example","https://b.example"]"#, "a JSON list"),
        ("- https://a.example\n- https://b.example", "a YAML list"),
        ("'https://a.example','https://b.example'", "a list with quotes"),
        ("[https://a.example,https://b.example]", "a list in brackets"),
        ("https://a.example; https://b.example", "a list with semicolons"),
        ("https://a.example https://b.example", "a list with spaces"),
        ("https://a.example\nhttps://b.example", "a list with line breaks"),
    ] {
        let mut application = Command::new(env!("CARGO_BIN_EXE_origins_from_environment"));
        let output = application.env("CORS_TESTS_ORIGINS", value).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{value}");
        assert!(
            said.contains(&format!("in the environment variable `CORS_TESTS_ORIGINS`, the origins are {form}")),
            "{value}: {said}"
        );
        assert!(said.contains("`https://a.example,https://b.example`"), "{value}: {said}");
    }
}
