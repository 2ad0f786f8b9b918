//! The versions in the database: to look at, and to add to.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use crate::error::{Error, ErrorKind};
use crate::postgres::connect::Connector;
use crate::postgres::definition::Definition;
use crate::postgres::failure::{database, within};
use crate::postgres::migrate;
use crate::postgres::options::PostgresOptions;
use crate::postgres::shadow_runs::{self, Shadowed};
use crate::postgres::version::{Version, columns, signed};

/// How long the database may take to answer.
pub(super) const LONGEST: Duration = Duration::from_secs(10);

/// The history of all policies in a database. It is only ever added to.
///
/// ```no_run
/// use cors_fleet::{Definition, History, Publication};
///
/// # async fn publish() -> Result<(), cors_fleet::Error> {
/// let mut history = History::connect("postgres://cors@localhost/cors").await?;
/// let definition = Definition::from_toml("origins = 'https://app.example.com'")?;
/// let current = history.current("partners").await?;
/// let publication = Publication {
///     name: "partners",
///     definition: &definition,
///     predecessor: current.map(|version| version.number),
///     author: "ada",
///     reason: "the new front end",
///     shadowed: None,
/// };
/// let version = history.publish(&publication).await?;
/// println!("version {} is published", version.number);
/// # Ok(())
/// # }
/// ```
pub struct History {
    pub(super) client: Client,
}

/// A version to be published.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'p> {
    /// The name of the policy.
    pub name: &'p str,
    /// What it says.
    pub definition: &'p Definition,
    /// The version that has to be current, `None` if the policy is new. If another one is, somebody else was faster, and nothing is
    /// published.
    pub predecessor: Option<u64>,
    /// Who publishes it: 1 to 200 characters.
    pub author: &'p str,
    /// Why: 1 to 2000 characters.
    pub reason: &'p str,
    /// What it must have gone through as a candidate beside its predecessor; `None` publishes it at once.
    pub shadowed: Option<Shadowed>,
}

impl History {
    /// Connects to a database. It takes a runtime of tokio, as actix-web has one.
    ///
    /// # Errors
    /// The address is not valid, or the database cannot be reached or refuses.
    pub async fn connect(address: &str) -> Result<Self, Error> {
        Self::connect_with(&PostgresOptions::new(address)).await
    }

    /// Connects to a database with more options than its address.
    ///
    /// # Errors
    /// As those of [`connect`](Self::connect).
    pub async fn connect_with(options: &PostgresOptions) -> Result<Self, Error> {
        let connector = Connector::new(&options.address, options.root_certificates.as_deref())?;
        let (client, _) = connector.connect(LONGEST).await?;
        Ok(History { client })
    }

    /// Creates the tables, or brings them up to date. Returns how many migrations have run.
    ///
    /// # Errors
    /// The database refuses, or has newer tables.
    pub async fn migrate(&mut self) -> Result<usize, Error> {
        within(6 * LONGEST, migrate::migrate(&mut self.client)).await
    }

    /// Returns the current version of each policy, sorted by name.
    ///
    /// # Errors
    /// The database cannot be reached, or refuses.
    pub async fn all_current(&self) -> Result<Vec<Version>, Error> {
        let query = concat!(
            "SELECT DISTINCT ON (name) ",
            columns!("draft::text"),
            " FROM cors_fleet.version ORDER BY name DESC, version DESC"
        );
        let mut versions = self.versions(query, &[]).await?;
        versions.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(versions)
    }

    /// Returns the current version of a policy.
    ///
    /// # Errors
    /// The database cannot be reached, or refuses.
    pub async fn current(&self, name: &str) -> Result<Option<Version>, Error> {
        let query = concat!(
            "SELECT ",
            columns!("draft::text"),
            " FROM cors_fleet.version WHERE name = $1 ORDER BY version DESC LIMIT 1"
        );
        Ok(self.versions(query, &[&name]).await?.pop())
    }

    /// Returns the newest versions of a policy, the newest first.
    ///
    /// # Errors
    /// The database cannot be reached, or refuses.
    pub async fn newest(&self, name: &str, how_many: u32) -> Result<Vec<Version>, Error> {
        let query = concat!(
            "SELECT ",
            columns!("draft::text"),
            " FROM cors_fleet.version WHERE name = $1 ORDER BY version DESC LIMIT $2"
        );
        self.versions(query, &[&name, &i64::from(how_many)]).await
    }

    /// Returns a version of a policy.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownVersion`], or the database cannot be reached, or refuses.
    pub async fn version(&self, name: &str, number: u64) -> Result<Version, Error> {
        let query =
            concat!("SELECT ", columns!("draft::text"), " FROM cors_fleet.version WHERE name = $1 AND version = $2");
        self.versions(query, &[&name, &signed(number)]).await?.pop().ok_or_else(|| unknown_version(name, number))
    }

