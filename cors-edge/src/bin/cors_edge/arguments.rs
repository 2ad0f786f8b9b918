//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use cors_edge::Target;

/// Exports the CORS policies of an application to its gateway.
#[derive(Parser)]
#[command(
    name = "cors-edge",
    version,
    after_help = "\
Examples:
  cors-edge export nginx --report cors.json --backend 127.0.0.1:8080 > /etc/nginx/conf.d/cors.conf
  cors-edge export nginx --answers application --report cors.json --backend 127.0.0.1:8080
  cors-edge export gateway-api --report cors.json --backend api:80 --gateway public
  cargo test --quiet print_report | cors-edge export nginx --backend api:80 --allow-loss

Exit codes:
  0  done
  1  the target cannot say everything in the report; nothing is written
  2  an argument or the report is not valid"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Writes the configuration of a gateway.
    #[command(
        after_help = "Example:\n  cors-edge export nginx --report cors.json --backend 127.0.0.1:8080 > cors.conf"
    )]
    Export {
        /// The gateway.
        target: Target,
        /// The JSON of the report; `-` for the standard input.
        #[arg(long, value_name = "FILE", default_value = "-")]
        report: PathBuf,
        /// Where the application listens.
        #[arg(long, value_name = "HOST:PORT")]
        backend: String,
        /// Where the gateway listens.
        #[arg(long, value_name = "HOST:PORT", default_value = "0.0.0.0:80")]
        listen: String,
        /// The name of the `Gateway`, for `gateway-api`.
        #[arg(long, value_name = "NAME", default_value = "gateway")]
        gateway: String,
        /// Who answers preflights and writes the CORS headers. It is never both.
        #[arg(long, value_enum, default_value_t = Answers::Gateway)]
        answers: Answers,
        /// Write what the target cannot say as comments.
        #[arg(long)]
        allow_loss: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Answers {
    /// The gateway. It removes the headers of the application.
    Gateway,
    /// The application. The gateway passes everything on.
    Application,
}
