//! Starts an API that every site may send JSON to.
//!
//! ```text
//! cargo run --bin middleware_by_hand
//! ```

use std::process::ExitCode;

use examples::middleware_by_hand;
use examples::program::Program;

const PROGRAM: Program = Program {
    name: "middleware_by_hand",
    usage: "\
usage: middleware_by_hand [--port N]

Serves messages on 127.0.0.1:N, for pages of every site.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM.run(|arguments| Ok(middleware_by_hand::start(arguments.port)?)).await
}
