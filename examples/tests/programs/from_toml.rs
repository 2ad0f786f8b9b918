use std::fs;
use std::path::{Path, PathBuf};

use crate::answer::Answer;
use crate::program::{Program, wait_until};

const FROM_TOML: &str = env!("CARGO_BIN_EXE_from_toml");

/// The file that comes with the program.
const POLICIES: &str = include_str!("../../from_toml/policies.toml");

#[test]
fn the_file_changes_while_the_server_runs() {
    let file = written("changes", POLICIES);
    let program = Program::start(FROM_TOML, &["--policies", &file.to_string_lossy()]);
    assert_eq!(account(&program, "https://app.example.com").allowed_origin(), Some("https://app.example.com"));
    assert_eq!(account(&program, "https://pr-7.example.net").allowed_origin(), Some("https://pr-7.example.net"));
    assert_eq!(account(&program, "https://new.example.com").allowed_origin(), None);
    let preflight = program.preflight("https://app.example.com", "PUT", "/account");
    assert_eq!(preflight.header("access-control-max-age"), Some("600"));
    assert_eq!(program.ask("GET", "/items", &[]).allowed_origin(), Some("*"));

    // Good: another origin.
    write(&file, &POLICIES.replace("https://app.example.com", "https://new.example.com"));
    wait_until(|| account(&program, "https://new.example.com").allowed_origin().is_some());
    assert_eq!(account(&program, "https://app.example.com").allowed_origin(), None);
    program.complaint("are in force");

    // Bad: two mistakes in one policy, while the other one would be fine. Neither is replaced.
    let bad = POLICIES.replace("https://app.example.com", "https://app.example.com/").replace("10m", "2d");
    write(&file, &bad.replace("origins = \"*\"", "origins = \"https://only.example\""));
    let said = program.complaint("note: no browser keeps a preflight longer than a day");
    for words in [
        "the policies stay as they are",
        "account.origins[0]: the origin `https://app.example.com/` ends in a slash",
        "help: write `https://app.example.com`",
        "account.max_age: the lifetime `2d` is longer than a day",
    ] {
        assert!(said.contains(words), "{said}");
    }
    // Bad: no TOML at all, and no file.
    write(&file, "[items\n");
    program.complaint("TOML parse error at line 1");
    fs::remove_file(&file).expect("it was written");
    program.complaint("No such file");
    assert_eq!(account(&program, "https://new.example.com").allowed_origin(), Some("https://new.example.com"));
    assert_eq!(program.ask("GET", "/items", &[]).allowed_origin(), Some("*"));

    // Good again.
    write(&file, POLICIES);
    wait_until(|| account(&program, "https://app.example.com").allowed_origin().is_some());
    assert_eq!(account(&program, "https://new.example.com").allowed_origin(), None);
}

#[test]
fn it_does_not_start_with_a_bad_file() {
    let file = written("bad", "[items]\norigins = \"null\"\n[account]\norigins = \"*\"\ncredentials = true\n");
    let said = Program::fails(FROM_TOML, &["--policies", &file.to_string_lossy()]);
    assert!(said.contains("items.origins[0]: ") && said.contains("account.origins[0]: "), "{said}");
    assert!(Program::fails(FROM_TOML, &[]).contains("--policies"));
    assert!(Program::fails(FROM_TOML, &["--policies", "/nowhere.toml"]).contains("/nowhere.toml: "));
}

fn account(program: &Program, origin: &str) -> Answer {
    program.ask("GET", "/account", &[("origin", origin)])
}

fn written(name: &str, text: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("from_toml_{name}.toml"));
    write(&file, text);
    file
}

/// Takes the place of the file at once, so nobody reads a part of it.
fn write(file: &Path, text: &str) {
    let new = file.with_extension("new");
    fs::write(&new, text).expect("the folder is ours");
    fs::rename(&new, file).expect("the folder is ours");
}
