//! Starts an API that every site may read.
//!
//! ```text
//! cargo run --bin simple_request
//! ```

use std::process::ExitCode;

use examples::program::Program;
use examples::simple_request;

const PROGRAM: Program = Program {
    name: "simple_request",
    usage: "\
usage: simple_request [--port N]

Serves squares on 127.0.0.1:N, for pages of every site.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM.run(|arguments| Ok(simple_request::start(arguments.port)?)).await
}
