//! Tenants, each with origins of its own, which are in a database and change while the server runs.
//!
//! ```text
//! cargo run --bin tenants -- --database /tmp/tenants.db
//! sqlite3 /tmp/tenants.db "INSERT INTO origins VALUES ('acme', 'https://app.acme.example')"
//! curl -i http://127.0.0.1:8080/acme/items -H 'origin: https://app.acme.example'
//! curl -i http://127.0.0.1:8080/other/items -H 'origin: https://app.acme.example'
//! ```
//!
//! The first is shared with the page, the second is not: `with = admits` is asked about the origin and the request, and takes
//! the database from the data of the application. What the database says is kept for ten seconds, for at most a thousand
//! tenants. When it fails, nobody is admitted.

mod api;
mod cache;
mod database;
mod origins;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use actix_web::{App, web};

use self::origins::Origins;
use crate::running::Running;

/// Serves the items of tenants on a port of 127.0.0.1, and keeps what the database says for a while.
///
/// # Errors
/// The port cannot be used, or the database cannot be opened.
pub fn start(port: u16, database: &Path, keep: Duration) -> Result<Running, Box<dyn Error>> {
    let origins = web::Data::new(Origins::open(database, keep)?);
    Ok(Running::start(port, move || {
        App::new().app_data(web::Data::clone(&origins)).service(api::list).service(api::add)
    })?)
}
