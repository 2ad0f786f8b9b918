//! Where an application takes its policies from.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cors_actix::PolicyHandle;

use crate::error::Error;
use crate::file;
use crate::policies::Policies;

/// Named policies that are followed while the program runs.
///
/// Clones are the same store. It is followed until the program ends or [`close`](Self::close) is called, even if every
/// `Store` is dropped: the [`PolicyHandle`]s live on.
#[derive(Debug, Clone)]
pub struct Store {
    policies: Arc<Policies>,
    is_closed: Arc<AtomicBool>,
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
        let store = Store { policies: Arc::default(), is_closed: Arc::default() };
        file::open(file.as_ref(), Arc::clone(&store.policies), Arc::clone(&store.is_closed))?;
        Ok(store)
    }

    /// Returns the policy of this name, for `Cors::new`. It changes when the store does.
    ///
    /// # Errors
    /// The store has no such policy.
    pub fn handle(&self, name: &str) -> Result<PolicyHandle, Error> {
        self.policies.handle(name)
    }

    /// Returns the version in force of a policy: its number in the database, or how often the file has changed.
    pub fn version(&self, name: &str) -> Option<u64> {
        self.policies.version(name)
    }

    /// Returns the names of all policies, sorted.
    pub fn names(&self) -> Vec<String> {
        self.policies.names()
    }

    /// Stops following. The policies stay as they are.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }
}
