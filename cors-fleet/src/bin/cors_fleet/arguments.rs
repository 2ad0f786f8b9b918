//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// Looks at the CORS policies of a fleet in PostgreSQL, and publishes new versions.
#[derive(Parser)]
#[command(
    name = "cors-fleet",
    version,
    after_help = "\
Examples:
  export CORS_FLEET_STORE=postgres://cors@db.example.com/cors
  cors-fleet migrate                                    create the tables, once
  cors-fleet publish partners --file cors.toml --reason \"the new front end\"
  cors-fleet list                                       the current version of each policy
  cors-fleet propose partners --file cors.toml --reason \"try it\"
  cors-fleet shadow partners                            what it would decide differently
  cors-fleet diff partners 3 4                          what version 4 has changed
  cors-fleet rollback partners --to 3 --reason \"4 was too wide\"

Exit codes:
  0  done
  1  the database cannot be reached, or refuses
  2  an argument or a file is not valid
  3  somebody else has published a version in the meantime; nothing is published
  4  the policy is not valid; nothing is published
  5  there is no such policy, version or candidate
  6  the policy has not run in the shadow as required; nothing is published"
)]
pub(crate) struct Arguments {
    /// The database: `postgres://user@host:5432/database`. Put the password into the environment variable `PGPASSWORD`.
    #[arg(long, env = "CORS_FLEET_STORE", value_name = "ADDRESS", hide_env_values = true, global = true)]
    pub(crate) store: Option<String>,

    /// Trust the certificates of this PEM file, and not those of the system.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) root_certificates: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Creates the tables, or brings them up to date.
    #[command(after_help = "Example:\n  cors-fleet migrate --store postgres://admin@db.example.com/cors")]
    Migrate,

    /// Lists the current version of each policy, or the newest versions of one.
    #[command(after_help = "Examples:\n  cors-fleet list\n  cors-fleet list partners --limit 100")]
    List {
        /// The name of a policy.
        policy: Option<String>,
        /// How many versions of it to list.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },

    /// Shows a version: what it allows, who published it, and why.
    #[command(
        after_help = "Examples:\n  cors-fleet show partners\n  cors-fleet show partners 3\n  cors-fleet show partners --json"
    )]
    Show {
        /// The name of the policy.
        policy: String,
        /// The number of the version. The current one if it is not given.
        version: Option<u64>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },

    /// Publishes a new version. It takes effect in every replica within two seconds.
    #[command(
        after_help = "Examples:\n  cors-fleet publish partners --file cors.toml --reason \"the new front end\"\n  \
                      cors-fleet publish partners --file - --after 3 --reason \"review 128\" < partners.toml\n  \
                      cors-fleet publish partners --file cors.toml --shadowed 1d --requests 1000 --reason \"nothing breaks\""
    )]
    Publish {
        /// The name of the policy.
        policy: String,
        /// A TOML file with a table of this name, or with the arguments alone; `-` for the standard input. A name that ends with
        /// `.json` means JSON.
        #[arg(long)]
        file: PathBuf,
        /// Publish it only if it has run in the shadow of the current version for so long: `90s`, `10m`, `2h` or `1d`.
        #[arg(long, value_name = "DURATION", value_parser = duration)]
        shadowed: Option<Duration>,
        /// How many requests it must have decided there.
        #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "shadowed")]
        requests: u64,
        #[command(flatten)]
        who: Who,
    },

    /// Lets a policy run in the shadow of the current version. It answers nobody; what it would decide differently is counted.
    #[command(after_help = "Example:\n  cors-fleet propose partners --file cors.toml --reason \"review 128\"")]
    Propose {
        /// The name of the policy.
        policy: String,
        /// The same as for `publish`.
        #[arg(long)]
        file: PathBuf,
        #[command(flatten)]
        who: Who,
    },

    /// Says what the policy in the shadow would have decided differently.
    #[command(after_help = "Example:\n  cors-fleet shadow partners")]
    Shadow {
        /// The name of the policy.
        policy: String,
    },

    /// Ends the run of the policy in the shadow.
    #[command(after_help = "Example:\n  cors-fleet withdraw partners --reason \"it breaks the app\"")]
    Withdraw {
        /// The name of the policy.
        policy: String,
        /// Why: one line that says it to whoever asks later.
        #[arg(long)]
        reason: String,
        /// Who withdraws it.
        #[arg(long, env = "USER")]
        author: String,
    },

    /// Publishes an earlier version once more, as a new one.
    #[command(after_help = "Example:\n  cors-fleet rollback partners --to 3 --reason \"4 was too wide\"")]
    Rollback {
        /// The name of the policy.
        policy: String,
        /// The number of the earlier version.
        #[arg(long)]
        to: u64,
        #[command(flatten)]
        who: Who,
    },

    /// Says what is different between two versions, or between the current version and a file.
    #[command(after_help = "Examples:\n  cors-fleet diff partners 3 4\n  cors-fleet diff partners --file cors.toml")]
    Diff {
        /// The name of the policy.
        policy: String,
        /// The number of the older version. The one before the current one if it is not given.
        old: Option<u64>,
        /// The number of the newer version. The current one if it is not given.
        new: Option<u64>,
        /// Compares the current version with a file.
        #[arg(long, conflicts_with_all = ["old", "new"])]
        file: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Who {
    /// Why: one line that says it to whoever asks later.
    #[arg(long)]
    pub(crate) reason: String,
    /// Who publishes it.
    #[arg(long, env = "USER")]
    pub(crate) author: String,
    /// The version that has to be current. If another one is, nothing is published. The one that is current when the command starts if
    /// it is not given.
    #[arg(long, value_name = "VERSION")]
    pub(crate) after: Option<u64>,
}

/// Reads a number of seconds, minutes, hours or days.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(60 * 60),
        "d" => Some(24 * 60 * 60),
        _ => None,
    };
    let seconds = digits.parse::<u64>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| "write a number and its unit, as in `90s`, `10m`, `2h` or `1d`".to_owned())
}
