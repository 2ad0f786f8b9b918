//! What the commands do.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use cors_edge::{Error, Options, ProbeOptions, Severity, Target, export, probe, read};

use crate::arguments::{Answers, Arguments, Command, Export, Format, Probe};

/// What a command prints, and its exit code.
pub(crate) struct Done {
    pub(crate) text: String,
    pub(crate) code: u8,
}

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

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    match &arguments.command {
        Command::Export(arguments) => run_export(arguments),
        Command::Probe(arguments) => run_probe(arguments),
    }
}

fn run_export(arguments: &Export) -> Result<Done, Failure> {
    let mut options = Options::new(&*arguments.backend);
    let has_gateway = arguments.target == Target::GatewayApi;
    let listens = [Target::Envoy, Target::Nginx].contains(&arguments.target);
    set(&mut options.listen, "--listen", arguments.listen.as_ref(), listens)?;
    set(&mut options.gateway, "--gateway", arguments.gateway.as_ref(), has_gateway)?;
    options.allow_loss = arguments.allow_loss;
    options.answers = match arguments.answers {
        Answers::Gateway => cors_edge::Answers::Gateway,
        Answers::Application => cors_edge::Answers::Application,
    };
    let text = export(&read(&text(&arguments.report)?)?, arguments.target, &options)?;
    let Some(file) = &arguments.output else { return Ok(Done { text, code: 0 }) };
    fs::write(file, text).map_err(|error| Failure {
        message: format!("cannot write `{}`: {error}\nhelp: name another file with `--output`", file.display()),
        code: 2,
    })?;
    Ok(Done { text: String::new(), code: 0 })
}

/// Sets an option that some targets take.
fn set(option: &mut String, name: &str, value: Option<&String>, is_taken: bool) -> Result<(), Failure> {
    if let Some(value) = value {
        if !is_taken {
            let message = format!("this target does not take `{name}`\nhelp: leave `{name}` out");
            return Err(Failure { message, code: 2 });
        }
        option.clone_from(value);
    }
    Ok(())
}

fn run_probe(arguments: &Probe) -> Result<Done, Failure> {
    let mut options = ProbeOptions::default();
    options.requests = arguments.requests;
    options.writes = arguments.writes;
    options.origins.clone_from(&arguments.origins);
    options.headers.clone_from(&arguments.headers);
    options.rate = arguments.rate;
    options.limit = arguments.limit.get().try_into().unwrap_or(usize::MAX);
    let report = arguments.report.as_deref().map(|file| Ok::<_, Failure>(read(&text(file)?)?)).transpose()?;
    let result = probe(&arguments.url, report.as_ref(), &options, progress)?;
    let text = match arguments.format {
        Format::Text => result.to_string(),
        Format::Json => serde_json::to_string_pretty(&result).map(|json| json + "\n").unwrap_or_default(),
        Format::Sarif => {
            let file =
                arguments.report.as_deref().filter(|file| *file != Path::new("-")).unwrap_or(Path::new("cors.json"));
            result.sarif(&file.to_string_lossy()) + "\n"
        }
    };
    let is_bad = result.worst().is_some_and(|worst| worst >= Severity::from(arguments.fail_on));
    let code = match (is_bad, result.unanswered) {
        (true, _) => 1,
        (false, 0) => 0,
        (false, _) => 2,
    };
    Ok(Done { text, code })
}

/// Tells people how far it is, on one line.
fn progress(done: usize, all: usize) {
    let mut terminal = io::stderr();
    if terminal.is_terminal() {
        let end = if done == all { "\r\x1b[K" } else { "" };
        // Nobody misses what a terminal does not show.
        let _ = write!(terminal, "\r{done} of {all} requests{end}");
        let _ = terminal.flush();
    }
}

fn text(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file.to_str() {
        Some("-") => io::stdin().read_to_string(&mut text).map(|_| text),
        _ => fs::read_to_string(file),
    };
    let text = read.map_err(|error| Failure {
        message: format!(
            "cannot read the report `{}`: {error}\nhelp: give its file with `--report cors.json`, or its text to the standard input",
            file.display()
        ),
        code: 2,
    })?;
    if text.trim().is_empty() {
        let message =
            "there is no report: the input is empty\nhelp: give its file with `--report cors.json`".to_owned();
        return Err(Failure { message, code: 2 });
    }
    Ok(text)
}
