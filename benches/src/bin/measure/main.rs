//! `measure [TABLE…]` prints the tables, all of them if none is named. `measure --check` fails where a figure has become
//! worse than the one that was written down in `held.txt`, and `measure --bless` writes them down.

mod allocations;
mod build;
mod callgrind;
mod held;
mod load;
mod nanoseconds;
mod plots;
mod project;
mod svg;
mod table;
mod tables;

use std::process::ExitCode;

use callgrind::Meter;
use table::Report;

type Table = fn(&mut Meter, &mut Report);

/// What can be measured, in the order in which it is: last what other programs on the machine disturb most.
const TABLES: [(&str, Table); 17] = [
    ("requests", |meter, report| report.print(meter, "instructions a request", &tables::requests())),
    ("senders", |meter, report| report.print(meter, "who may send: instructions a request", &tables::senders())),
    ("allocations", |_, report| allocations::print(report)),
    ("memory", |_, report| allocations::memory(report)),
    ("start", |meter, report| report.print(meter, "instructions until an application has started", &tables::start())),
    ("origins", tables::origins),
    ("regex", tables::regex),
    ("routes", |meter, report| report.print(meter, "routes: instructions a request", &tables::routes())),
    ("real", |meter, report| report.print(meter, "beside others: instructions a request", &tables::real())),
    ("patterns", |meter, report| report.print(meter, "patterns: instructions a request", &tables::patterns())),
    ("runtime", |meter, report| report.print(meter, "a policy that can be replaced", &tables::runtime())),
    ("decide", |meter, report| report.print(meter, "a decision beside tower-http's layer", &tables::decide())),
    ("jub0bs", |_, _| table::note("jub0bs/cors (Go)", jub0bs())),
    ("plots", |meter, _| plots::draw(meter)),
    ("nanoseconds", |_, report| nanoseconds::print(report)),
    ("build", |_, report| build::print(report)),
    ("wrk", |_, report| load::print(report)),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut meter = Meter::default();
    match arguments.first().map(String::as_str) {
        Some("--check") => return held::check(&mut meter),
        Some("--bless") => return held::bless(&mut meter),
        _ => {}
    }
    let names: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = arguments.iter().find(|argument| !names.contains(&argument.as_str())) {
        eprintln!("there is no table `{unknown}`; there are {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let mut report = Report::default();
    for (name, table) in TABLES {
        if arguments.is_empty() || arguments.iter().any(|argument| argument == name) {
            table(&mut meter, &mut report);
        }
    }
    report.sum_up();
    ExitCode::SUCCESS
}

fn jub0bs() -> &'static str {
    match std::process::Command::new("go").arg("version").output() {
        Ok(_) => "not measured: that takes a program in Go, which is no part of this repository",
        Err(_) => "not measured: no Go toolchain",
    }
}
