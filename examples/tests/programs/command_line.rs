use std::process::{Command, Output};

use crate::program::Program;

/// Every program, and what it has to be given.
const PROGRAMS: &[(&str, &[&str])] = &[
    (env!("CARGO_BIN_EXE_simple_request"), &[]),
    (env!("CARGO_BIN_EXE_middleware_by_hand"), &[]),
    (env!("CARGO_BIN_EXE_gin"), &[]),
    (env!("CARGO_BIN_EXE_kubernetes"), &[]),
    (env!("CARGO_BIN_EXE_auth"), &[]),
    (env!("CARGO_BIN_EXE_teams"), &[]),
    (env!("CARGO_BIN_EXE_from_toml"), &["--policies", concat!(env!("CARGO_MANIFEST_DIR"), "/from_toml/policies.toml")]),
    (env!("CARGO_BIN_EXE_tenants"), &["--database", ":memory:"]),
];

#[test]
fn they_start_and_stop_on_ctrl_c() {
    for (executable, arguments) in PROGRAMS {
        Program::start(executable, arguments).process.interrupt();
    }
}

#[test]
fn they_explain_themselves_and_mistakes() {
    for (executable, _) in PROGRAMS {
        for (arguments, code, words) in [
            (&["--help"][..], 0, "usage: "),
            (&["--prot", "1"], 2, "there is no argument `--prot`"),
            (&["--port"], 2, "`--port` needs a value after it"),
            (&["--port=http"], 2, "`http` is not a port"),
        ] {
            let output = Command::new(executable).args(arguments).output();
            let Output { status, stdout, stderr } = output.expect("the program was built");
            let said = if code == 0 { stdout } else { stderr };
            let said = String::from_utf8_lossy(&said);
            assert_eq!(status.code(), Some(code), "{said}");
            assert!(said.contains(words) && said.contains("usage: "), "{said}");
        }
    }
}
