//! A version of a policy, as the database has it.

use cors_actix::Policy;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use tokio_postgres::types::FromSqlOwned;

use crate::error::{Error, ErrorKind};
use crate::postgres::definition::Definition;
use crate::postgres::failure::database;

/// A version of a policy, as it was published. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Version {
    /// The place among all versions of all policies, without gaps.
    pub sequence: u64,
    /// The name of the policy.
    pub name: String,
    /// The place among the versions of this policy, counted from 1.
    pub number: u64,
    /// The version that was current when this one was published, which is the one before it.
    pub predecessor: Option<u64>,
    /// The arguments as JSON; see [`Definition::json`].
    pub draft: String,
    /// SHA-256 of the JSON, in hexadecimal digits.
    pub hash: String,
    /// Who published it, in their own words.
    pub author: String,
    /// Why.
    pub reason: String,
    /// The earlier version that it brings back, if it is a rollback.
    pub restores: Option<u64>,
    /// The user of the database that published it.
    pub database_user: String,
    /// When it was published, in UTC: `2026-03-01T12:00:00.000000Z`.
    pub published_at: String,
}

/// The columns of a version, in the order of the fields. Without its draft they are few bytes.
macro_rules! columns {
    ($draft:literal) => {
        concat!(
            "sequence, name, version, predecessor, ",
            $draft,
            ", hash, author, reason, restores, database_user, to_char(published_at AT TIME ZONE 'UTC', \
             'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        )
    };
}
pub(crate) use columns;

impl Version {
    /// Reads the columns.
    ///
    /// # Errors
    /// The database answers with something else.
    pub(crate) fn read(row: &Row) -> Result<Self, Error> {
        Ok(Version {
            sequence: number(get(row, 0)?)?,
            name: get(row, 1)?,
            number: number(get(row, 2)?)?,
            predecessor: get::<Option<i64>>(row, 3)?.map(number).transpose()?,
            draft: get(row, 4)?,
            hash: get(row, 5)?,
            author: get(row, 6)?,
            reason: get(row, 7)?,
            restores: get::<Option<i64>>(row, 8)?.map(number).transpose()?,
            database_user: get(row, 9)?,
            published_at: get(row, 10)?,
        })
    }

    /// Checks the version as it was checked when it was published. It fails if something has written to the database past this
    /// crate, or if a newer release of this crate has another rule.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidPolicy`] with every mistake.
    pub fn check(&self) -> Result<Definition, Error> {
        Definition::from_stored(&format!("version {}", self.number), &self.name, &self.draft, &self.hash)
    }

    /// The policy of the version.
    ///
    /// # Errors
    /// As those of [`check`](Self::check).
    pub fn policy(&self) -> Result<Policy, Error> {
        self.check().map(|definition| definition.policy().clone())
    }
}

/// Reads a column.
pub(crate) fn get<T: FromSqlOwned>(row: &Row, index: usize) -> Result<T, Error> {
    row.try_get(index).map_err(database)
}

/// Numbers of the database have a sign, and these are positive.
pub(crate) fn number(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(|_| Error::new(ErrorKind::Database, format!("the database has a version {number}")))
}

/// What is too large for the database is larger than all that it has.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
