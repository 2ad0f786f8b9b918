//! Starts an API whose allowed origins are patterns on the command line.
//!
//! ```text
//! cargo run --bin kubernetes -- --cors-allowed-origins='^https://.*\.example\.com$'
//! ```

use std::process::ExitCode;

use examples::kubernetes;
use examples::program::Program;

const PATTERNS: &str = "--cors-allowed-origins";

const PROGRAM: Program = Program {
    name: "kubernetes",
    usage: "\
usage: kubernetes [--port N] [--cors-allowed-origins PATTERN,PATTERN,...]...

Serves namespaces on 127.0.0.1:N, for pages whose origin one of the patterns matches as a whole.
Without a pattern there is no CORS at all: the service is the same as if this program knew nothing of it.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[PATTERNS],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM.run(|arguments| kubernetes::start(arguments.port, arguments.values(PATTERNS))).await
}
