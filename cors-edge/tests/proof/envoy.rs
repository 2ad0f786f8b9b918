//! Envoy, from `PyPI`.

use std::process::Command;

use cors_edge::Target;

use crate::compare::Engine;
use crate::gateway::from_pypi;

pub const ENVOY: Engine = Engine {
    target: Target::Envoy,
    files: &[],
    exported: "envoy.yaml",
    command: |directory| {
        let mut command = Command::new(from_pypi("envoy"));
        command.args(["--concurrency", "1", "--disable-hot-restart", "--log-level", "error"]);
        command.arg("-c").arg(directory.join("envoy.yaml"));
        command
    },
    losses: &[],
    missing: "this test needs Envoy, which `scripts/python` installs from PyPI for Linux on x86-64",
};

#[test]
fn browsers_see_what_the_application_says() {
    ENVOY.agrees();
}

#[test]
fn a_wrong_export_is_found() {
    ENVOY.finds(&[
        (r"https://app\.example\.com'", "https://app.example.com.*'"),
        ("https://(?:", "https?://(?:"),
        (r"partner\.example", r"partner\.test"),
        ("(?::[1-9][0-9]{0,4})?", ""),
        ("- 'access-control-allow-origin'", "- 'x-nothing'"),
        ("APPEND_IF_EXISTS_OR_ADD", "ADD_IF_ABSENT"),
        ("value: 'true'", "value: 'false'"),
        ("exact: 'OPTIONS'", "exact: 'OPTION'"),
        ("(?i:api", "(?i:www"),
    ]);
}
