//! Policies from a file, which may change while the server runs.
//!
//! ```text
//! cargo run --bin from_toml -- --policies examples/from_toml/policies.toml
//! curl -i http://127.0.0.1:8080/items -H 'origin: https://any.example'
//! curl -i http://127.0.0.1:8080/account -H 'origin: https://app.example.com'
//! ```
//!
//! Now add an origin to `policies.toml`, and ask again: nothing has to be restarted. Then add mistakes, a slash
//! behind an origin and `max_age = "2d"`: the server says on standard error what is wrong with each and what to write
//! instead, and answers as before.

mod file;
mod policies;
mod watch;

use std::error::Error;
use std::path::PathBuf;

use actix_web::{App, Responder, web};
use cors_actix::Cors;
use serde_json::json;

use self::policies::Policies;
use self::watch::Watch;
use crate::running::Running;

/// Serves items and an account on a port of 127.0.0.1, under the policies in `file`.
///
/// # Errors
/// The port is taken or is not ours to take, or the file is not there, or there is something wrong with it.
pub fn start(port: u16, file: PathBuf) -> Result<Running, Box<dyn Error>> {
    let watch = Watch::new(file);
    let policies = Policies::new(&file::read(watch.file())?)?;
    let in_force = policies.clone();
    let running = Running::start(port, move || {
        let items = web::resource("/items").get(items).wrap(Cors::new(&policies.items));
        let account = web::resource("/account").get(account).put(save).wrap(Cors::new(&policies.account));
        App::new().service(items).service(account)
    })?;
    Ok(running.beside(watch.follow(in_force)))
}

async fn items() -> impl Responder {
    web::Json(json!(["bread", "butter", "jam"]))
}

async fn account() -> impl Responder {
    web::Json(json!({ "name": "ada" }))
}

async fn save() -> impl Responder {
    "saved"
}
