//! What `#[cors]` costs whoever compiles it, in processor time.

use std::fmt::Write;

use crate::project::Project;
use crate::table::Goal::{AtMost, Times};
use crate::table::{Report, median, title};

const ACTIX: &str = "actix-web = { version = \"4.18\", default-features = false, features = [\"macros\"] }\n";
/// A time is the median of so many, taken in turns.
const ROUNDS: usize = 7;
/// How many attributes it takes to see one.
const MANY: usize = 1000;

pub(crate) fn print(report: &mut Report) {
    handlers(report);
    expansion(report);
    hello_world(report);
}

/// 200 handlers, one of which has changed.
fn handlers(report: &mut Report) {
    let programs = |round: usize| [routes(200, false, round), routes(200, true, round)];
    let [bare, annotated] = programs(0);
    let bare = Project::new("bare200", ACTIX, &bare);
    let annotated = Project::new("annotated200", &format!("{ACTIX}{}", Project::ours("")), &annotated);
    title("processor time of an incremental build, 200 handlers, in seconds", "with #[cors]", "without");
    for command in ["check", "build"] {
        let [theirs, ours] = in_turns([&bare, &annotated], command, programs);
        report.row(&format!("cargo {command}"), ours, theirs, Times(1.10));
    }
}

/// The time of a single attribute or `policy!`, from that of many. What is made of it is checked, too, so that the
/// expansion alone takes less.
fn expansion(report: &mut Report) {
    let dependencies = format!("{ACTIX}{}", Project::ours("\"regex\""));
    title("milliseconds of `cargo check`, of which the expansion is a part", "each", "");
    let mut row = |what: &str, with: &dyn Fn(usize) -> String, without: &dyn Fn(usize) -> String| {
        let programs = |round: usize| [without(round), with(round)];
        let [theirs, ours] = programs(0);
        let theirs = Project::new("unexpanded", &dependencies, &theirs);
        let ours = Project::new("expanded", &dependencies, &ours);
        let [theirs, ours] = in_turns([&theirs, &ours], "check", programs);
        #[expect(clippy::cast_precision_loss, reason = "it is a thousand")]
        report.row(what, (ours - theirs) * 1000.0 / MANY as f64, 0.0, AtMost(1.0));
    };
    row("#[cors], an exact origin and a wildcard", &|round| routes(MANY, true, round), &|round| {
        routes(MANY, false, round)
    });
    let statics = |kind: &str, value: fn(usize) -> String, round: usize| {
        let mut code = String::from("#![allow(dead_code, unused_imports)]\nuse cors_actix::{Policy, policy};\n");
        for index in 0..MANY {
            let _ = writeln!(code, "static S{index}: {kind} = {};", value(index));
        }
        code + &format!("fn main() {{ println!(\"{round}\"); }}\n")
    };
    let nothing = |round| statics("u8", |_| "0".to_owned(), round);
    let wildcard = |index| {
        format!(
            "policy!(origins(\"https://app{index}.example.com\", \"https://*.preview{index}.example.com\"), credentials)"
        )
    };
    row("policy!, an exact origin and a wildcard", &|round| statics("Policy", wildcard, round), &nothing);
    let pattern = |index| {
        format!("policy!(origins(regex = r\"https://([a-z0-9-]+\\.)?app{index}\\.example\\.com\"), credentials)")
    };
    row("policy!, a regular expression", &|round| statics("Policy", pattern, round), &nothing);
}

/// What is new in the lock file of somebody who says hello.
fn hello_world(report: &mut Report) {
    let main = |wrap: &str| {
        format!(
            "use actix_web::{{App, HttpServer, get}};\n{wrap}\n#[get(\"/\")]\nasync fn hello() -> &'static str {{ \"hello\" }}\n\
             #[actix_web::main]\nasync fn main() -> std::io::Result<()> {{\n\
             HttpServer::new(|| App::new().wrap(policy()).service(hello)).bind((\"127.0.0.1\", 0))?.run().await\n}}\n"
        )
    };
    let ours = Project::new(
        "hello-ours",
        &format!("actix-web = \"4.18\"\n{}", Project::ours("")),
        &main(
            "use cors_actix::{Cors, Policy, policy};\n\
             static POLICY: Policy = policy!(origins = \"https://app.example.com\");\n\
             fn policy() -> Cors { Cors::new(&POLICY) }",
        ),
    );
    let theirs = Project::new(
        "hello-actix-cors",
        "actix-web = \"4.18\"\nactix-cors = \"=0.7.2\"\n",
        &main(
            "fn policy() -> actix_cors::Cors { actix_cors::Cors::default().allowed_origin(\"https://app.example.com\") }",
        ),
    );
    title("processor time of a clean build of hello-world, in seconds", "ours", "actix-cors");
    let [theirs, ours] = [&theirs, &ours].map(|project| {
        project.fetch();
        project.clean();
        project.seconds("build")
    });
    report.row("cargo build, default features", ours, theirs, Times(1.15));
}

/// The median time of each project after its program has changed, in turns.
fn in_turns(projects: [&Project; 2], command: &str, programs: impl Fn(usize) -> [String; 2]) -> [f64; 2] {
    for project in projects {
        project.seconds(command);
    }
    let mut times = [Vec::new(), Vec::new()];
    for round in 1..=ROUNDS {
        for ((project, program), times) in projects.iter().zip(programs(round)).zip(&mut times) {
            project.write("src/main.rs", &program);
            times.push(project.seconds(command));
        }
    }
    times.map(median)
}

/// A program with so many handlers. The first of them is another one in each round.
fn routes(count: usize, annotated: bool, round: usize) -> String {
    let mut code = String::from("use actix_web::{App, HttpServer, get, web::ServiceConfig};\n");
    let mut services = String::new();
    if annotated {
        code += "use cors_actix::cors;\n";
    }
    for index in 0..count {
        if annotated {
            let _ = writeln!(
                code,
                "#[cors(origins(\"https://app{index}.example.com\", \"https://*.preview{index}.example.com\"), \
                 headers(\"content-type\"), credentials, max_age = \"1h\")]"
            );
        }
        let answer = if index == 0 { round } else { index };
        let _ = writeln!(code, "#[get(\"/r{index}\")]\nasync fn h{index}() -> String {{ \"{answer}\".to_owned() }}");
        let _ = write!(services, ".service(h{index})");
    }
    code + &format!(
        "fn configure(config: &mut ServiceConfig) {{ config{services}; }}\n\
         #[actix_web::main]\nasync fn main() -> std::io::Result<()> {{\n\
         HttpServer::new(|| App::new().configure(configure)).bind((\"127.0.0.1\", 0))?.run().await\n}}\n"
    )
}
