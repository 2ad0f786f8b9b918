//! An API whose routes have different policies, and a page on another origin that calls them and shows what the
//! browser made of it, and why.
//!
//! `api.rs` is what to read first: the handlers with their `#[cors]`. What the visitor chooses goes this way:
//!
//! ```text
//! playground.js → frame.js, on a page of the chosen origin → api.rs ─log.rs→ what was exchanged ─verdict.rs→ what
//!                                                                            cors_core::fetch makes of it
//! ```

mod api;
mod log;
mod page;
mod verdict;

use std::io;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, rt, web};

use crate::running::{listen, origin_of};

/// The API and the page while they are served.
#[must_use = "nothing else can stop the servers"]
pub struct Running {
    api: String,
    page: String,
    servers: [ServerHandle; 2],
}

/// Serves the API on a port of 127.0.0.1 and the page on the next one; with 0, each on a port that is free. To be
/// called within actix-web's runtime.
///
/// # Errors
/// A port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    let api_listener = listen(port)?;
    let page_listener = listen(next(port)?)?;
    let (api_origin, page_origin) = (origin_of(&api_listener)?, origin_of(&page_listener)?);

    let items = web::Data::new(api::Items::default());
    let log = web::Data::new(log::Log::default());
    let setup = web::Data::new(page::Setup::new(api_origin.clone(), page_origin.clone()));
    let shared = move |app: &mut web::ServiceConfig| {
        app.app_data(items.clone()).app_data(log.clone()).app_data(setup.clone());
    };
    let shared_with_page = shared.clone();
    let api = HttpServer::new(move || {
        App::new().configure(&shared).wrap(from_fn(log::record)).configure(api::routes).configure(page::frame)
    });
    let page = HttpServer::new(move || App::new().configure(&shared_with_page).configure(page::routes));

    let api = api.workers(1).disable_signals().listen(api_listener)?.run();
    let page = page.workers(1).disable_signals().listen(page_listener)?.run();
    let servers = [api.handle(), page.handle()];
    rt::spawn(api);
    rt::spawn(page);
    Ok(Running { api: api_origin, page: page_origin, servers })
}

impl Running {
    /// The origin of the API, such as `http://127.0.0.1:8080`.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The origin of the page, which is also its address.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Stops both servers without waiting for open connections.
    pub async fn stop(self) {
        for server in self.servers {
            server.stop(false).await;
        }
    }
}

fn next(port: u16) -> io::Result<u16> {
    match port {
        0 => Ok(0),
        _ => port.checked_add(1).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("no port is left for the page after {port}"))
        }),
    }
}
