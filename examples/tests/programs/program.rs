//! A program while it runs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::answer::Answer;

/// How long anything may take that the tests wait for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that serves on a free port; it is ended with the test.
pub struct Program {
    child: Child,
    address: String,
    complaints: Receiver<String>,
}

impl Program {
    pub fn start(executable: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(executable);
        command.args(["--port", "0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program was built");
        let stdout = BufReader::new(child.stdout.take().expect("the output is piped"));
        let stderr = BufReader::new(child.stderr.take().expect("the errors are piped"));
        let (sender, complaints) = mpsc::channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let first = stdout.lines().next().and_then(Result::ok).unwrap_or_default();
        let address = first.strip_prefix("Serving http://").and_then(|rest| rest.strip_suffix(" until Ctrl-C"));
        let address = address.unwrap_or_else(|| panic!("{first} {:?}", complaints.recv()));
        Program { child, address: address.to_owned(), complaints }
    }

    /// Ends it as Ctrl-C does.
    pub fn interrupt(mut self) {
        let signal = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(signal.expect("`kill` is there").success());
        assert!(self.child.wait().expect("it is our child").success());
    }

    /// What it says when it does not start.
    pub fn fails(executable: &str, arguments: &[&str]) -> String {
        let output = Command::new(executable).args(["--port", "0"]).args(arguments).output();
        let Output { status, stdout, stderr } = output.expect("the program was built");
        let stderr = String::from_utf8_lossy(&stderr).into_owned();
        assert!(status.code() == Some(1) && stdout.is_empty(), "{status}: {stderr}");
        stderr
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(method, path, headers, "")
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        Answer::to(&self.address, method, path, headers, body)
    }

    /// Asks the question that a browser asks before the request.
    pub fn preflight(&self, origin: &str, method: &str, path: &str) -> Answer {
        self.ask("OPTIONS", path, &[("origin", origin), ("access-control-request-method", method)])
    }

    /// Waits until it has said this on standard error, and returns the lines up to there.
    pub fn complaint(&self, words: &str) -> String {
        let mut said = String::new();
        let start = Instant::now();
        while let Ok(line) = self.complaints.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
            said.push_str(&line);
            said.push('\n');
            if line.contains(words) {
                return said;
            }
        }
        panic!("it has not said `{words}`: {said}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until it is so.
pub fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "it has not come to pass");
        thread::sleep(Duration::from_millis(20));
    }
}
