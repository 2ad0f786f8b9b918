//! Who may read what: a report about the policies of an API, as a table for people, as data, and as a text that a test
//! compares.
//!
//! ```text
//! cargo run --bin review
//! cargo run --bin review -- --json
//! cargo run --bin review -- --snapshot
//! ```
//!
//! The [test](../tests/review.rs) holds the last one against [a file in the
//! repository](../tests/snapshots/review__policies.snap) with insta. Let `account` admit another site,
//! `https://*.shop.example.net`, and it fails with the line that is new:
//!
//! ```text
//!     5     5 │ /account account: methods PUT
//!           6 │+/account account: origins https://*.shop.example.net
//!     6     7 │ /account account: origins https://shop.example.com
//! ```
//!
//! `cargo insta review` accepts it; the commit then shows the reviewer the same line.

use actix_web::web::ServiceConfig;
use actix_web::{Responder, get, route};
use cors_actix::report::CannotStart;
use cors_actix::{Policy, Report, cors, policy};

static PARTNERS: Policy = policy!(
    origins("https://partner.example", "https://*.partner.example"),
    headers("content-type", "idempotency-key"),
    max_age = "1h",
);

/// Anybody may read.
#[cors(origins = "*", expose("etag"), max_age = "1d")]
#[get("/catalogue")]
async fn catalogue() -> impl Responder {
    "the catalogue"
}

/// The shop's own pages, and those that are being worked on, with the user's cookies.
#[cors(
    origins(
        "https://shop.example.com",
        regex = r"https://(pr-[0-9]+|main)\.(preview\.example\.net|shop\.example\.com)"
    ),
    headers("content-type", "x-csrf-token"),
    credentials
)]
#[route("/account", method = "GET", method = "PUT")]
async fn account() -> impl Responder {
    "the account"
}

/// What partners do shares a policy.
#[cors(policy = crate::review::PARTNERS)]
mod orders {
    use actix_web::{Responder, get, post};

    #[get("/orders/{id}")]
    pub(super) async fn one() -> impl Responder {
        "an order"
    }

    #[post("/orders")]
    pub(super) async fn create() -> impl Responder {
        "ordered"
    }
}

/// No page reads this.
#[cors(off)]
#[get("/metrics")]
async fn metrics() -> impl Responder {
    "up 1"
}

/// The handlers, for the application.
pub fn configure(app: &mut ServiceConfig) {
    app.service(catalogue).service(account).service(orders::one).service(orders::create).service(metrics);
}

/// The report about them, for the reviewer.
///
/// # Errors
/// The application does not start.
pub async fn policies() -> Result<Report, CannotStart> {
    cors_actix::report(configure).await
}
