//! What the commands do. Each returns the text that it prints.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use cors_edge::{Error, Options, export, read};

use crate::arguments::{Answers, Arguments, Command};

/// Why a command has failed, and its exit code.
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) code: u8,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = if matches!(error, Error::Losses(_)) { 1 } else { 2 };
        Failure { message: error.to_string(), code }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<String, Failure> {
    let Command::Export { target, report, backend, listen, gateway, answers, allow_loss } = &arguments.command;
    let mut options = Options::new(backend);
    options.listen.clone_from(listen);
    options.gateway.clone_from(gateway);
    options.allow_loss = *allow_loss;
    options.answers = match answers {
        Answers::Gateway => cors_edge::Answers::Gateway,
        Answers::Application => cors_edge::Answers::Application,
    };
    Ok(export(&read(&text(report)?)?, *target, &options)?)
}

fn text(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file.to_str() {
        Some("-") => io::stdin().read_to_string(&mut text).map(|_| text),
        _ => fs::read_to_string(file),
    };
    read.map_err(|error| Failure {
        message: format!(
            "cannot read the report `{}`: {error}\nhelp: give its file with `--report cors.json`, or its text to the standard input",
            file.display()
        ),
        code: 2,
    })
}
