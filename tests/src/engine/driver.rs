//! The program between a test and a browser, on a port of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{fs, io, process};

use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use super::{Engine, START};
use crate::directory::Directory;

/// How many ports are tried: somebody else may take one before the driver does.
const ATTEMPTS: usize = 5;

/// A running driver, and the directory that its browser has to itself. Both are gone when it is dropped.
pub(super) struct Driver {
    pub(super) child: Child,
    pub(super) address: SocketAddr,
    pub(super) directory: Directory,
}

impl Driver {
    pub(super) async fn start(engine: Engine) -> Result<Self, String> {
        let directory = Directory::create("browser").map_err(|error| format!("cannot make a directory: {error}"))?;
        engine.prepare(&directory.0).map_err(|error| format!("cannot write a file: {error}"))?;
        for _ in 0..ATTEMPTS {
            let address = free_address().map_err(|error| format!("no port is free: {error}"))?;
            let program = engine.driver();
            let mut child = Command::new(program)
                .arg(format!("--port={}", address.port()))
                .args(engine.driver_arguments())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .map_err(|error| format!("cannot run {program}: {error}"))?;
            if is_up(&mut child, address).await {
                return Ok(Driver { child, address, directory });
            }
        }
        Err(format!("{} does not listen", engine.driver()))
    }
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// Waits until it listens. It does not if it has ended, or if it takes too long.
async fn is_up(child: &mut Child, address: SocketAddr) -> bool {
    let patience = Instant::now() + START;
    while Instant::now() < patience && matches!(child.try_wait(), Ok(None)) {
        if TcpStream::connect(address).await.is_ok() {
            return true;
        }
        sleep(Duration::from_millis(20)).await;
    }
    false
}

impl Drop for Driver {
    fn drop(&mut self) {
        for id in processes_with(&self.directory.0) {
            let _ = process::Command::new("kill").args(["-KILL", &id]).status();
        }
    }
}

/// The processes with the directory on their command line, if the browser has not closed.
fn processes_with(directory: &Path) -> Vec<String> {
    let name = directory.as_os_str().as_encoded_bytes();
    let mut found = Vec::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        if line.windows(name.len()).any(|part| part == name) {
            found.extend(process.file_name().into_string());
        }
    }
    found
}
