//! A replica: a process with a server, and the load on it.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use actix_web::{App, HttpServer, web};
use cors_actix::Cors;
use cors_fleet::{PostgresOptions, Store};

use crate::client::Client;
use crate::judge::Judge;

pub struct Replica {
    number: usize,
    address: String,
    cache: PathBuf,
    port: Arc<AtomicU16>,
    child: Child,
}

impl Replica {
    /// Starts a replica, and a thread that asks it all the time.
    pub fn start(number: usize, address: &str, cache: PathBuf, judge: &Arc<Judge>) -> Self {
        let outage = judge.outage(&[number]);
        let (child, port) = start(address, &cache);
        drop(outage);
        let port = Arc::new(AtomicU16::new(port));
        let (judge, asked) = (Arc::clone(judge), Arc::clone(&port));
        thread::spawn(move || load(number, &asked, &judge));
        Replica { number, address: address.to_owned(), cache, port, child }
    }

    /// Kills it the hard way.
    pub fn kill(&mut self) {
        self.port.store(0, Ordering::SeqCst);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn restart(&mut self, judge: &Judge) {
        let outage = judge.outage(&[self.number]);
        let (child, port) = start(&self.address, &self.cache);
        self.child = child;
        self.port.store(port, Ordering::SeqCst);
        drop(outage);
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The version that it serves.
    pub fn version(&self) -> u64 {
        let client = Client::connect(self.port.load(Ordering::SeqCst));
        client.and_then(|mut client| client.versions(true)?.first().copied()).unwrap_or(0)
    }

    /// How many origins the big policy has.
    pub fn big(&self) -> usize {
        let client = Client::connect(self.port.load(Ordering::SeqCst));
        client.and_then(|mut client| client.text("/big")?.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.kill();
    }
}

fn start(address: &str, cache: &Path) -> (Child, u16) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["replica_process", "--exact", "--nocapture"]).env("CORS_FLEET_REPLICA", address);
    command.env("CORS_FLEET_CACHE", cache).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut ports = lines.map_while(Result::ok).filter_map(|line| line.rsplit_once("port ")?.1.parse().ok());
    (child, ports.next().expect("a replica says its port"))
}

/// Asks a replica as fast as a browser or two would.
fn load(number: usize, port: &AtomicU16, judge: &Judge) {
    let mut client: Option<(u16, Client)> = None;
    for turn in 0_u64.. {
        let current = port.load(Ordering::SeqCst);
        if client.as_ref().is_none_or(|(connected, _)| *connected != current) {
            client = Client::connect(current).map(|client| (current, client));
        }
        let sent = Instant::now();
        match client.as_mut().and_then(|(_, client)| client.versions(turn % 2 == 0)) {
            // What a replica said before it was killed, and is read afterwards, is older than what the next one says.
            Some(versions) if port.load(Ordering::SeqCst) == current => judge.answer(number, sent, &versions),
            _ => client = None,
        }
        thread::sleep(Duration::from_millis(3));
    }
}

/// Serves until the standard input ends, as it does with the test.
pub async fn serve(address: &str) {
    thread::spawn(|| {
        let _ = std::io::stdin().lines().count();
        std::process::exit(0);
    });
    let options = PostgresOptions::new(address).cache(env::var_os("CORS_FLEET_CACHE").unwrap());
    let store = Store::connect_with(&options).unwrap();
    let partners = store.handle("partners").unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    println!("port {}", listener.local_addr().unwrap().port());
    std::io::stdout().flush().unwrap();
    let app = move || {
        let store = store.clone();
        let big = move || {
            let origins = store.handle("big").map_or(0, |big| big.policy().origins().len());
            async move { origins.to_string() }
        };
        App::new().wrap(Cors::new(&partners)).route("/", web::get().to(async || "")).route("/big", web::get().to(big))
    };
    HttpServer::new(app).workers(2).disable_signals().listen(listener).unwrap().run().await.unwrap();
}
