//! Traefik, from `PyPI`.

use std::process::Command;

use cors_edge::Target;

use crate::compare::Engine;
use crate::gateway::from_pypi;

const STATIC: &str = "
entryPoints:
  web:
    address: 'ADDRESS'
    http:
      encodedCharacters:
        allowEncodedSlash: true
providers: {file: {filename: DIRECTORY/cors.yaml}}
log: {level: ERROR}
global: {checkNewVersion: false, sendAnonymousUsage: false}
";

pub const TRAEFIK: Engine = Engine {
    target: Target::Traefik,
    files: &[("traefik.yaml", STATIC)],
    exported: "cors.yaml",
    command: |directory| {
        let mut command = Command::new(from_pypi("traefik"));
        command.arg(format!("--configFile={}", directory.join("traefik.yaml").display()));
        command
    },
    losses: &["hosts("],
    missing: "this test needs Traefik, which `scripts/python` installs from PyPI for Linux on x86-64",
};

#[test]
fn browsers_see_what_the_application_says() {
    TRAEFIK.agrees();
}

#[test]
fn a_wrong_export_is_found() {
    TRAEFIK.finds(&[
        (r"^(?:https://app\.example\.com)$", "https://app.example.com"),
        ("https://(?:", "https?://(?:"),
        (r"partner\.example", r"partner\.test"),
        ("(?::[1-9][0-9]{0,4})?", ""),
        ("access-control-allow-origin: ''", "x-nothing: ''"),
        ("192.0.2.1/32", "0.0.0.0/0"),
        ("addVaryHeader: true", "addVaryHeader: false"),
        ("Vary: 'Origin", "Vary: 'Accept"),
        ("accessControlAllowCredentials: true", "accessControlAllowCredentials: false"),
        ("Method(`OPTIONS`)", "Method(`OPTION`)"),
    ]);
}
