//! Starts the API and the page, and says what to open.
//!
//! ```text
//! cargo run --bin quickstart
//! ```

use std::env;
use std::process::ExitCode;

use actix_web::rt::signal;
use examples::quickstart;

const USAGE: &str = "\
usage: quickstart [--port N]

Serves an API on 127.0.0.1:N, and on the port after it a page that calls the API.
N is 8080 unless given; with 0, the system picks two free ports.";

#[actix_web::main]
async fn main() -> ExitCode {
    let port = match Command::parse(env::args().skip(1)) {
        Ok(Command::Serve { port }) => port,
        Ok(Command::Help) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(mistake) => {
            eprintln!("quickstart: {mistake}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match serve(port).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quickstart: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(port: u16) -> std::io::Result<()> {
    let running = quickstart::start(port)?;
    println!("The API:  {}", running.api());
    println!("The page: {}", running.page());
    println!();
    println!("Open the page in a browser. Ctrl-C stops both.");
    signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}

enum Command {
    Serve { port: u16 },
    Help,
}

impl Command {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut port = 8080;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--port" => {
                    let number = arguments.next().ok_or("`--port` needs a number after it")?;
                    // The page needs the next one.
                    let parsed = number.parse().ok().filter(|port| *port < u16::MAX);
                    port = parsed.ok_or_else(|| format!("`{number}` is not a port: write 0 to 65534"))?;
                }
                "--help" | "-h" => return Ok(Command::Help),
                _ => return Err(format!("there is no argument `{argument}`")),
            }
        }
        Ok(Command::Serve { port })
    }
}
