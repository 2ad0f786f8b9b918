//! Instructions a request, counted by callgrind: the difference of two runs of `serve` that differ in the number of
//! requests that they answer.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use cors_benches::numbered;

/// In place of a request: what it costs to start, without any.
pub(crate) const START: &str = "start";

/// What has been measured so far. A job is a subject and a request, with a blank in between.
#[derive(Default)]
pub(crate) struct Meter {
    known: HashMap<String, f64>,
}

impl Meter {
    /// Measures all jobs that are not known yet, as many at a time as there are processors: a count of instructions
    /// does not mind company.
    pub(crate) fn measure(&mut self, jobs: impl IntoIterator<Item = String>) {
        let mut missing: Vec<String> = jobs.into_iter().filter(|job| !self.known.contains_key(job)).collect();
        missing.sort();
        missing.dedup();
        let queue = Mutex::new(missing.into_iter());
        let done = Mutex::new(&mut self.known);
        let next = || queue.lock().expect("nobody panics with the queue").next();
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    while let Some(job) = next() {
                        let cost = cost(&job);
                        done.lock().expect("nobody panics with the results").insert(job, cost);
                    }
                });
            }
        });
    }

    /// What a job costs that has been measured.
    pub(crate) fn cost(&self, job: &str) -> f64 {
        self.known[job]
    }
}

/// Another program of this package.
pub(crate) fn sibling(name: &str) -> PathBuf {
    std::env::current_exe().expect("this program has a path").with_file_name(name)
}

fn cost(job: &str) -> f64 {
    let (subject, request) = job.split_once(' ').expect("a job is a subject and a request");
    if request == START {
        return total(subject, "none", 0, 0);
    }
    let (name, number) = numbered(subject, 0);
    // The first requests fill what actix-web keeps between them. Many small ones hide that no two starts are alike; a
    // few long ones need not.
    let few = 200;
    let many = match name {
        "exact" | "mixed" | "proven" | "regex" | "decide" | "nothing" => 20_200,
        "mixed-bare" | "mixed-ours" | "mixed-actix-cors" | "routes-bare" | "routes-split" | "routes-ours"
        | "routes-layer"
            if number >= 1000 =>
        {
            300
        }
        "tower-http" if number >= 10_000 => 300,
        _ if request.starts_with("preflight-") && !request.ends_with("refused") => 400,
        _ => 1200,
    };
    (total(subject, request, many, many) - total(subject, request, few, many)) / f64::from(many - few)
}

fn total(subject: &str, request: &str, asked: u32, made: u32) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(sibling("serve"))
        .args([subject, request, &asked.to_string(), &made.to_string()])
        .output()
        .expect("valgrind is there");
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected :"));
    match collected.and_then(|(_, count)| count.trim().parse().ok()) {
        Some(count) if output.status.success() => count,
        _ => panic!("{subject} {request} cannot be measured:\n{text}"),
    }
}
