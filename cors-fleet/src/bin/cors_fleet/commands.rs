//! What the commands do. Each returns the text that it prints.

use std::fmt::Write;
use std::path::Path;

use cors_fleet::{Candidate, Changes, Definition, History, PostgresOptions, Publication, Shadowed, Version};

use crate::arguments::{Arguments, Command, Who};
use crate::draft_file;
use crate::failure::Failure;

pub(crate) async fn run(arguments: &Arguments) -> Result<String, Failure> {
    let Some(store) = &arguments.store else {
        return Err(Failure::argument(
            "the address of the database is missing\nhelp: set the environment variable `CORS_FLEET_STORE`, or add `--store \
             postgres://user@host:5432/database`",
        ));
    };
    let mut options = PostgresOptions::new(store);
    if let Some(file) = &arguments.root_certificates {
        options = options.root_certificates(file);
    }
    // A wrong file is found before the database is asked.
    let definition = match &arguments.command {
        Command::Publish { policy, file, .. }
        | Command::Propose { policy, file, .. }
        | Command::Diff { policy, file: Some(file), .. } => Some(draft_file::read(file, policy)?),
        _ => None,
    };
    let mut history = History::connect_with(&options).await?;
    match (&arguments.command, definition) {
        (Command::Migrate, _) => migrate(&mut history).await,
        (Command::List { policy, limit }, _) => list(&history, policy.as_deref(), *limit).await,
        (Command::Show { policy, version, json }, _) => show(&history, policy, *version, *json).await,
        (Command::Publish { policy, file, shadowed, requests, who }, Some(definition)) => {
            let shadowed = shadowed.map(|ran_for| Shadowed { ran_for, requests: *requests });
            publish(&mut history, policy, file, &definition, shadowed, who).await
        }
        (Command::Propose { policy, who, .. }, Some(definition)) => {
            propose(&mut history, policy, &definition, who).await
        }
        (Command::Shadow { policy }, _) => shadow(&history, policy).await,
        (Command::Withdraw { policy, reason, author }, _) => {
            let Candidate { number, .. } = history.withdraw(policy, author, reason).await?;
            Ok(format!("Candidate {number} of `{policy}` runs no more."))
        }
        (Command::Rollback { policy, to, who }, _) => rollback(&mut history, policy, *to, who).await,
        (Command::Diff { policy, .. }, Some(definition)) => {
            let current = current(&history, policy).await?;
            Ok(Changes::between(&current.policy()?, definition.policy()).to_string())
        }
        (Command::Diff { policy, old, new, .. }, None) => diff(&history, policy, *old, *new).await,
        (Command::Publish { .. } | Command::Propose { .. }, None) => Err(Failure::argument("there is no file to read")),
    }
}

async fn migrate(history: &mut History) -> Result<String, Failure> {
    Ok(match history.migrate().await? {
        0 => "The tables are up to date.".to_owned(),
        _ => "The tables are ready.".to_owned(),
    })
}

async fn list(history: &History, policy: Option<&str>, limit: u32) -> Result<String, Failure> {
    let versions = match policy {
        Some(name) => history.newest(name, limit).await?,
        None => history.all_current().await?,
    };
    if versions.is_empty() {
        return match policy {
            Some(name) => Err(unknown(name)),
            None => Ok("There are no policies yet. Publish one with `cors-fleet publish`.".to_owned()),
        };
    }
    let rows = versions.iter().map(|version| {
        let when = version.published_at.get(..19).unwrap_or(&version.published_at).replace('T', " ");
        [version.name.clone(), version.number.to_string(), when, version.author.clone(), why(version)]
    });
    let titles = ["POLICY", "VERSION", "PUBLISHED (UTC)", "AUTHOR", "REASON"].map(str::to_owned);
    Ok(table(&[titles].into_iter().chain(rows).collect::<Vec<_>>()))
}

async fn show(history: &History, policy: &str, version: Option<u64>, json: bool) -> Result<String, Failure> {
    let version = match version {
        Some(number) => history.version(policy, number).await?,
        None => current(history, policy).await?,
    };
    if json {
        return serde_json::to_string_pretty(&version).map_err(|error| Failure::argument(error.to_string()));
    }
    let words = version.policy().map_or_else(|error| error.to_string(), |policy| policy.to_string());
    let Version { name, number, published_at, author, database_user, hash, draft, .. } = &version;
    Ok(format!(
        "{name}, version {number}: {}\npublished {published_at} by {author} (database user {database_user})\nhash {hash}\n\n\
         {words}\n\n{draft}",
        why(&version)
    ))
}

