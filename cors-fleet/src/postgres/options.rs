//! How a database is followed.

use std::path::{Path, PathBuf};

/// Where a database with policies is, and how it is followed.
///
/// ```no_run
/// use cors_fleet::{PostgresOptions, Store};
///
/// let options = PostgresOptions::new("postgres://cors@db.example.com/cors").cache("/var/cache/my-service/cors.json");
/// let store = Store::connect_with(&options)?;
/// # Ok::<(), cors_fleet::Error>(())
/// ```
#[derive(Clone)]
pub struct PostgresOptions {
    pub(crate) address: String,
    pub(crate) root_certificates: Option<PathBuf>,
    pub(crate) cache: Option<PathBuf>,
}

impl PostgresOptions {
    /// Takes the address of a database: `postgres://user@host:5432/database`. If it has no password, the environment variable
    /// `PGPASSWORD` is used.
    ///
    /// A host that is not this machine is reached with TLS only, unless the address says `sslmode=disable`.
    pub fn new(address: impl Into<String>) -> Self {
        PostgresOptions { address: address.into(), root_certificates: None, cache: None }
    }

    /// Trusts the certificates of this PEM file, and not those of the system.
    #[must_use]
    pub fn root_certificates(mut self, file: impl AsRef<Path>) -> Self {
        self.root_certificates = Some(file.as_ref().to_owned());
        self
    }

    /// Keeps a copy of the current versions in this file. The program starts with it while the database cannot be reached, and never
    /// with older versions than it has served before.
    #[must_use]
    pub fn cache(mut self, file: impl AsRef<Path>) -> Self {
        self.cache = Some(file.as_ref().to_owned());
        self
    }
}
