//! Starts an API whose tenants, and the origins of each, are in a database.
//!
//! ```text
//! cargo run --bin tenants -- --database /tmp/tenants.db
//! ```

use std::process::ExitCode;
use std::time::Duration;

use examples::program::Program;
use examples::tenants;

const DATABASE: &str = "--database";
const KEEP: &str = "--keep-seconds";

const PROGRAM: Program = Program {
    name: "tenants",
    usage: "\
usage: tenants [--port N] --database FILE [--keep-seconds S]

Serves the items of tenants on 127.0.0.1:N. The database says whose pages may read them. It is made if it is not
there; what it said is kept for S seconds, 10 unless given.
N is 8080 unless given; with 0, the system picks a free port.",
    options: &[DATABASE, KEEP],
};

#[actix_web::main]
async fn main() -> ExitCode {
    PROGRAM
        .run(|arguments| {
            let database = arguments.value(DATABASE).ok_or("name the database: `--database /tmp/tenants.db`")?;
            let seconds = arguments.value(KEEP).unwrap_or("10");
            let seconds = seconds.parse().map_err(|_| format!("`{seconds}` is no number of seconds"))?;
            tenants::start(arguments.port, database.as_ref(), Duration::from_secs(seconds))
        })
        .await
}
