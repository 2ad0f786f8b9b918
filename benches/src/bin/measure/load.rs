//! Requests a second over loopback, by `wrk`: one worker, one client thread. Rounds are interleaved and only pairs of
//! the same round are compared; on a machine that does other things beside, that is all that can be said.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use cors_benches::origins::LISTED;

use crate::callgrind::sibling;
use crate::table::Goal::{self, Times};
use crate::table::{Report, median, note, title};

const ROUNDS: usize = 5;
const SECONDS: &str = "1s";
const APPS: [&str; 4] = ["bare", "ours", "actix-cors", "floor"];

/// An application on a socket, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(app: &str) -> Self {
        let serve = Command::new(sibling("serve")).args(["listen", app]).stdout(Stdio::piped()).spawn();
        let mut child = serve.expect("the program is there");
        let mut address = String::new();
        let output = child.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut address).expect("it says where it listens");
        Server { child, address: address.trim().to_owned() }
    }

    /// Requests a second.
    fn rate(&self, script: &str) -> f64 {
        let file = sibling("wrk.lua");
        std::fs::write(&file, script).expect("the target directory can be written");
        let output = Command::new("wrk")
            .args(["-t1", "-c32", "-d", SECONDS, "-s"])
            .arg(file)
            .arg(format!("http://{}/data", self.address))
            .output()
            .expect("wrk is there");
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
        rate.and_then(|rate| rate.trim().parse().ok()).unwrap_or_else(|| panic!("wrk has counted nothing:\n{text}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn script(method: &str, headers: &str, at_once: usize) -> String {
    format!(
        "init = function()\n  local one = wrk.format({method:?}, \"/data\", {{ {headers} }})\n  \
         batch = string.rep(one, {at_once})\nend\nrequest = function() return batch end\n"
    )
}

pub(crate) fn print(report: &mut Report) {
    if Command::new("wrk").arg("-v").output().is_err() {
        note("end to end", "not measured: please install wrk; on Debian the package has that name");
        return;
    }
    let servers = APPS.map(Server::start);
    let origin = format!("Origin = {LISTED:?}");
    let preflight = format!(
        "{origin}, [\"Access-Control-Request-Method\"] = \"PUT\", \
         [\"Access-Control-Request-Headers\"] = \"content-type,x-csrf-token\""
    );
    title("time a request end to end, median of pairings, in microseconds", "ours", "beside");
    for (way, at_once) in [("", 1), (", 16 pipelined", 16)] {
        for (what, method, headers) in [
            ("GET, origin allowed", "GET", &origin),
            ("GET without Origin", "GET", &String::new()),
            ("preflight", "OPTIONS", &preflight),
        ] {
            let script = script(method, headers, at_once);
            let rounds: Vec<[f64; 4]> =
                (0..ROUNDS).map(|_| [0, 1, 2, 3].map(|app| 1_000_000.0 / servers[app].rate(&script))).collect();
            let mut pair = |what: String, app: usize, beside: usize, goal: Goal| {
                let ratio = median(rounds.iter().map(|times| times[app] / times[beside]).collect());
                let theirs = median(rounds.iter().map(|times| times[beside]).collect());
                report.row(&format!("{what}, beside {}", APPS[beside]), ratio * theirs, theirs, goal);
            };
            pair(format!("{what}{way}"), 1, 2, Times(1.00));
            if method == "GET" {
                // 0.95 of the requests a second.
                pair(format!("{what}{way}"), 1, 0, if at_once == 1 { Times(1.0 / 0.95) } else { Goal::None });
            }
            if what == "GET, origin allowed" {
                pair("  a middleware that writes 4 such headers, always".to_owned(), 3, 0, Goal::None);
            }
        }
    }
}
