//! An API as teams have it: handlers in several files, and front ends that differ from one deployment to the next.
//!
//! - The front ends are in the variable `TEAMS_ORIGINS`, with a default for tests and development. In debug builds there is
//!   `http://localhost:5173`, too.
//! - Previews of branches are on a host that strangers share, so they may not use the cookies of users. They are the second rule of
//!   the routes that work with a token.
//! - `#[utoipa::path]` may be above or below `#[cors]`, and `/openapi.json` describes what is there.
//!
//! ```text
//! cargo run --bin teams
//! curl -i -X OPTIONS http://127.0.0.1:8080/me -H 'origin: https://app.example.com' -H 'access-control-request-method: GET'
//! curl -i http://127.0.0.1:8080/me -H 'origin: https://teams-git-fix-acme.vercel.app'
//! ```

mod account;
mod admin;
mod catalogue;

use std::io;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, web};
use actix_web_httpauth::middleware::HttpAuthentication;
use cors_actix::{Cors, Policy, policy};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::scope::scope;

use crate::running::Running;

/// Our front ends. Their requests may carry the session cookie.
static FRONT_ENDS: Policy = policy!(
    origins(
        env("TEAMS_ORIGINS", default = "https://app.example.com, https://admin.example.com"),
        #[cfg(debug_assertions)]
        "http://localhost:5173",
    ),
    headers("content-type", "authorization"),
    credentials,
    max_age = "10m",
);

/// Previews of branches. Anybody can have a name that the pattern matches, so there are no cookies.
static PREVIEWS: Policy = policy!(
    origins(regex = r"https://teams-git-[a-z0-9-]+-acme\.vercel\.app"),
    headers("content-type", "authorization"),
    dangerously(unproven_regex),
);

/// The application, as the server and the tests make it.
pub fn app() -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    // Preflights carry no token, so they have to skip the authentication.
    let cors = Cors::by_route().around(HttpAuthentication::bearer(admin::check));
    let (app, document) = App::new()
        .into_utoipa_app()
        .service(catalogue::list)
        .service(account::me)
        .service(account::upload)
        .service(scope("/admin").map(|inner| inner.wrap(cors)).service(admin::remove))
        .split_for_parts();
    // The document is not about sockets.
    app.service(account::live).route(
        "/openapi.json",
        web::get().to(move || {
            let document = web::Json(document.clone());
            async { document }
        }),
    )
}

/// Serves the API on a port of 127.0.0.1.
///
/// # Errors
/// The port is taken, or is not ours to take.
pub fn start(port: u16) -> io::Result<Running> {
    Running::start(port, app)
}
