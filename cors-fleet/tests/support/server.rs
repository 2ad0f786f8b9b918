//! A PostgreSQL server of its own, on a free port of 127.0.0.1.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, fs, process, thread};

use super::wait_until;

/// Ends with the standard input: however the tests end, the server does, too, and its files are gone.
const SERVE: &str = r#"
    folder=$1; shift
    "$@" > /dev/null 2>> "$folder/log" & server=$!
    read -r line
    kill -QUIT "$server" 2> /dev/null
    wait "$server"
    [ "$line" = keep ] || rm -rf "$folder"
"#;

/// A server, which stops when it is dropped.
pub struct Server {
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    running: Option<(Child, ChildStdin)>,
}

impl Server {
    /// Makes and starts one.
    pub fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cors-fleet-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        if let Some((user, group)) = user() {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let data = folder.join("data");
        let arguments = ["-A", "trust", "-U", "cors", "-E", "UTF8", "--locale=C", "--no-sync", "-D"];
        let made = as_user(&program("initdb")).args(arguments).arg(&data).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let mut server = Server { folder, port, databases: AtomicU32::new(0), running: None };
        server.restart();
        server
    }

    /// Makes and starts one that takes connections with TLS only. Its certificate for `localhost` is signed by the first root of
    /// two. Returns both roots.
    pub fn start_with_tls() -> (Self, [PathBuf; 2]) {
        let mut server = Self::start();
        server.stop();
        let data = server.folder.join("data");
        let roots = ["one", "two"].map(|name| {
            let root = server.folder.join(format!("{name}.pem"));
            let key = server.folder.join(format!("{name}.key"));
            let subject = format!(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={name} -keyout"
            );
            openssl(&[&subject, &key, &"-out", &root]);
            root
        });
        let (key, request, certificate) =
            (data.join("server.key"), server.folder.join("server.csr"), data.join("server.crt"));
        let names = server.folder.join("names");
        fs::write(&names, "subjectAltName=DNS:localhost").unwrap();
        openssl(&[
            &"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout",
            &key,
            &"-out",
            &request,
        ]);
        let root_key = server.folder.join("one.key");
        openssl(&[
            &"x509 -req -days 2 -in",
            &request,
            &"-CA",
            &roots[0],
            &"-CAkey",
            &root_key,
            &"-CAcreateserial -extfile",
            &names,
            &"-out",
            &certificate,
        ]);
        fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
        if let Some((user, group)) = user() {
            for file in [&key, &certificate] {
                chown(file, Some(user), Some(group)).unwrap();
            }
        }
        fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\nhostssl all all ::1/128 trust\n")
            .unwrap();
        fs::write(data.join("postgresql.auto.conf"), "ssl = on\n").unwrap();
        server.restart();
        server.database();
        (server, roots)
    }

    /// Stops it, and keeps its files.
    fn stop(&mut self) {
        if let Some((mut child, mut stdin)) = self.running.take() {
            let _ = stdin.write_all(b"keep\n");
            drop(stdin);
            let _ = child.wait();
        }
    }

    /// Starts it again after [`kill`](Self::kill).
    pub fn restart(&mut self) {
        let server = as_user(&program("postgres"));
        let mut shell = Command::new("sh");
        shell.args(["-c", SERVE, "sh"]).arg(&self.folder).arg(server.get_program()).args(server.get_args());
        shell.arg("-D").arg(self.folder.join("data"));
        let port = format!("port={}", self.port);
        for setting in
            ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=60", &port]
        {
            shell.arg("-c").arg(setting);
        }
        let mut child = shell.stdin(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        self.running = Some((child, stdin));
        wait_until(|| TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok());
    }

    /// Kills it the hard way. Returns when nothing answers.
    pub fn kill(&mut self) {
        let text = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        signal("KILL", text.lines().next().unwrap().parse().unwrap());
        if let Some((mut child, mut stdin)) = self.running.take() {
            let _ = stdin.write_all(b"keep\n");
            let _ = child.wait();
        }
        // Its processes for connections end by themselves, and keep the next one from starting until then.
        thread::sleep(Duration::from_millis(500));
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes a database. Returns its address.
    pub fn database(&self) -> String {
        let name = format!("cors{}", self.databases.fetch_add(1, Ordering::Relaxed));
        wait_until(|| {
            let mut command = Command::new(program("createdb"));
            let port = self.port.to_string();
            command.args(["-h", "127.0.0.1", "-p", &port, "-U", "cors", &name]).stderr(Stdio::null());
            command.status().unwrap().success()
        });
        format!("postgres://cors@127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((mut child, stdin)) = self.running.take() {
            drop(stdin);
            let _ = child.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Sends a signal to a process.
pub fn signal(name: &str, process: u32) {
    Command::new("kill").args(["-s", name, &process.to_string()]).status().unwrap();
}

/// A program of PostgreSQL, which Debian does not have on the path.
fn program(name: &str) -> PathBuf {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort();
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("`{name}` is not installed\nhelp: install the Debian package `postgresql`"))
}

/// The user and group to run it as. It does not run as root.
fn user() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"].into_iter().find_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)))
}

/// Runs `openssl` with these words and paths.
fn openssl(arguments: &[&dyn AsRef<OsStr>]) {
    let mut command = Command::new("openssl");
    for argument in arguments {
        let argument = argument.as_ref();
        match argument.to_str().filter(|text| !text.starts_with('/')) {
            Some(words) => command.args(words.split(' ')),
            None => command.arg(argument),
        };
    }
    let output = command.output().expect("`openssl` is installed");
    assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
}

fn as_user(program: &Path) -> Command {
    let Some((user, group)) = user() else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
    command.arg::<&OsStr>(program.as_ref()).current_dir(env::temp_dir());
    command
}
