//! Where an application takes its policies from.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cors_actix::PolicyHandle;

use crate::error::Error;
use crate::file;
#[cfg(feature = "postgres")]
use crate::postgres::{follow::follow, options::PostgresOptions};
use crate::shadow::Shadow;
use crate::state::State;

/// Named policies that are followed while the program runs.
///
/// Clones are the same store. It is followed until the program ends or [`close`](Self::close) is called, even if every
/// `Store` is dropped: the [`PolicyHandle`]s live on.
#[derive(Debug, Clone)]
pub struct Store {
    state: Arc<State>,
}

impl Store {
    /// Opens a TOML file with a table for each policy, and follows it.
    ///
    /// A changed file takes effect within about a second, usually at once: all of its policies, or none if there is a mistake in
    /// it. The mistakes are reported once through `tracing`, and the earlier policies stay in force. So do they when the file is
    /// deleted, and when it no longer has a policy that the application uses.
    ///
    /// Write the new file beside the old one and rename it, so nobody can read half of it. A mounted Kubernetes `ConfigMap`
    /// works that way.
    ///
    /// ```no_run
    /// use actix_web::{App, HttpServer};
    /// use cors_actix::Cors;
    /// use cors_fleet::Store;
    ///
    /// # #[actix_web::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// // [partners]
    /// // origins = ["https://app.example.com", "https://*.example.net"]
    /// let store = Store::open("cors.toml")?;
    /// let partners = store.handle("partners")?;
    /// HttpServer::new(move || App::new().wrap(Cors::new(&partners))).bind("127.0.0.1:8080")?.run().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The file cannot be read, or there is a mistake in it. The error lists every mistake.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, Error> {
        let store = Store { state: Arc::default() };
        file::open(file.as_ref(), Arc::clone(&store.state))?;
        Ok(store)
    }

    /// Loads the policies of a PostgreSQL database, and follows it. [`connect_with`](Self::connect_with) says more.
    ///
    /// # Errors
    /// The address is not valid, or the database cannot be reached, or refuses.
    #[cfg(feature = "postgres")]
    pub fn connect(address: &str) -> Result<Self, Error> {
        Self::connect_with(&PostgresOptions::new(address))
    }

    /// Loads the current version of every policy in a database, and follows it.
    ///
    /// A new version takes effect as soon as the database announces it. If it cannot announce it, then within 2 seconds, as
    /// long as the database can be reached and answers within one. While it cannot be reached the policies stay as they
    /// are; `tracing` says so once, and once when it is followed again. A policy never goes back to an older version.
    ///
    /// It waits for the database, so call it when the program starts.
    ///
    /// # Errors
    /// The address is not valid; the database refuses or cannot be reached, and there is no copy in a cache file; or the cache
    /// file has versions that the database does not have.
    #[cfg(feature = "postgres")]
    pub fn connect_with(options: &PostgresOptions) -> Result<Self, Error> {
        let store = Store { state: Arc::default() };
        follow(options, Arc::clone(&store.state))?;
        Ok(store)
    }

    /// Returns the policy of this name, for `Cors::new`. It changes when the store does.
    ///
    /// # Errors
    /// The store has no such policy.
    pub fn handle(&self, name: &str) -> Result<PolicyHandle, Error> {
        self.state.policies.handle(name)
    }

    /// Returns a middleware that lets a candidate of this policy decide beside the live one, and counts the differences.
    ///
    /// A candidate is a table `[partners.shadow]` in a file, or what `cors-fleet propose` has put into a database.
    ///
    /// # Errors
    /// The store has no such policy.
    pub fn shadow(&self, name: &str) -> Result<Shadow, Error> {
        self.state.policies.shadow(name)
    }

    /// Returns the version in force of a policy: its number in the database, or how often the file has changed.
    pub fn version(&self, name: &str) -> Option<u64> {
        self.state.policies.version(name)
    }

    /// Returns the names of all policies, sorted.
    pub fn names(&self) -> Vec<String> {
        self.state.policies.names()
    }

    /// Returns for how long the file or the database could not be read until now; `None` if it can be.
    pub fn away_for(&self) -> Option<Duration> {
        self.state.away_for()
    }

    /// Stops following. The policies stay as they are.
    pub fn close(&self) {
        self.state.close();
    }
}
