//! Tests of policies (cargo feature `test`): a [`Browser`] that asks a service of actix-web the way a page would.
//!
//! ```text
//! TestRequest ─asked.rs→ what script asks for ─fetch.rs→ exchanges ─carry.rs→ the service
//!                                             cors_fetch                sent.rs
//! ```
//!
//! The dashboard may PUT with `X-Csrf`, the partner may not:
//!
//! ```
//! use actix_web::test::{TestRequest, init_service};
//! use actix_web::{App, Responder, put};
//! use cors_actix::cors;
//! use cors_actix::test::Browser;
//!
//! #[cors(origins = "https://dashboard.example.com", headers("x-csrf"))]
//! #[put("/items/{id}")]
//! async fn edit() -> impl Responder {
//!     "edited"
//! }
//!
//! # #[actix_web::main]
//! # async fn main() -> Result<(), cors_actix::test::FetchError> {
//! let app = init_service(App::new().service(edit)).await;
//! let put = || TestRequest::put().uri("/items/1").insert_header(("x-csrf", "1"));
//!
//! let mut dashboard = Browser::at("https://dashboard.example.com");
//! let response = dashboard.fetch(&app, put()).await?;
//! assert_eq!((response.status(), &*response.text()), (200, "edited"));
//! assert_eq!(dashboard.requests(), ["preflight for PUT /items/1", "PUT /items/1"]);
//!
//! let mut partner = Browser::at("https://partner.example");
//! let blocked = partner.fetch(&app, put()).await.unwrap_err();
//! assert_eq!(blocked.id(), "allow-origin-other");
//! assert_eq!(partner.requests(), ["preflight for PUT /items/1"], "the handler did not run");
//! assert_eq!(blocked.to_string(), "\
//! access to `http://localhost:8080/items/1` from `https://partner.example` is blocked: the answer to the preflight is \
//! for another origin: `Access-Control-Allow-Origin` is `https://dashboard.example.com`, not `https://partner.example`
//! help: let the origin in where the route is declared: \
//! `origins(\"https://dashboard.example.com\", \"https://partner.example\")`
//! note: the two are compared byte for byte: scheme, host and port, without a slash; \
//! https://fetch.spec.whatwg.org/#concept-cors-check");
//! # Ok(())
//! # }
//! ```
//!
//! # What is modelled
//! The [Fetch standard](https://fetch.spec.whatwg.org/) as far as [`cors_fetch`] has it, preflights and their cache
//! included, against the service in memory; redirects within the service; and cookies:
//!
//! - They are kept per host of the service, and go along where the [credentials mode](Fetch::credentials) lets them.
//! - `SameSite`: to a page of another [site](https://html.spec.whatwg.org/#same-site) only a cookie with `SameSite=None`
//!   belongs, and one that says nothing is `Lax`. Two origins are of one site if scheme and registrable domain are the
//!   same; a `null` page is of no site. `SameSite=None` without `Secure` is refused.
//! - `Secure`: only https, `localhost` and loopback addresses set and get such cookies. The prefixes `__Secure-` and
//!   `__Host-` hold what they promise.
//! - `Domain`, `Path`, `Max-Age` and `Expires`. There is no limit of number or size, and nothing blocks the cookies of
//!   other sites as such, as browsers may do.
//!
//! The service sees what a browser sends for the sake of the protocol: what the page set, `Host`, `Origin`, `Cookie`,
//! `Accept` and `Content-Length`. A `TestRequest` hands over its method, URI, headers, body, version and peer address;
//! its path parameters and application data are for handlers that are called without a service, and stay behind, as
//! actix-web has it. A header that script cannot set, `Cookie` and `Origin` among them, is dropped as in a browser;
//! [`Browser::set_cookie`] sets cookies. An empty body counts as none.
//!
//! Not modelled are, beside what [`cors_fetch`] leaves out: the HTTP cache, mixed content, `User-Agent`, `Referer`
//! and `Sec-Fetch-*` headers, and what script reads of a body before all of it is there.

mod asked;
mod browser;
mod carry;
mod error;
mod fetch;
mod response;
mod sent;

pub use self::browser::Browser;
pub use self::error::FetchError;
pub use self::fetch::Fetch;
pub use self::response::Response;
pub use self::sent::Sent;
pub use cors_fetch::{
    Blocked, Body, Credentials, Headers, Mode, PreflightCache, Reason, Redirect, ResponseType, TypeError, Url, UrlError,
};
