//! nginx and Varnish, as they are installed, in front of a server: each with a directory and a port of its own.
//!
//! Both keep every response for as long as it says, or for ten minutes, whatever its status. Varnish keeps the answers
//! to preflights, too, as some content delivery networks can be told to.

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::closing::{Reply, ask};
use crate::directory::Directory;

/// How long a cache may take to start: Varnish compiles its configuration.
const START: Duration = Duration::from_secs(30);
/// How many ports are tried: somebody else may take one before the cache does.
const ATTEMPTS: usize = 5;
/// How long it may take to stop when it is asked to.
const STOP: Duration = Duration::from_secs(5);

const MISSING: &str = "\
this test needs nginx and Varnish: install the packages `nginx` and `varnish` (Debian); nothing has to be configured or
running. To leave out what needs them, set CORS_NO_CACHES=1, which CI does not honour.";

/// Which cache it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// nginx with `proxy_cache`.
    Nginx,
    /// Varnish.
    Varnish,
}

/// A running cache, stopped when it is dropped.
#[derive(Debug)]
pub struct Cache {
    /// Which one it is.
    pub kind: Kind,
    address: SocketAddr,
    // Dropped before the directory, which nobody uses then.
    _process: Process,
    _directory: Directory,
}

/// Runs a test with each of the caches in front of a server.
///
/// With `CORS_NO_CACHES=1`, and unless `CI` is set, says that the test is left out, and leaves it out.
///
/// # Panics
/// With the panic of the test, and if a cache does not start.
pub fn with_caches(name: &str, server: SocketAddr, test: impl Fn(&Cache)) {
    if env::var_os("CORS_NO_CACHES").is_some_and(|value| value == "1") && env::var_os("CI").is_none() {
        // Not by `eprintln!`, which is captured when a test passes.
        let _ = writeln!(io::stderr(), "{name} was left out, as CORS_NO_CACHES=1 asks for");
        return;
    }
    for kind in [Kind::Nginx, Kind::Varnish] {
        let cache = Cache::start(kind, server).unwrap_or_else(|error| panic!("{error}\n\n{MISSING}"));
        test(&cache);
    }
}

impl Cache {
    fn start(kind: Kind, server: SocketAddr) -> Result<Self, String> {
        let patience = Instant::now() + START;
        let mut log = String::new();
        for _ in 0..ATTEMPTS {
            let directory = Directory::create("cache").map_err(|error| format!("cannot make a directory: {error}"))?;
            let address = free_address().map_err(|error| format!("no port is free: {error}"))?;
            let mut process = kind.run(&directory.0, address, server)?;
            while process.is_running() {
                let up = ask(address, "GET", UP, &[] as &[(&str, &str)]);
                if up.is_ok_and(|reply| reply.header("x-directory") == directory.0.to_str()) {
                    return Ok(Cache { kind, address, _process: process, _directory: directory });
                }
                if Instant::now() > patience {
                    return Err(format!("{kind:?} did not answer within {START:?}: {}", said(&directory)));
                }
                thread::sleep(Duration::from_millis(20));
            }
            log = said(&directory);
        }
        Err(format!("{kind:?} does not start: {log}"))
    }

    /// Sends a request on a connection of its own.
    ///
    /// # Panics
    /// If there is no answer.
    pub fn ask<V: AsRef<str>>(&self, method: &str, path: &str, headers: &[(&str, V)]) -> Reply {
        ask(self.address, method, path, headers).unwrap_or_else(|error| panic!("{:?}, {path}: {error}", self.kind))
    }
}

/// What a cache answers itself, with the name of its directory.
const UP: &str = "/the-cache-itself";

impl Kind {
    fn run(self, directory: &Path, address: SocketAddr, server: SocketAddr) -> Result<Process, String> {
        let path = directory.to_str().ok_or("the directory for temporary files has a name that is no text")?;
        let (program, file, configuration) = match self {
            Kind::Nginx => ("nginx", "nginx.conf", nginx(path, address, server)),
            Kind::Varnish => ("varnishd", "default.vcl", varnish(path, server)),
        };
        let file = directory.join(file);
        fs::write(&file, configuration).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        let mut command = Command::new(find(program));
        match self {
            Kind::Nginx => command.arg("-p").arg(directory).arg("-c").arg(&file),
            Kind::Varnish => command
                .args(["-F", "-j", "none", "-T", "none", "-s", "malloc,64m", "-l", "1m", "-p", "thread_pool_min=10"])
                .arg("-n")
                .arg(directory.join("run"))
                .args(["-a", &address.to_string()])
                .arg("-f")
                .arg(&file),
        };
        let log = fs::File::create(directory.join("log")).map_err(|error| format!("cannot write a log: {error}"))?;
        let output = log.try_clone().map_err(|error| format!("cannot write a log: {error}"))?;
        command.stdin(Stdio::null()).stdout(output).stderr(log);
        command.spawn().map(Process).map_err(|error| format!("cannot run {program}: {error}"))
    }
}

/// Debian has both programs in `/usr/sbin`, which is not in everybody's `PATH`.
fn find(program: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut directories = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    directories
        .find_map(|directory| Some(directory.join(program)).filter(|file| file.is_file()))
        .unwrap_or(program.into())
}

/// One process, so nothing stays behind when it ends.
fn nginx(directory: &str, address: SocketAddr, server: SocketAddr) -> String {
    format!(
        r"daemon off;
master_process off;
pid {directory}/pid;
error_log stderr notice;
events {{}}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    proxy_cache_path {directory}/cache keys_zone=all:4m;
    server {{
        listen {address};
        location = {UP} {{
            add_header x-directory {directory};
            return 204;
        }}
        location / {{
            proxy_pass http://{server};
            proxy_http_version 1.1;
            proxy_cache all;
            proxy_cache_valid any 10m;
            proxy_cache_revalidate on;
            proxy_force_ranges on;
            add_header x-cache $upstream_cache_status always;
        }}
    }}
}}
"
    )
}

fn varnish(directory: &str, server: SocketAddr) -> String {
    format!(
        r#"vcl 4.1;
backend server {{ .host = "{}"; .port = "{}"; }}
sub vcl_recv {{
    if (req.url == "{UP}") {{ return (synth(204)); }}
    unset req.http.x-preflight;
    if (req.method == "OPTIONS") {{ set req.http.x-preflight = "yes"; return (hash); }}
}}
sub vcl_hash {{
    if (req.http.x-preflight) {{ hash_data("OPTIONS"); }}
}}
sub vcl_backend_fetch {{
    if (bereq.http.x-preflight) {{ set bereq.method = "OPTIONS"; unset bereq.http.x-preflight; }}
}}
sub vcl_backend_response {{
    if (!beresp.http.cache-control) {{ set beresp.ttl = 10m; }}
    set beresp.grace = 0s;
    set beresp.keep = 10m;
    return (deliver);
}}
sub vcl_deliver {{
    if (obj.hits > 0) {{ set resp.http.x-cache = "HIT"; }} else {{ set resp.http.x-cache = "MISS"; }}
}}
sub vcl_synth {{
    if (req.url == "{UP}") {{ set resp.http.x-directory = "{directory}"; return (deliver); }}
}}
"#,
        server.ip(),
        server.port()
    )
}

/// What the cache has written into its log.
fn said(directory: &Directory) -> String {
    fs::read_to_string(directory.0.join("log")).unwrap_or_default()
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// A process that is asked to stop, and stopped if it does not.
#[derive(Debug)]
struct Process(Child);

impl Process {
    fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_running() {
            let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        }
        let patience = Instant::now() + STOP;
        while self.is_running() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
