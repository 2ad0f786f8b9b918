//! Creates and updates the tables.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::error::{Error, ErrorKind};
use crate::postgres::failure::database;

/// In their order; the number of a migration is its place, counted from 1. Never change one that has been released.
const MIGRATIONS: &[&str] = &[include_str!("migrations/1_versions.sql"), include_str!("migrations/2_shadow.sql")];

/// Creates the tables, or brings them up to date. Returns how many migrations have run.
///
/// # Errors
/// The database refuses, or has newer tables.
pub(crate) async fn migrate(client: &mut Client) -> Result<usize, Error> {
    let transaction = client.transaction().await.map_err(database)?;
    // One migration at a time. 0x636f7273 is `cors`.
    let prepare = "SELECT pg_advisory_xact_lock(x'636f7273'::int, 0);
        CREATE SCHEMA IF NOT EXISTS cors_fleet;
        CREATE TABLE IF NOT EXISTS cors_fleet.migration (
            number bigint PRIMARY KEY, migrated_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )";
    transaction.batch_execute(prepare).await.map_err(database)?;
    let done = transaction.query_one(NEWEST, &[]).await.and_then(|row| row.try_get(0)).map_err(database)?;
    let pending = pending(done)?;
    for (number, migration) in &pending {
        transaction.batch_execute(migration).await.map_err(database)?;
        let record = "INSERT INTO cors_fleet.migration (number) VALUES ($1)";
        transaction.execute(record, &[number]).await.map_err(database)?;
    }
    transaction.commit().await.map_err(database)?;
    Ok(pending.len())
}

const NEWEST: &str = "SELECT coalesce(max(number), 0) FROM cors_fleet.migration";

/// Checks that the tables are those of this crate.
///
/// # Errors
/// [`ErrorKind::Schema`] if they are older, newer, or not there.
pub(crate) async fn check(client: &Client) -> Result<(), Error> {
    let done = match client.query_one(NEWEST, &[]).await.and_then(|row| row.try_get(0)) {
        Err(error) if is_missing(&error) => 0,
        done => done.map_err(database)?,
    };
    match pending(done)?.len() {
        0 => Ok(()),
        _ => Err(missing()),
    }
}

pub(crate) fn is_missing(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(&SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME))
}

/// The error for a database without the tables.
pub(crate) fn missing() -> Error {
    let message = "the database does not have the tables of cors-fleet, or has old ones\nhelp: run `cors-fleet migrate` once, as \
                   a user who may create tables";
    Error::new(ErrorKind::Schema, message)
}

fn pending(done: i64) -> Result<Vec<(i64, &'static str)>, Error> {
    let known: Vec<_> = (1..).zip(MIGRATIONS.iter().copied()).collect();
    if known.last().is_some_and(|(newest, _)| done > *newest) {
        let message = "the database has newer tables than this program knows\nhelp: update cors-fleet";
        return Err(Error::new(ErrorKind::Schema, message));
    }
    Ok(known.into_iter().filter(|(number, _)| *number > done).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_not_done_again() {
        let newest = i64::try_from(MIGRATIONS.len()).unwrap();
        assert_eq!(pending(0).unwrap().len(), MIGRATIONS.len());
        assert!(pending(newest).unwrap().is_empty());
        assert_eq!(pending(newest + 1).unwrap_err().kind(), ErrorKind::Schema);
    }
}
