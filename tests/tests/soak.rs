//! A short soak; `scripts/soak` is for the long ones.

use std::process::Command;

#[test]
fn five_seconds_of_load_change_nothing() {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).arg("5").output().unwrap();
    let (figures, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{figures}\n{errors}");
    println!("{figures}");
}
