//! The versions that a follower asks for.

use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use crate::error::{Error, ErrorKind};
use crate::postgres::cache::Position;
use crate::postgres::failure::database;
use crate::postgres::migrate;
use crate::postgres::version::{Version, columns, signed};

/// The current version of each policy.
pub(crate) async fn current(client: &Client) -> Result<Vec<Version>, Error> {
    let query = concat!(
        "SELECT DISTINCT ON (name) ",
        columns!("draft::text"),
        " FROM cors_fleet.version ORDER BY name DESC, version DESC"
    );
    versions(client, query, &[]).await
}

/// A few versions before this one, the newest first.
pub(crate) async fn earlier(client: &Client, version: &Version) -> Result<Vec<Version>, Error> {
    let query = concat!(
        "SELECT ",
        columns!("draft::text"),
        " FROM cors_fleet.version WHERE name = $1 AND version < $2 ORDER BY version DESC LIMIT 10"
    );
    versions(client, query, &[&version.name, &signed(version.number)]).await
}

/// The next versions after a position, at most 100 of them, none if there are no more.
///
/// # Errors
/// [`ErrorKind::Diverged`] if the version of the position is another one now, or missing; and those of the database.
pub(crate) async fn after(client: &Client, position: &Position) -> Result<Vec<Version>, Error> {
    let query = concat!(
        "SELECT ",
        columns!("CASE WHEN sequence > $1 THEN draft::text ELSE '' END"),
        " FROM cors_fleet.version WHERE sequence >= $1 ORDER BY sequence LIMIT 101"
    );
    let mut versions = versions(client, query, &[&signed(position.sequence)]).await?;
    let diverged = |reason: &str| {
        let message = format!(
            "{reason}; it may have been restored from a backup\nhelp: to follow what it has now, delete the cache file if \
             there is one, and restart"
        );
        Error::new(ErrorKind::Diverged, message)
    };
    let known =
        versions.iter().position(|version| version.sequence == position.sequence && version.hash == position.hash);
    if known != Some(0) {
        return Err(diverged(&format!(
            "the database does not have version number {} of all any more",
            position.sequence
        )));
    }
    versions.remove(0);
    if versions.iter().zip(position.sequence + 1..).any(|(version, sequence)| version.sequence != sequence) {
        return Err(diverged("the database has lost a version"));
    }
    Ok(versions)
}

async fn versions(client: &Client, query: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Version>, Error> {
    let rows = client
        .query(query, values)
        .await
        .map_err(|error| if migrate::is_missing(&error) { migrate::missing() } else { database(error) })?;
    rows.iter().map(Version::read).collect()
}
