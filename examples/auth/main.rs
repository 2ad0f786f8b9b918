//! Starts an API behind bearer authentication, with and without a `Cors` around it.
//!
//! ```text
//! cargo run --bin auth
//! ```

use std::process::ExitCode;

use examples::auth;
use examples::program::Program;

const PROGRAM: Program = Program {
    name: "auth",
    usage: "\
usage: auth [--port N]

Serves notes behind authentication on 127.0.0.1:N: under /notes as they should be, under /bare as they often are.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM.run(|arguments| Ok(auth::start(arguments.port)?)).await
}
