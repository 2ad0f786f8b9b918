//! A gateway with an exported configuration, on a port of its own.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use cors_tests::closing::ask;
use cors_tests::directory::Directory;

/// How long a gateway may take to start.
const START: Duration = Duration::from_secs(20);

/// A running gateway, stopped when it is dropped.
#[derive(Debug)]
pub struct Gateway {
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
    directory: Directory,
}

/// A port that is free now. It is none of those that the system gives away, so no server of another test takes it meanwhile.
pub fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 2000).unwrap_or_default() * 10;
    let candidates = std::iter::repeat_with(|| start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000);
    let mut addresses = candidates.take(20_000).map(|offset| SocketAddr::from(([127, 0, 0, 1], 10_000 + offset)));
    let is_free = |address: &SocketAddr| TcpListener::bind(address).is_ok();
    addresses.find(is_free).expect("a port is free")
}

/// Where a program of Debian is: its folder is not in everybody's `PATH`.
pub fn find(program: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file()).unwrap_or(program.into())
}

/// Where a program of `PyPI` is: in the virtual environment of the tests.
pub fn from_pypi(program: &str) -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new(repository.join("scripts/python")).output().expect("bash runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Path::new(String::from_utf8_lossy(&output.stdout).trim()).join(program)
}

/// Whether it answers by its configuration. Traefik listens before it has read it, and answers by a page of Go.
fn is_up(address: SocketAddr) -> bool {
    let reply = ask(address, "GET", "/none", &[] as &[(&str, &str)]);
    reply.is_ok_and(|reply| reply.header("x-content-type-options").is_none())
}

impl Gateway {
    /// Writes files into a directory of its own, and runs the command that is made for this directory until it listens.
    pub fn start(
        address: SocketAddr,
        files: &[(&str, String)],
        command: impl FnOnce(&Path) -> Command,
        missing: &str,
    ) -> Self {
        let directory = Directory::create("gateway").expect("a directory can be made");
        for (name, text) in files {
            let text = text.replace("DIRECTORY", directory.0.to_str().expect("its name is a text"));
            fs::write(directory.0.join(name), text).expect("it can be written");
        }
        let log = fs::File::create(directory.0.join("log")).expect("it can be written");
        let output = log.try_clone().expect("it can be written");
        let mut command = command(&directory.0);
        let started: io::Result<Child> = command.stdin(Stdio::null()).stdout(output).stderr(log).spawn();
        let process = started.unwrap_or_else(|error| panic!("{command:?} does not start: {error}\n{missing}"));
        let mut gateway = Gateway { address, process, directory };
        let patience = Instant::now() + START;
        while !is_up(address) {
            let is_running = matches!(gateway.process.try_wait(), Ok(None));
            assert!(
                is_running && Instant::now() < patience,
                "the gateway does not start: {}\n{missing}",
                gateway.log()
            );
            thread::sleep(Duration::from_millis(20));
        }
        gateway
    }

    /// What it has said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.0.join("log")).unwrap_or_default()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
