//! The command line, with its texts and exit codes.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::server::Server;

struct Shell {
    address: String,
    file: PathBuf,
}

impl Shell {
    /// Runs `cors-fleet`. Returns its exit code and what it prints.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cors-fleet"));
        command.args(arguments).env("CORS_FLEET_STORE", &self.address).env("USER", "ada");
        let output = command.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(text).unwrap())
    }

    #[track_caller]
    fn expect(&self, arguments: &[&str], code: i32, words: &[&str]) {
        let (actual, text) = self.run(arguments);
        assert_eq!(actual, code, "{arguments:?}: {text}");
        for words in words {
            assert!(text.contains(words), "{arguments:?} without `{words}`: {text}");
        }
    }

    #[track_caller]
    fn publish(&self, content: &str, more: &[&str], code: i32, words: &[&str]) {
        fs::write(&self.file, content).unwrap();
        let file = self.file.to_string_lossy();
        let arguments = ["publish", "partners", "--reason", "a test", "--file", &file];
        self.expect(&[&arguments, more].concat(), code, words);
    }
}

#[test]
fn a_candidate_is_proposed_looked_at_and_withdrawn() {
    let server = Server::start();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command_line_shadow.toml");
    let shell = Shell { address: server.database(), file };
    let (live, candidate) = ("origins = 'https://a.example'\n", "origins = 'https://b.example'\n");
    let file = shell.file.to_string_lossy();
    let propose = ["propose", "partners", "--reason", "try it", "--file", &file];
    shell.expect(&["migrate"], 0, &[]);
    shell.publish(live, &["--shadowed", "10m"], 2, &["publish its first version without"]);
    shell.expect(&propose, 5, &["there is no policy `partners`"]);
    shell.publish(live, &[], 0, &[]);
    shell.expect(&propose, 0, &["Nothing is proposed"]);
    shell.publish(candidate, &["--shadowed", "10m"], 6, &["help: propose it with `cors-fleet propose partners`"]);
    shell.expect(&["shadow", "partners"], 5, &["no candidate of `partners` runs"]);
    shell.expect(&propose, 0, &["Candidate 1 of `partners` runs in the shadow of version 1", "+ https://b.example"]);
    let counts = "candidate 1: 0 of 0 requests would be decided differently";
    shell.expect(&["shadow", "partners"], 0, &[counts, "by ada, beside version 1: try it"]);
    shell.publish(candidate, &["--shadowed", "1d", "--requests", "9"], 6, &["no replica has counted a request"]);
    shell.publish(candidate, &["--shadowed", "10 minutes"], 2, &["`90s`, `10m`, `2h` or `1d`"]);
    shell.publish(candidate, &["--requests", "9"], 2, &["--shadowed"]);
    shell.expect(&["withdraw", "partners", "--reason", "enough"], 0, &["Candidate 1 of `partners` runs no more"]);
    shell.expect(&["withdraw", "partners", "--reason", "enough"], 5, &["no candidate"]);
    shell.publish(candidate, &[], 0, &["Version 2"]);
}

#[test]
fn each_command_does_what_its_help_says() {
    let server = Server::start();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command_line.toml");
    let shell = Shell { address: server.database(), file };
    let wide =
        "[partners]\norigins = ['https://a.example', 'https://b.example']\nmax_age = '1h'\n[other]\norigins = '*'\n";
    let narrow = "origins = 'https://a.example'\n";

    shell.expect(&["list"], 1, &["help: run `cors-fleet migrate` once"]);
    shell.publish(wide, &[], 1, &["help: run `cors-fleet migrate` once"]);
    shell.expect(&["migrate"], 0, &["ready"]);
    shell.expect(&["migrate"], 0, &["up to date"]);
    shell.expect(&["list"], 0, &["There are no policies yet"]);
    shell.expect(&["list", "partners"], 5, &["there is no policy `partners`"]);

    shell.publish(wide, &[], 0, &["Version 1 of `partners` is published"]);
    shell.publish(wide, &[], 0, &["Nothing is published"]);
    let narrowing = ["- https://b.example may read", "up to 3600 s", "refused at once"];
    shell.publish(narrow, &["--author", "grace"], 0, &narrowing);
    shell.publish(wide, &["--after", "1"], 3, &["version 2 by grace is (a test)"]);
    shell.publish("origins = 'https://a.example/'", &[], 4, &["help: write `https://a.example`"]);
    shell.publish(wide, &["--author", " "], 2, &["the author is not valid"]);

    shell.expect(&["list"], 0, &["POLICY", "partners  2        20", "grace", "a test"]);
    shell.expect(&["list", "partners"], 0, &["ada", "grace"]);
    shell.expect(
        &["show", "partners"],
        0,
        &["version 2", "https://a.example may read", r#"{"origins":"https://a.example"}"#],
    );
    shell.expect(&["show", "partners", "1", "--json"], 0, &["\"author\": \"ada\""]);
    shell.expect(&["show", "partners", "9"], 5, &["has no version 9"]);
    shell.expect(&["diff", "partners"], 0, &["- https://b.example may read", "version 1 to 2, by grace: a test"]);
    shell.expect(&["diff", "partners", "2", "1"], 0, &["+ https://b.example may read"]);
    let file = shell.file.to_string_lossy();
    shell.expect(&["diff", "partners", "--file", &file], 0, &["+ https://b.example may read"]);
    shell.expect(
        &["rollback", "partners", "--to", "1", "--reason", "back"],
        0,
        &["Version 3", "what version 1 says", "+ https://b"],
    );
    shell.expect(&["list", "partners"], 0, &["back (restores 1)"]);
    shell.expect(&["rollback", "partners", "--to", "9", "--reason", "back"], 5, &["has no version 9"]);
    shell.expect(
        &["publish", "partners", "--reason", "x", "--file", "no/such/file"],
        2,
        &["cannot read `no/such/file`"],
    );
    shell.expect(&["list", "--store", "postgres://cors@127.0.0.1:1/cors"], 1, &["cannot be reached"]);
    shell.expect(&["list", "--store", "cors.toml"], 2, &["the address of the database is not valid"]);
    for command in ["migrate", "list", "show", "publish", "rollback", "diff", "propose", "shadow", "withdraw"] {
        shell.expect(&[command, "--help"], 0, &["Example", "cors-fleet "]);
    }
    shell.expect(&["--help"], 0, &["Exit codes:"]);
    shell.expect(&["undo"], 2, &[]);
}
