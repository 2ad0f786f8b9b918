//! Prints the policies of an API for those who review them.
//!
//! ```text
//! cargo run --bin review
//! ```

use std::env;
use std::process::ExitCode;

use examples::review::policies;

const USAGE: &str = "\
usage: review [--json | --snapshot]

Prints who may read what of an API: as a table, as JSON, or as the text that its test compares.";

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let policies = match policies().await {
        Ok(policies) => policies,
        Err(error) => {
            eprintln!("review: {error}");
            return ExitCode::FAILURE;
        }
    };
    match &*arguments.iter().map(String::as_str).collect::<Vec<_>>() {
        [] => print!("{policies}"),
        ["--json"] => match serde_json::to_string_pretty(&policies) {
            Ok(json) => println!("{json}"),
            Err(error) => {
                eprintln!("review: {error}");
                return ExitCode::FAILURE;
            }
        },
        ["--snapshot"] => print!("{}", policies.snapshot()),
        ["--help" | "-h"] => println!("{USAGE}"),
        [mistake, ..] => {
            eprintln!("review: there is no argument `{mistake}`\n\n{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
