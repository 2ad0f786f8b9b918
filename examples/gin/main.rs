//! Starts an API for the pages of one domain and for those under development.
//!
//! ```text
//! cargo run --bin gin
//! ```

use std::process::ExitCode;

use examples::gin;
use examples::program::Program;

const PROGRAM: Program = Program {
    name: "gin",
    usage: "\
usage: gin [--port N]

Serves an API on 127.0.0.1:N, for pages of foo.com and of localhost.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM.run(|arguments| Ok(gin::start(arguments.port)?)).await
}
