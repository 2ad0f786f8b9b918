//! Runs the API behind a gateway, or prints its report.
//!
//! ```text
//! cargo run --bin gateway
//! ```

use std::env;
use std::process::ExitCode;

use actix_web::App;
use examples::gateway::configure;
use examples::program::Program;
use examples::running::Running;

const PROGRAM: Program = Program {
    name: "gateway",
    usage: "\
usage: gateway [--port N | --report]

Serves an API on 127.0.0.1:8080, or prints the report about its policies as JSON, which `cors-edge` reads.",
    options: &[],
};

#[actix_web::main]
async fn main() -> ExitCode {
    if env::args().skip(1).eq(["--report".to_owned()]) {
        return report().await;
    }
    PROGRAM.run(|arguments| Ok(Running::start(arguments.port, || App::new().configure(configure))?)).await
}

async fn report() -> ExitCode {
    let report = match cors_actix::report(configure).await {
        Ok(report) => report,
        Err(error) => {
            eprintln!("gateway: {error}");
            return ExitCode::FAILURE;
        }
    };
    match serde_json::to_string_pretty(&report) {
        Ok(json) => println!("{json}"),
        Err(error) => {
            eprintln!("gateway: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
