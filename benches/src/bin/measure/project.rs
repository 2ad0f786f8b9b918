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
    pub(crate) fn new(name: &str, dependencies: &str, main: &str) -> Self {
        let directory = sibling("..").join("projects").join(name);
        fs::create_dir_all(directory.join("src")).expect("the target directory can be written");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}"
        );
        let project = Project { directory };
        project.write("Cargo.toml", &manifest);
        project.write("src/main.rs", main);
        // The same versions for all.
        let lock = fs::read_to_string(Path::new(BENCHES).join("Cargo.lock")).expect("it is in the repository");
        project.write("Cargo.lock", &lock);
        project
    }

    /// How cargo names the library and the features that a program uses of it.
    pub(crate) fn ours(features: &str) -> String {
        format!("cors-actix = {{ path = \"{BENCHES}/../cors-actix\", features = [{features}] }}\n")
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.directory.join(file), text).expect("the target directory can be written");
    }

    /// Forgets what was built.
    pub(crate) fn clean(&self) {
        // There may be nothing yet.
        let _ = fs::remove_dir_all(self.directory.join("target"));
    }

    /// Fetches what the build needs, so that it is not counted.
    pub(crate) fn fetch(&self) {
        self.seconds("fetch");
    }

    /// The processor time that a command of cargo takes, with all that it starts.
    pub(crate) fn seconds(&self, command: &str) -> f64 {
        let target = self.directory.join("target");
        let output = Command::new("bash")
            .args(["-c", "cargo \"$1\" --quiet >&2 || exit 1; times", "bash", command])
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .expect("bash is there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // Two lines: of bash, and of what it has started; each has the time of the program and that of the system.
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().last().unwrap_or_default().split(' ').map(seconds).sum()
    }
}

/// `1m2.345s`
fn seconds(text: &str) -> f64 {
    let (minutes, seconds) = text.trim_end_matches('s').split_once('m').expect("bash writes minutes and seconds");
    let number = |text: &str| text.parse::<f64>().expect("bash writes numbers");
    number(minutes) * 60.0 + number(seconds)
}
