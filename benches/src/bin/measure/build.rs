//! What `#[cors]` costs whoever compiles it, in processor time.

use std::fmt::Write;

use crate::project::Project;
use crate::table::Goal::{self, AtMost, Times};
use crate::table::{Report, median, title};

/// What handlers do, in eight lines; `@` is a number.
const BODY: &str = r#"
    let page = query.get("page").map_or(Ok(1), |page| page.parse::<u32>());
    let page = page.map_err(ErrorBadRequest)?;
    let mut lines = Vec::new();
    for line in page * 10..page * 10 + 10 {
        lines.push(format!("{line} of @"));
    }
    let body = lines.join("\n");
    Ok(HttpResponse::Ok().insert_header(("x-page", page.to_string())).body(body))
"#;
const ACTIX: &str = "actix-web = { version = \"4.18\", default-features = false, features = [\"macros\"] }\n";
/// A time is the median of so many, taken in turns.
const ROUNDS: usize = 7;
/// How many expansions it takes to see one.
const MANY: usize = 1000;
/// An ordinary policy; `@` is the number of what it belongs to.
const WILDCARD: &str = "origins(\"https://app@.example.com\", \"https://*.preview@.example.com\"), \
                        headers(\"content-type\"), credentials, max_age = \"1h\"";

pub(crate) fn print(report: &mut Report) {
    handlers(report);
    expansion(report);
    hello_world(report);
}

/// 200 handlers, one of which has changed.
fn handlers(report: &mut Report) {
    let cors = cors(WILDCARD);
    let utoipa = "#[utoipa::path(responses((status = 200, description = \"a page of lines\")))]\n";
    let programs = |round| ["", &cors, utoipa].map(|attribute| application(200, round, attribute));
    let projects = [
        Project::new("bare200", ACTIX),
        Project::new("annotated200", &format!("{ACTIX}{}", Project::ours(""))),
        Project::new(
            "documented200",
            &format!("{ACTIX}utoipa = {{ version = \"6\", features = [\"actix_extras\"] }}\n"),
        ),
    ];
    title("processor time of an incremental build, 200 handlers, in seconds", "with", "without");
    for (command, goal) in [("check", 1.80), ("build", 1.10)] {
        let [bare, cors, utoipa] = in_turns(&projects, programs, |project| project.seconds(command));
        report.row(&format!("cargo {command}, `#[cors]`"), cors, bare, Times(goal));
        report.row("  the attribute of utoipa, with one response", utoipa, bare, Goal::None);
    }
}

/// The time of a single expansion, from that of many: of `#[cors]` above a route attribute beside that one alone, and of a
/// `policy!` beside a number.
fn expansion(report: &mut Report) {
    let dependencies = format!("{ACTIX}{}", Project::ours("\"regex\""));
    let projects = [Project::new("unexpanded", &dependencies), Project::new("expanded", &dependencies)];
    let libraries = projects[0].libraries(&["actix_web", "cors_actix"]);
    title("milliseconds of one expansion, with the look-up of the names in it", "each", "");
    let mut row = |what: &str, without: &str, with: &str, most: f64| {
        let programs = |_| [many(without), many(with)];
        let [theirs, ours] = in_turns(&projects, programs, |project| project.seconds_to_expand(&libraries));
        #[expect(clippy::cast_precision_loss, reason = "it is a thousand")]
        report.row(what, (ours - theirs) * 1000.0 / MANY as f64, 0.0, AtMost(most));
    };
    let exact = "origins = \"https://app@.example.com\", credentials";
    let pattern = "origins(regex = r\"https://([a-z0-9-]+\\.)?app@\\.example\\.com\"), credentials";
    for (what, policy, most) in
        [("an exact origin", exact, 1.0), ("a wildcard", WILDCARD, 1.0), ("a regular expression", pattern, 6.0)]
    {
        let handler = "#[get(\"/r@\")] async fn h@() -> String { String::new() }";
        row(&format!("#[cors], {what}"), handler, &format!("{}{handler}", cors(policy)), most);
        row(
            &format!("policy!, {what}"),
            "static S@: u8 = 0;",
            &format!("static S@: Policy = policy!({policy});"),
            most,
        );
    }
}

