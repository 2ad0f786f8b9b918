//! Exports the CORS policies of an application to its gateway, and checks deployments.

#![forbid(unsafe_code)]

mod arguments;
mod commands;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;

fn main() -> ExitCode {
    match commands::run(&Arguments::parse()) {
        // A reader that has seen enough, as `head`, is no failure.
        Ok(done) => {
            let _ = write!(io::stdout(), "{}", done.text);
            ExitCode::from(done.code)
        }
        Err(failure) => {
            eprintln!("cors-edge: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}
