//! Tenants, each with origins of its own, which are in a database and change while the server runs.
//!
//! ```text
//! cargo run --bin tenants -- --database /tmp/tenants.db
//! sqlite3 /tmp/tenants.db "INSERT INTO origins VALUES ('acme', 'https://app.acme.example')"
//! curl -i http://127.0.0.1:8080/acme/items -H 'origin: https://app.acme.example'
//! curl -i http://127.0.0.1:8080/other/items -H 'origin: https://app.acme.example'
//! ```
//!
//! The first is shared with the page, the second is not: `with = admits` is asked about the origin and the head of the
//! request. What the database says is kept for ten seconds, for at most a thousand tenants. When it fails, nobody is
//! admitted.

mod api;
mod cache;
mod database;
mod origins;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use actix_web::App;

use crate::running::Running;

/// Serves the items of tenants on a port of 127.0.0.1, and keeps what the database says for a while. A process has one
/// database.
///
/// # Errors
/// The port is taken or is not ours to take, or the database cannot be opened, or another one has been.
pub fn start(port: u16, database: &Path, keep: Duration) -> Result<Running, Box<dyn Error>> {
    origins::open(database, keep)?;
    Ok(Running::start(port, || App::new().service(api::list).service(api::add))?)
}
