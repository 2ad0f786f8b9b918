//! Candidates in the database: to look at, and to add to.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use crate::error::{Error, ErrorKind};
use crate::postgres::candidate::{self, Candidate, columns};
use crate::postgres::failure::{database, within};
use crate::postgres::history::{History, LONGEST, Publication, no_version};
use crate::postgres::shadow_runs;
use crate::postgres::version::signed;
use crate::shadow::report::ShadowReport;

impl History {
    /// Lets a draft run in the shadow of the current version, which is the predecessor that it names. It takes the place of an
    /// earlier candidate of the policy, and ends when any version is published.
    ///
    /// # Errors
    /// As those of [`publish`](Self::publish); and [`ErrorKind::InvalidArgument`] if the policy is new.
    pub async fn propose(&mut self, publication: &Publication<'_>) -> Result<Candidate, Error> {
        self.check(publication).await?;
        let Publication { name, definition, predecessor, author, reason, .. } = *publication;
        let beside = predecessor.ok_or_else(no_version)?;
        let insert = concat!(
            "INSERT INTO cors_fleet.candidate (name, beside, draft, hash, author, reason) \
             VALUES ($1, $2, $3::text::json, $4, $5, $6) RETURNING ",
            columns!("draft::text")
        );
        let (json, hash, beside) = (definition.json(), definition.hash(), signed(beside));
        let values: [&(dyn ToSql + Sync); 6] = [&name, &beside, &json, &hash, &author, &reason];
        let answer = within(LONGEST, async { Ok(self.client.query_one(insert, &values).await) }).await?;
        match answer {
            Ok(row) => Candidate::read(&row),
            Err(error) if error.code() == Some(&SqlState::FOREIGN_KEY_VIOLATION) => {
                Err(self.conflict(name, predecessor).await)
            }
            Err(error) => Err(database(error)),
        }
    }

    /// Ends the run of a candidate. It stays in the history.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownVersion`] if none runs; and as those of [`publish`](Self::publish).
    pub async fn withdraw(&mut self, name: &str, author: &str, reason: &str) -> Result<Candidate, Error> {
        let Some(candidate) = self.candidate(name).await? else {
            let name = cors_core::__private::escape_for_log(name.as_bytes());
            return Err(Error::new(ErrorKind::UnknownVersion, format!("no candidate of `{name}` runs")));
        };
        // A candidate that says the same as the live version is none.
        let live = self.version(name, candidate.beside).await?.check()?;
        let predecessor = Some(candidate.beside);
        let publication = Publication { name, definition: &live, predecessor, author, reason, shadowed: None };
        self.propose(&publication).await?;
        Ok(candidate)
    }

    /// Returns the candidate of a policy that runs now.
    ///
    /// # Errors
    /// The database cannot be reached, or refuses.
    pub async fn candidate(&self, name: &str) -> Result<Option<Candidate>, Error> {
        within(LONGEST, candidate::running(&self.client, name)).await
    }

    /// Returns what all replicas together have recorded of a candidate. A replica records what it has counted after 5 seconds, and
    /// then whenever a tenth of the time is not recorded yet.
    ///
    /// # Errors
    /// The database cannot be reached, or refuses.
    pub async fn shadow_report(&self, candidate: &Candidate) -> Result<ShadowReport, Error> {
        within(LONGEST, shadow_runs::total(&self.client, candidate.number)).await
    }
}
