//! What the `main.rs` of a program with one server does: it reads the arguments and serves until Ctrl-C.

use std::env;
use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::process::ExitCode;

use actix_web::rt::signal;

use crate::running::Running;

/// A program on the command line.
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// What `--help` says.
    pub usage: &'static str,
    /// The options that it takes beside `--port`, each with a value: `--file`.
    pub options: &'static [&'static str],
}

/// What the command line says.
pub struct Arguments {
    /// The port to listen on; 0 for one that is free.
    pub port: u16,
    options: Vec<(String, String)>,
}

impl Program {
    /// Reads the arguments, starts the server, and stops it on Ctrl-C.
    pub async fn run(&self, start: impl FnOnce(&Arguments) -> Result<Running, Box<dyn Error>>) -> ExitCode {
        let arguments = match self.parse(env::args().skip(1)) {
            Ok(Some(arguments)) => arguments,
            Ok(None) => {
                println!("{}", self.usage);
                return ExitCode::SUCCESS;
            }
            Err(mistake) => {
                eprintln!("{}: {mistake}\n\n{}", self.name, self.usage);
                return ExitCode::from(2);
            }
        };
        let served = match start(&arguments) {
            Ok(running) => serve(running).await.map_err(Into::into),
            Err(error) => Err(error),
        };
        match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}: {error}", self.name);
                ExitCode::FAILURE
            }
        }
    }

    /// The arguments; `None` if they ask for help.
    fn parse(&self, mut arguments: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
        let mut parsed = Arguments { port: 8080, options: Vec::new() };
        while let Some(argument) = arguments.next() {
            if matches!(argument.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            if name != "--port" && !self.options.contains(&name) {
                return Err(format!("there is no argument `{name}`"));
            }
            let value = value.or_else(|| arguments.next()).ok_or_else(|| format!("`{name}` needs a value after it"))?;
            if name == "--port" {
                parsed.port = value.parse().map_err(|_| format!("`{value}` is not a port: write 0 to 65535"))?;
            } else {
                parsed.options.push((name.to_owned(), value));
            }
        }
        Ok(Some(parsed))
    }
}

impl Arguments {
    /// The values of an option, in their order.
    pub fn values(&self, option: &str) -> impl Iterator<Item = &str> {
        self.options.iter().filter(move |(name, _)| name == option).map(|(_, value)| value.as_str())
    }

    /// The value of an option; the last one if there are several.
    pub fn value(&self, option: &str) -> Option<&str> {
        self.values(option).last()
    }
}

async fn serve(running: Running) -> io::Result<()> {
    let mut interrupted = pin!(signal::ctrl_c());
    let mut origin = Some(running.origin());
    poll_fn(|context| {
        // The signal is caught from the first poll on; whoever reads the line may send it.
        let is_interrupted = interrupted.as_mut().poll(context);
        if let Some(origin) = origin.take() {
            println!("Serving {origin} until Ctrl-C");
        }
        is_interrupted
    })
    .await?;
    running.stop().await;
    Ok(())
}
