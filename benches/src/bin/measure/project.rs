//! Programs that are written only to see what it takes to build them. What is counted is processor time, as other
//! programs on the machine do not add to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::callgrind::sibling;

const BENCHES: &str = env!("CARGO_MANIFEST_DIR");

/// A package of one file.
pub(crate) struct Project {
    directory: PathBuf,
}

impl Project {
    pub(crate) fn new(name: &str, dependencies: &str) -> Self {
        let directory = sibling("..").join("projects").join(name);
        fs::create_dir_all(directory.join("src")).expect("the target directory can be written");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}"
        );
        let project = Project { directory };
        project.write("Cargo.toml", &manifest);
        // The same versions for all.
        let lock = fs::read_to_string(Path::new(BENCHES).join("Cargo.lock")).expect("it is in the repository");
        project.write("Cargo.lock", &lock);
        project
    }

    /// How cargo names the library and the features that a program uses of it.
    pub(crate) fn ours(features: &str) -> String {
        format!("cors-actix = {{ path = \"{BENCHES}/../cors-actix\", features = [{features}] }}\n")
    }

    pub(crate) fn write_main(&self, program: &str) {
        self.write("src/main.rs", program);
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.directory.join(file), text).expect("the target directory can be written");
    }

    /// The processor time that a command of cargo takes, with all that it starts. What programs depend on is built once
    /// for all of them.
    pub(crate) fn seconds(&self, command: &str) -> f64 {
        self.time(&["cargo", command, "--quiet"], &shared_target())
    }

    /// The same where nothing is built yet; what is fetched for it is not counted.
    pub(crate) fn seconds_from_scratch(&self, command: &str) -> f64 {
        let target = self.directory.join("target");
        self.time(&["cargo", "fetch", "--quiet"], &target);
        // There may be nothing to forget.
        let _ = fs::remove_dir_all(&target);
        self.time(&["cargo", command, "--quiet"], &target)
    }

    /// The processor time that the compiler takes to read the program, to expand its macros and to look up its names.
    /// That is what it does when nothing but the list of the files is asked for.
    pub(crate) fn seconds_to_expand(&self, libraries: &[String]) -> f64 {
        let target = shared_target();
        let dependencies = format!("-Ldependency={}", target.join("debug/deps").display());
        let mut command = vec!["rustc", "src/main.rs", "--edition=2024", "--emit=dep-info", &dependencies];
        command.extend(libraries.iter().map(String::as_str));
        self.time(&command, &target)
    }

    /// What the compiler has to be told about the libraries with these names.
    pub(crate) fn libraries(&self, names: &[&str]) -> Vec<String> {
        self.write_main("fn main() {}");
        let messages = self.output(&["cargo", "check", "--quiet", "--message-format=json"], &shared_target());
        let file = |name: &str| {
            let line = messages.lines().find(|line| line.contains(&format!("\"name\":\"{name}\"")))?;
            line.split('"').find(|part| Path::new(part).extension().is_some_and(|end| end == "rmeta"))
        };
        let library = |name: &&str| format!("--extern={name}={}", file(name).expect("cargo says what it has made"));
        names.iter().map(library).collect()
    }

    fn time(&self, command: &[&str], target: &Path) -> f64 {
        let timed = ["bash", "-c", "\"$@\" >&2 || exit 1; times", "bash"];
        let text = self.output(&[&timed, command].concat(), target);
        // Two lines: of bash, and of what it has started; each has the time of the program and that of the system.
        text.lines().last().unwrap_or_default().split(' ').map(seconds).sum()
    }

    fn output(&self, command: &[&str], target: &Path) -> String {
        let output = Command::new(command[0])
            .args(&command[1..])
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .expect("bash and cargo are there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn shared_target() -> PathBuf {
    sibling("..").join("projects").join("target")
}

/// `1m2.345s`
fn seconds(text: &str) -> f64 {
    let (minutes, seconds) = text.trim_end_matches('s').split_once('m').expect("bash writes minutes and seconds");
    let number = |text: &str| text.parse::<f64>().expect("bash writes numbers");
    number(minutes) * 60.0 + number(seconds)
}
