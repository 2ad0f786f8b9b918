//! The origins of tenants, as `SQLite` has them.

use std::error::Error;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web;
use rusqlite::Connection;

/// The database, opened once; queries wait for each other.
pub(super) struct Database {
    connection: Arc<Mutex<Connection>>,
}

impl Database {
    /// Opens the database, and makes it if it is not there.
    pub(super) fn open(file: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS origins (
                tenant TEXT NOT NULL,
                origin TEXT NOT NULL,
                PRIMARY KEY (tenant, origin)
            )",
        )?;
        Ok(Database { connection: Arc::new(Mutex::new(connection)) })
    }

    /// The origins of a tenant. The query blocks, and therefore runs on a thread of its own.
    pub(super) async fn origins(&self, tenant: String) -> Result<Arc<[String]>, Box<dyn Error>> {
        let connection = Arc::clone(&self.connection);
        let listed = web::block(move || {
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let mut query = connection.prepare("SELECT origin FROM origins WHERE tenant = ?1")?;
            query.query_map([tenant], |row| row.get(0))?.collect::<rusqlite::Result<Arc<[String]>>>()
        });
        Ok(listed.await??)
    }
}
