//! Nanoseconds a request, beside instructions: applications in processes of their own, which are asked in turns. The
//! shortest time of each counts, since whatever else the machine does only adds to it.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use crate::callgrind::sibling;
use crate::table::Goal::{self, Times};
use crate::table::{Report, median, title};

const ROUNDS: usize = 1000;
/// How many requests are answered in one turn.
const AT_ONCE: usize = 100;

/// An application that waits for its turn. It ends when its input does.
struct Waiting {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    times: Vec<f64>,
}

impl Waiting {
    fn start(app: &str, request: &str) -> Self {
        let serve = Command::new(sibling("serve"))
            .args(["time", app, request])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = serve.expect("the program is there");
        let input = child.stdin.take().expect("it is piped");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        Waiting { input, output, times: Vec::new() }
    }

    fn turn(&mut self) {
        writeln!(self.input, "{AT_ONCE}").expect("it reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it answers");
        self.times.push(line.trim().parse().expect("it answers with a number"));
    }

    fn shortest(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// How much longer the time in the middle is than the shortest, in percent.
    fn spread(&self) -> f64 {
        100.0 * (median(self.times.clone()) / self.shortest() - 1.0)
    }
}

pub(crate) fn print(report: &mut Report) {
    title("nanoseconds a request, the shortest of 1,000 turns: added", "ours", "actix-cors");
    for (what, request, goal) in [
        ("GET, origin allowed", "allowed", Times(0.55)),
        ("GET without Origin", "none", Goal::None),
        ("GET, origin refused", "refused", Goal::None),
    ] {
        let mut apps = ["bare", "ours-resource", "actix-cors-resource", "ours-app", "actix-cors-app"]
            .map(|app| Waiting::start(app, request));
        // The first turn fills what actix-web keeps between requests.
        apps.iter_mut().for_each(Waiting::turn);
        apps.iter_mut().for_each(|app| app.times.clear());
        for _ in 0..ROUNDS {
            apps.iter_mut().for_each(Waiting::turn);
        }
        let spread = apps.iter().map(Waiting::spread).fold(0.0, f64::max);
        let [bare, ours_resource, theirs_resource, ours_app, theirs_app] = apps.each_ref().map(Waiting::shortest);
        for (place, ours, theirs) in [("resource", ours_resource, theirs_resource), ("app", ours_app, theirs_app)] {
            report.row(&format!("{what} ({place}), spread {spread:.0} %"), ours - bare, theirs - bare, goal);
        }
    }
}
