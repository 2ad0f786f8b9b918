//! The server as a process, stopped when this is dropped.

use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

/// A running server.
#[derive(Debug)]
pub struct Server {
    pub address: SocketAddr,
    child: Child,
    /// Counts the panics that it reports.
    errors: Option<JoinHandle<usize>>,
}

impl Server {
    pub fn start() -> io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let stderr = child.stderr.take();
        let errors = thread::spawn(move || {
            let lines = stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).lines()).map_while(Result::ok);
            lines.inspect(|line| eprintln!("the server: {line}")).filter(|line| line.contains("panicked at")).count()
        });
        let mut line = String::new();
        if let Some(stdout) = &mut child.stdout {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let address = line.trim().parse().map_err(io::Error::other)?;
        Ok(Server { address, child, errors: Some(errors) })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Stops it and says how many panics there were. One that has ended by itself counts as one more.
    pub fn end(mut self) -> usize {
        let has_ended = !matches!(self.child.try_wait(), Ok(None));
        self.stop();
        let panics = self.errors.take().and_then(|errors| errors.join().ok());
        panics.unwrap_or(1) + usize::from(has_ended)
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
