//! Starts an API whose policies are in a file, and follows the file.
//!
//! ```text
//! cargo run --bin from_toml -- --policies examples/from_toml/policies.toml
//! ```

use std::process::ExitCode;

use examples::from_toml;
use examples::program::Program;

const FILE: &str = "--policies";

const PROGRAM: Program = Program {
    name: "from_toml",
    usage: "\
usage: from_toml [--port N] --policies FILE

Serves items and an account on 127.0.0.1:N, each under the policy that the file has for it. When the file changes, so do
the policies; when it changes for the worse, they stay, and the reasons go to standard error.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[FILE],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM
        .run(|arguments| {
            let file = arguments.value(FILE).ok_or("name the file: `--policies examples/from_toml/policies.toml`")?;
            from_toml::start(arguments.port, file.into())
        })
        .await
}
