//! An API whose routes have different policies, and a page on another origin. The visitor writes the policy of one more route,
//! calls any of them from pages of several origins, and sees what the browser does, and why.
//!
//! Read `api.rs` first: the handlers with their `#[cors]`. What the visitor writes and sends goes this way:
//!
//! ```text
//! policy.js → policy.rs, which checks it → PolicyHandle → the route `/yours` in api.rs
//! call.js → frame.js, on a page of the chosen origin → api.rs ─log.rs→ what was exchanged ─verdict.rs→ what `cors_fetch`
//!                                                                      concludes from it
//! ```

mod api;
mod log;
mod page;
mod policy;
mod verdict;

use std::io;

use actix_web::middleware::from_fn;
use actix_web::{App, web};
use cors_actix::{PolicyHandle, policy};

use crate::running::{self, listen, origin_of};

/// The API and the page while they are served.
#[must_use = "nothing else can stop the servers"]
pub struct Running {
    api: running::Running,
    page: running::Running,
}

/// Serves the API on a port of 127.0.0.1 and the page on the next one; with 0, each on a port that is free. To be
/// called within actix-web's runtime.
///
/// # Errors
/// A port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    let api_listener = listen(port)?;
    let page_listener = listen(next(port)?)?;

    let items = web::Data::new(api::Items::default());
    let log = web::Data::new(log::Log::default());
    let setup = web::Data::new(page::Setup::new(origin_of(&api_listener)?, origin_of(&page_listener)?));
    // Until the page sends the policy in its text field.
    let written = PolicyHandle::from(policy!(origins = "http://127.0.0.1:*"));
    let written_by_page = web::Data::new(written.clone());
    let shared = move |app: &mut web::ServiceConfig| {
        app.app_data(items.clone()).app_data(log.clone()).app_data(setup.clone()).app_data(written_by_page.clone());
    };
    let shared_with_page = shared.clone();
    let api = move || {
        let routes = |app: &mut web::ServiceConfig| api::routes(app, &written);
        App::new().configure(&shared).wrap(from_fn(log::record)).configure(routes).configure(page::frame)
    };
    let page = move || App::new().configure(&shared_with_page).configure(page::routes);
    Ok(Running {
        api: running::Running::serve(api_listener, api)?,
        page: running::Running::serve(page_listener, page)?,
    })
}

impl Running {
    /// The origin of the API, such as `http://127.0.0.1:8080`.
    pub fn api(&self) -> &str {
        self.api.origin()
    }

    /// The origin of the page, which is also its address.
    pub fn page(&self) -> &str {
        self.page.origin()
    }

    /// Stops both servers without waiting for open connections.
    pub async fn stop(self) {
        self.api.stop().await;
        self.page.stop().await;
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