async fn publish(
    history: &mut History,
    policy: &str,
    file: &Path,
    definition: &Definition,
    shadowed: Option<Shadowed>,
    who: &Who,
) -> Result<String, Failure> {
    let current = history.current(policy).await?;
    if let Some(version) = current.as_ref().filter(|version| version.hash == definition.hash()) {
        return Ok(format!("Version {} of `{policy}` says the same. Nothing is published.", version.number));
    }
    let predecessor = who.after.or(current.as_ref().map(|version| version.number));
    let Who { author, reason, .. } = who;
    let publication = Publication { name: policy, definition, predecessor, author, reason, shadowed };
    let version = history.publish(&publication).await?;
    let mut text = format!("Version {} of `{policy}` is published from `{}`.", version.number, file.display());
    if let Some(old) = current {
        describe(&mut text, &old, &version);
    }
    Ok(text)
}

async fn propose(history: &mut History, policy: &str, definition: &Definition, who: &Who) -> Result<String, Failure> {
    let current = current(history, policy).await?;
    if current.hash == definition.hash() {
        return Ok(format!("Version {} of `{policy}` says the same. Nothing is proposed.", current.number));
    }
    let predecessor = Some(who.after.unwrap_or(current.number));
    let Who { author, reason, .. } = who;
    let publication = Publication { name: policy, definition, predecessor, author, reason, shadowed: None };
    let candidate = history.propose(&publication).await?;
    Ok(format!(
        "Candidate {} of `{policy}` runs in the shadow of version {}.\n\n{}",
        candidate.number,
        candidate.beside,
        Changes::between(&current.policy()?, definition.policy())
    ))
}

async fn shadow(history: &History, policy: &str) -> Result<String, Failure> {
    let Some(candidate) = history.candidate(policy).await? else {
        return Err(Failure::not_found(format!(
            "no candidate of `{policy}` runs\nhelp: `cors-fleet propose {policy}` proposes one"
        )));
    };
    let report = history.shadow_report(&candidate).await?;
    let Candidate { author, reason, beside, proposed_at, .. } = candidate;
    Ok(format!("{report}\n\nproposed {proposed_at} by {author}, beside version {beside}: {reason}"))
}

async fn rollback(history: &mut History, policy: &str, to: u64, who: &Who) -> Result<String, Failure> {
    let current = current(history, policy).await?;
    let predecessor = who.after.unwrap_or(current.number);
    let version = history.rollback(policy, to, predecessor, &who.author, &who.reason).await?;
    let mut text = format!("Version {} of `{policy}` is published. It says what version {to} says.", version.number);
    describe(&mut text, &current, &version);
    Ok(text)
}

/// Says what a new version changes.
fn describe(text: &mut String, old: &Version, new: &Version) {
    let (Ok(old), Ok(new)) = (old.policy(), new.policy()) else { return };
    let changes = Changes::between(&old, &new);
    let _ = write!(text, "\n\n{changes}");
    if let Some(narrowing) = changes.narrowing() {
        let _ = write!(text, "\n\n{narrowing}");
    }
}

async fn diff(history: &History, policy: &str, old: Option<u64>, new: Option<u64>) -> Result<String, Failure> {
    let new = match new {
        Some(number) => history.version(policy, number).await?,
        None => current(history, policy).await?,
    };
    let Some(old) = old.or(new.predecessor) else {
        return Err(Failure::argument(format!("version {} of `{policy}` is the first one", new.number)));
    };
    let old = history.version(policy, old).await?;
    let mut text = Changes::between(&old.policy()?, &new.policy()?).to_string();
    let _ = write!(text, "\n\n(version {} to {}, by {}: {})", old.number, new.number, new.author, why(&new));
    Ok(text)
}

async fn current(history: &History, policy: &str) -> Result<Version, Failure> {
    history.current(policy).await?.ok_or_else(|| unknown(policy))
}

fn unknown(policy: &str) -> Failure {
    Failure::not_found(format!("there is no policy `{policy}`\nhelp: `cors-fleet list` lists all of them"))
}

/// The reason, and what is brought back.
fn why(version: &Version) -> String {
    match version.restores {
        Some(number) => format!("{} (restores {number})", version.reason),
        None => version.reason.clone(),
    }
}

fn table(rows: &[[String; 5]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let line = |row: &[String; 5]| {
        let cells = widths.iter().zip(row).map(|(width, cell)| format!("{cell:width$}  "));
        cells.collect::<String>() + &row[4]
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
