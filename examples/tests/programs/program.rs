//! A program while it runs.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::answer::Answer;

/// How long anything may take that the tests wait for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process that is ended with the test.
pub struct Process(Child);

impl Process {
    /// Ends it as Ctrl-C does.
    pub fn interrupt(mut self) {
        let signal = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        assert!(signal.expect("`kill` is there").success());
        assert!(self.0.wait().expect("it is our child").success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program on free ports. Returns it, and what it prints on standard output and on standard error.
pub fn start(
    executable: &str,
    arguments: &[&str],
) -> (Process, Lines<BufReader<ChildStdout>>, Lines<BufReader<ChildStderr>>) {
    let mut command = Command::new(executable);
    command.args(["--port", "0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program was built");
    let stdout = BufReader::new(child.stdout.take().expect("the output is piped"));
    let stderr = BufReader::new(child.stderr.take().expect("the errors are piped"));
    (Process(child), stdout.lines(), stderr.lines())
}

/// A program that serves on one port.
pub struct Program {
    pub process: Process,
    address: String,
    complaints: Receiver<String>,
}

impl Program {
    pub fn start(executable: &str, arguments: &[&str]) -> Self {
        let (process, mut stdout, stderr) = start(executable, arguments);
        let (sender, complaints) = mpsc::channel();
        thread::spawn(move || stderr.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let first = stdout.next().and_then(Result::ok).unwrap_or_default();
        let address = first.strip_prefix("Serving http://").and_then(|rest| rest.strip_suffix(" until Ctrl-C"));
        let address = address.unwrap_or_else(|| panic!("{first} {:?}", complaints.recv()));
        Program { process, address: address.to_owned(), complaints }
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

/// Waits until it is so.
pub fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "it has not come to pass");
        thread::sleep(Duration::from_millis(20));
    }
}
