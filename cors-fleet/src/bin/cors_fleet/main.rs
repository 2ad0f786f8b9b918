//! Looks at the policies of a fleet, and publishes new versions.

#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod draft_file;
mod failure;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cors-fleet: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(&arguments)) {
        // A reader that has seen enough, as `head`, is no failure.
        Ok(text) => writeln!(io::stdout(), "{text}").map_or(ExitCode::SUCCESS, |()| ExitCode::SUCCESS),
        Err(failure) => {
            eprintln!("cors-fleet: {}", failure.message);
            failure.exit_code()
        }
    }
}
