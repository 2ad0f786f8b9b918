//! A candidate of a policy, as the database has it.

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::error::Error;
use crate::postgres::definition::Definition;
use crate::postgres::failure::database;
use crate::postgres::migrate;
use crate::postgres::version::{get, number, signed};

/// A draft that runs in the shadow of a version. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Candidate {
    /// The place among all candidates of all policies.
    pub number: u64,
    /// The name of the policy.
    pub name: String,
    /// The version beside which it runs. When another one is published, the run ends.
    pub beside: u64,
    /// The arguments as JSON; see [`Definition::json`].
    pub draft: String,
    /// SHA-256 of the JSON, in hexadecimal digits.
    pub hash: String,
    /// Who proposed it, in their own words.
    pub author: String,
    /// Why.
    pub reason: String,
    /// The user of the database that proposed it.
    pub database_user: String,
    /// When it was proposed, in UTC: `2026-03-01T12:00:00.000000Z`.
    pub proposed_at: String,
}

/// The columns of a candidate, in the order of the fields.
macro_rules! columns {
    ($draft:literal) => {
        concat!(
            "sequence, name, beside, ",
            $draft,
            ", hash, author, reason, database_user, to_char(proposed_at AT TIME ZONE 'UTC', \
             'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        )
    };
}
pub(crate) use columns;

impl Candidate {
    /// Reads the columns.
    ///
    /// # Errors
    /// The database answers with something else.
    pub(crate) fn read(row: &Row) -> Result<Self, Error> {
        Ok(Candidate {
            number: number(get(row, 0)?)?,
            name: get(row, 1)?,
            beside: number(get(row, 2)?)?,
            draft: get(row, 3)?,
            hash: get(row, 4)?,
            author: get(row, 5)?,
            reason: get(row, 6)?,
            database_user: get(row, 7)?,
            proposed_at: get(row, 8)?,
        })
    }

    /// Checks the candidate as it was checked when it was proposed.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) with every mistake.
    pub fn check(&self) -> Result<Definition, Error> {
        Definition::from_stored(&format!("candidate {}", self.number), &self.name, &self.draft, &self.hash)
    }
}

/// The next candidate after a number which is the newest of its policy, and whether it runs. If it does not, it has no draft.
pub(crate) async fn next(client: &Client, after: u64) -> Result<Option<(Candidate, bool)>, Error> {
    let query = concat!(
        "SELECT ",
        columns!("CASE WHEN runs THEN draft::text ELSE '' END"),
        ", runs FROM cors_fleet.newest_candidate WHERE sequence > $1 ORDER BY sequence LIMIT 1"
    );
    let row = client.query_opt(query, &[&signed(after)]).await.map_err(database)?;
    row.map(|row| Ok((Candidate::read(&row)?, get(&row, 9)?))).transpose()
}

/// The candidate of a policy that runs.
pub(crate) async fn running(client: &Client, name: &str) -> Result<Option<Candidate>, Error> {
    let query =
        concat!("SELECT ", columns!("draft::text"), " FROM cors_fleet.newest_candidate WHERE name = $1 AND runs");
    one(client, query, &[&name]).await
}

/// The newest candidate with this draft beside this version, even if it runs no more.
pub(crate) async fn of_draft(client: &Client, name: &str, hash: &str, beside: u64) -> Result<Option<Candidate>, Error> {
    let query = concat!(
        "SELECT ",
        columns!("draft::text"),
        " FROM cors_fleet.candidate WHERE name = $1 AND hash = $2 AND beside = $3 ORDER BY sequence DESC LIMIT 1"
    );
    one(client, query, &[&name, &hash, &signed(beside)]).await
}

async fn one(client: &Client, query: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Option<Candidate>, Error> {
    let row = client.query_opt(query, values).await;
    let row = row.map_err(|error| if migrate::is_missing(&error) { migrate::missing() } else { database(error) })?;
    row.as_ref().map(Candidate::read).transpose()
}
