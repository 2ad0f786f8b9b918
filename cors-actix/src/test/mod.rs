//! Tests of policies (cargo feature `test`): a [`Browser`] that sends requests to an actix-web service as a page would.
//!
//! ```text
//! TestRequest ─script_request.rs→ request ─transport.rs→ exchanges ─→ the service
//!                                          cors_fetch     recorded_request.rs
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
//! access to `http://localhost:8080/items/1` from `https://partner.example` is blocked: the preflight response allows \
//! another origin: `Access-Control-Allow-Origin` is `https://dashboard.example.com`, not `https://partner.example`
//! help: allow the origin in the policy: `origins(\"https://dashboard.example.com\", \"https://partner.example\")`
//! note: browsers compare the two byte for byte: scheme, host and port, without a slash; \
//! https://fetch.spec.whatwg.org/#concept-cors-check");
//! # Ok(())
//! # }
//! ```
//!
//! # What is modelled
//! The [Fetch standard](https://fetch.spec.whatwg.org/) as far as [`cors_fetch`] has it, preflights and their cache
//! included, against the service in memory; redirects within the service; forms and links; and cookies:
//!
//! - Each host of the service has its cookies. The [credentials mode](Fetch::credentials) says whether a fetch sends
//!   them.
//! - `SameSite`: a page of another [site](https://html.spec.whatwg.org/#same-site) fetches only with `SameSite=None`
//!   cookies, and follows links with `Lax` ones as well. A cookie without `SameSite` is `Lax`. Two origins are of one
//!   site if scheme and registrable domain are the same; a `null` page has no site. Browsers refuse `SameSite=None`
//!   without `Secure`.
//! - `Secure`: only https, `localhost` and loopback addresses set and get such cookies. The prefixes `__Secure-` and
//!   `__Host-` are enforced.
//! - `Domain`, `Path`, `Max-Age` and `Expires`. Number and size have no limit, and cookies of other sites are not
//!   blocked as such, as some browsers do.
//!
//! The service gets what the page set, and what browsers send for the protocol: `Host`, `Origin`, `Cookie`, `Accept`,
//! `Content-Length`, and to https, `localhost` and loopback addresses `Sec-Fetch-Site`, `Sec-Fetch-Mode` and
//! `Sec-Fetch-Dest`. Method, URI, headers, body, version and peer address of a `TestRequest` are used. Its path
//! parameters and application data are not: they are for handlers that are called without a service. Headers that
//! scripts cannot set, like `Cookie` and `Origin`, are dropped, as browsers do; [`Browser::set_cookie`] sets cookies.
//! An empty body counts as none.
//!
//! Not modelled, beside what [`cors_fetch`] leaves out: the HTTP cache, mixed content, `User-Agent`, `Referer`, and
//! what scripts read of a body before it is complete.

mod browser;
mod error;
mod fetch;
mod recorded_request;
mod response;
mod script_request;
mod state;
mod transport;

pub use self::browser::Browser;
pub use self::error::FetchError;
pub use self::fetch::Fetch;
pub use self::recorded_request::RecordedRequest;
pub use self::response::Response;
pub use cors_fetch::{
    Blocked, Body, Credentials, Form, FormEncoding, Headers, Mode, PreflightCache, Reason, Redirect, ResponseType,
    TypeError, Url, UrlError,
};
