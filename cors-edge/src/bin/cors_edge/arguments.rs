//! The command line.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use cors_edge::{Severity, Target};

/// Exports the CORS policies of an application to its gateway, and checks deployments.
#[derive(Parser)]
#[command(
    name = "cors-edge",
    version,
    after_help = "\
Examples:
  cors-edge export nginx --report cors.json --backend 127.0.0.1:8080 --output /etc/nginx/conf.d/cors.conf
  cors-edge export gateway-api --report cors.json --backend api:80 --gateway public
  cors-edge probe https://api.example.com --report cors.json

Exit codes:
  0  done
  1  the target cannot say everything in the report, so nothing is written; or the probe has found something
  2  an argument or the report is not valid, or the server does not answer"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Writes the configuration of a gateway.
    #[command(
        after_help = "Example:\n  cors-edge export nginx --report cors.json --backend 127.0.0.1:8080 --output cors.conf"
    )]
    Export(Export),
    /// Asks a deployment as browsers do, and compares its answers with the report.
    ///
    /// It sends preflights, which change nothing, and asks only the server of the URL. Without a report it says what the server allows for
    /// the path of the URL.
    #[command(after_help = "\
Examples:
  cors-edge probe https://api.example.com --report cors.json
  cors-edge probe https://api.example.com --report cors.json --requests --format sarif > cors.sarif
  cors-edge probe https://api.example.com/items --origin https://app.example.com

Exit codes:
  0  nothing found that is as bad as --fail-on
  1  something found
  2  an argument or the report is not valid, the server does not answer, or it has turned requests away")]
    Probe(Probe),
}

#[derive(Args)]
pub(crate) struct Export {
    /// The gateway.
    pub(crate) target: Target,
    /// The JSON of the report; `-` for the standard input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) report: PathBuf,
    /// Where the application listens.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) backend: String,
    /// Where the gateway listens, for `envoy` and `nginx`. The default is 0.0.0.0:80.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
    /// The name of the `Gateway`, for `gateway-api`. The default is `gateway`.
    #[arg(long, value_name = "NAME")]
    pub(crate) gateway: Option<String>,
    /// Who answers preflights and writes the CORS headers. It is never both.
    #[arg(long, value_enum, default_value_t = Answers::Gateway)]
    pub(crate) answers: Answers,
    /// Write what the target cannot say as comments.
    #[arg(long)]
    pub(crate) allow_loss: bool,
    /// Write to this file, which is left alone if the export fails.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Probe {
    /// The URL under which the application is.
    pub(crate) url: String,
    /// The JSON of the report; `-` for the standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Ask for this origin, too. With a report, routes that list it must allow it, and others must refuse it. May be repeated.
    #[arg(long = "origin", value_name = "ORIGIN")]
    pub(crate) origins: Vec<String>,
    /// Send GET requests, too. They show whether pages can read responses and errors.
    #[arg(long)]
    pub(crate) requests: bool,
    /// Send forged POST, PUT, PATCH and DELETE requests, too, without a body. If the application does not refuse them, its handlers run.
    #[arg(long)]
    pub(crate) writes: bool,
    /// A header line of requests that are no preflights: 'Authorization: Bearer …'. May be repeated.
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) headers: Vec<(String, String)>,
    /// The most requests in a second.
    #[arg(long, value_name = "NUMBER", default_value = "20", value_parser = number)]
    pub(crate) rate: NonZeroU32,
    /// The most requests.
    #[arg(long, value_name = "NUMBER", default_value = "2000", value_parser = number)]
    pub(crate) limit: NonZeroU32,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Exit with code 1 only for findings of at least this severity.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Low)]
    pub(crate) fail_on: FailOn,
}

fn number(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| "write a number from 1 to 4294967295".to_owned())
}

/// `NAME: VALUE`
fn header(line: &str) -> Result<(String, String), String> {
    let split = line.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    split.filter(|(name, _)| !name.is_empty()).ok_or_else(|| "write `--header 'Authorization: Bearer …'`".to_owned())
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Answers {
    /// The gateway. It removes the headers of the application.
    Gateway,
    /// The application. The gateway passes everything on.
    Application,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For code scanning.
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    /// Everything.
    Low,
    /// What keeps pages from working, or shows them too much.
    Medium,
    /// What lets pages of other sites act for the user, or breaks the application.
    High,
}

impl From<FailOn> for Severity {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Low => Severity::Low,
            FailOn::Medium => Severity::Medium,
            FailOn::High => Severity::High,
        }
    }
}