    /// Publishes a version.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] if the predecessor is not the current version. [`ErrorKind::InvalidArgument`] for a name, an author
    /// or a reason that is not valid. [`ErrorKind::NotShadowed`] if it has not run in the shadow as it must have. Or the database
    /// cannot be reached, or refuses.
    pub async fn publish(&mut self, publication: &Publication<'_>) -> Result<Version, Error> {
        let Publication { name, definition, predecessor, shadowed, .. } = *publication;
        if let Some(required) = shadowed {
            let beside = predecessor.ok_or_else(no_version)?;
            let hash = definition.hash();
            within(LONGEST, shadow_runs::check(&self.client, name, &hash, beside, required)).await?;
        }
        self.insert(publication, None).await
    }

    /// Publishes the draft of an earlier version once more, as a new version.
    ///
    /// # Errors
    /// As those of [`publish`](Self::publish); [`ErrorKind::UnknownVersion`]; and [`ErrorKind::InvalidPolicy`] if the rules have
    /// changed since.
    pub async fn rollback(
        &mut self,
        name: &str,
        to: u64,
        predecessor: u64,
        author: &str,
        reason: &str,
    ) -> Result<Version, Error> {
        let definition = self.version(name, to).await?.check()?;
        let publication = Publication {
            name,
            definition: &definition,
            predecessor: Some(predecessor),
            author,
            reason,
            shadowed: None,
        };
        self.insert(&publication, Some(to)).await
    }

    async fn insert(&mut self, publication: &Publication<'_>, restores: Option<u64>) -> Result<Version, Error> {
        self.check(publication).await?;
        let Publication { name, definition, predecessor, author, reason, .. } = *publication;
        let insert = concat!(
            "INSERT INTO cors_fleet.version (name, version, predecessor, draft, hash, author, reason, restores) \
             VALUES ($1, coalesce($2::bigint, 0) + 1, $2, $3::text::json, $4, $5, $6, $7) RETURNING ",
            columns!("draft::text")
        );
        let before = predecessor.map(signed).filter(|number| *number < i64::MAX);
        let (json, hash, restores) = (definition.json(), definition.hash(), restores.map(signed));
        let values: [&(dyn ToSql + Sync); 7] = [&name, &before, &json, &hash, &author, &reason, &restores];
        let answer = within(LONGEST, async { Ok(self.client.query_one(insert, &values).await) }).await?;
        match answer {
            Ok(row) => Version::read(&row),
            Err(error)
                if matches!(error.code(), Some(&SqlState::UNIQUE_VIOLATION | &SqlState::FOREIGN_KEY_VIOLATION)) =>
            {
                Err(self.conflict(name, predecessor).await)
            }
            Err(error) => Err(database(error)),
        }
    }

    /// Checks what can be checked without a transaction.
    pub(super) async fn check(&self, publication: &Publication<'_>) -> Result<(), Error> {
        crate::name::check(publication.name)?;
        check_length("author", publication.author, 200)?;
        check_length("reason", publication.reason, 2000)?;
        within(LONGEST, migrate::check(&self.client)).await
    }

    /// Says which version is current instead of the expected one.
    pub(super) async fn conflict(&self, name: &str, expected: Option<u64>) -> Error {
        let expected = match expected {
            Some(number) => format!("version {number} of `{name}` is not the current one"),
            None => format!("`{name}` is not new"),
        };
        let current = match self.current(name).await {
            Ok(Some(version)) => {
                let Version { number, author, reason, .. } = version;
                format!(
                    "version {number} by {author} is ({reason})\nhelp: look at it, and publish after {number} if yours still holds"
                )
            }
            Ok(None) => "it has no versions\nhelp: publish without a predecessor".to_owned(),
            Err(error) => format!("and the current one is not known: {error}"),
        };
        Error::new(ErrorKind::Conflict, format!("{expected}: {current}"))
    }

    async fn versions(&self, query: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Version>, Error> {
        let rows = within(LONGEST, async {
            self.client
                .query(query, values)
                .await
                .map_err(|error| if migrate::is_missing(&error) { migrate::missing() } else { database(error) })
        });
        rows.await?.iter().map(Version::read).collect()
    }
}

fn unknown_version(name: &str, number: u64) -> Error {
    let name = cors_core::__private::escape_for_log(name.as_bytes());
    Error::new(ErrorKind::UnknownVersion, format!("`{name}` has no version {number}"))
}

/// The error for a candidate of a policy that is not there.
pub(super) fn no_version() -> Error {
    let message = "a policy that is new has no version beside which a candidate could run\nhelp: publish its first version without";
    Error::new(ErrorKind::InvalidArgument, message)
}

fn check_length(what: &str, text: &str, longest: usize) -> Result<(), Error> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > longest || text.chars().any(char::is_control) {
        let message = format!(
            "the {what} is not valid\nhelp: write 1 to {longest} characters on one line, not only spaces (it has {length})"
        );
        return Err(Error::new(ErrorKind::InvalidArgument, message));
    }
    Ok(())
}
