//! Starts an API for several front ends.
//!
//! ```text
//! TEAMS_ORIGINS=https://app.example.com,https://admin.example.com cargo run --bin teams
//! ```

use std::process::ExitCode;

use examples::program::Program;
use examples::teams;

const PROGRAM: Program = Program {
    name: "teams",
    usage: "\
usage: teams [--port N]

Serves an API with a public list, a session, uploads, administration and a WebSocket on 127.0.0.1:N. N is 8080 unless
given; with 0, the system picks a free port. TEAMS_ORIGINS lists the origins of the front ends between commas; they are
https://app.example.com and https://admin.example.com unless given.",
    options: &[],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM.run(|arguments| Ok(teams::start(arguments.port)?)).await
}