/// A clean build of somebody who says hello.
fn hello_world(report: &mut Report) {
    let main = |wrap: &str| {
        format!(
            "use actix_web::{{App, HttpServer, get}};\n{wrap}\n#[get(\"/\")]\nasync fn hello() -> &'static str {{ \"hello\" }}\n\
             #[actix_web::main]\nasync fn main() -> std::io::Result<()> {{\n\
             HttpServer::new(|| App::new().wrap(policy()).service(hello)).bind((\"127.0.0.1\", 0))?.run().await\n}}\n"
        )
    };
    let ours = Project::new("hello-ours", &format!("actix-web = \"4.18\"\n{}", Project::ours("")));
    ours.write_main(&main(
        "use cors_actix::{Cors, Policy, policy};\n\
         static POLICY: Policy = policy!(origins = \"https://app.example.com\");\n\
         fn policy() -> Cors { Cors::new(&POLICY) }",
    ));
    let theirs = Project::new("hello-actix-cors", "actix-web = \"4.18\"\nactix-cors = \"=0.7.2\"\n");
    theirs.write_main(&main(
        "fn policy() -> actix_cors::Cors { actix_cors::Cors::default().allowed_origin(\"https://app.example.com\") }",
    ));
    title("processor time of a clean build of hello-world, in seconds", "ours", "actix-cors");
    let [theirs, ours] = [theirs, ours].map(|project| project.seconds_from_scratch("build"));
    report.row("cargo build, default features", ours, theirs, Times(1.15));
}

/// The median time that each project takes for its program, which is another one in each round.
fn in_turns<const N: usize>(
    projects: &[Project; N],
    programs: impl Fn(usize) -> [String; N],
    seconds: impl Fn(&Project) -> f64,
) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=ROUNDS {
        for ((project, program), times) in projects.iter().zip(programs(round)).zip(&mut times) {
            project.write_main(&program);
            let seconds = seconds(project);
            // The first also builds what the program depends on.
            if round > 0 {
                times.push(seconds);
            }
        }
    }
    times.map(median)
}

fn cors(policy: &str) -> String {
    format!("#[cors({policy})]\n")
}

/// A program with so many handlers, which have the attribute. The first of them is another one in each round. `@` is the
/// number of the handler.
fn application(count: usize, round: usize, attribute: &str) -> String {
    let mut code = String::from(
        "use actix_web::error::{Error, ErrorBadRequest};\nuse actix_web::web::{Query, ServiceConfig};\n\
         use actix_web::{App, HttpResponse, HttpServer, get};\n\
         type Pages = Query<std::collections::HashMap<String, String>>;\n",
    );
    let mut services = String::new();
    if attribute.starts_with("#[cors(") {
        code += "use cors_actix::cors;\n";
    }
    for index in 0..count {
        let attribute = attribute.replace('@', &index.to_string());
        let body = BODY.replace('@', &if index == 0 { round } else { index }.to_string());
        let _ = writeln!(
            code,
            "{attribute}#[get(\"/r{index}\")]\nasync fn h{index}(query: Pages) -> Result<HttpResponse, Error> {{{body}}}"
        );
        let _ = write!(services, ".service(h{index})");
    }
    code + &format!(
        "fn configure(config: &mut ServiceConfig) {{ config{services}; }}\n\
         #[actix_web::main]\nasync fn main() -> std::io::Result<()> {{\n\
         HttpServer::new(|| App::new().configure(configure)).bind((\"127.0.0.1\", 0))?.run().await\n}}\n"
    )
}

/// A program with many such items; `@` is the number of each.
fn many(item: &str) -> String {
    let items: String = (0..MANY).map(|index| item.replace('@', &index.to_string()) + "\n").collect();
    format!(
        "#![allow(dead_code, unused_imports)]\nuse actix_web::get;\nuse cors_actix::{{Policy, cors, policy}};\n{items}\
         fn main() {{}}\n"
    )
}
