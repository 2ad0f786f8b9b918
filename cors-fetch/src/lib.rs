//! The browser's half of CORS: what the [Fetch standard](https://fetch.spec.whatwg.org/) makes of a request that a page
//! sends, as functions that do no I/O and read no clock. Tests use it in place of a browser.
//!
//! ```text
//! Request ─start→ Step ┬ Preflight(Exchange) ─answer→ Step      the browser asks for permission first
//!                      ├ Send(Exchange)      ─answer→ Step      the request itself, or the next one after a redirect
//!                      └ Done(Outcome)                          what scripts may read, or why they may read nothing
//! ```
//!
//! Carry each [`Exchange`] to a server and answer it with the [`Response`]:
//!
//! ```
//! use std::time::Duration;
//! use cors_fetch::{Outcome, PreflightCache, Request, Response, Step};
//!
//! /// A server that allows one origin, and no methods but GET, HEAD and POST.
//! fn server(method: &str) -> Response {
//!     let allow_origin = ("access-control-allow-origin", "https://app.example.com");
//!     match method {
//!         "OPTIONS" => Response::new(204, [allow_origin]),
//!         _ => Response::new(200, [allow_origin, ("x-total-count", "3")]),
//!     }
//! }
//!
//! fn fetch(request: Request) -> Outcome {
//!     let (mut cache, now) = (PreflightCache::default(), Duration::ZERO);
//!     let mut step = request.start(&cache, now).expect("scripts may send it");
//!     loop {
//!         step = match step {
//!             Step::Preflight(exchange) | Step::Send(exchange) => {
//!                 let response = server(exchange.method());
//!                 exchange.answer(&response, &mut cache, now)
//!             }
//!             Step::Done(outcome) => return outcome,
//!         }
//!     }
//! }
//!
//! let items = Request::new("https://app.example.com", "https://api.example.com/items");
//! let response = fetch(items.clone()).unwrap();
//! assert_eq!(response.status, 200);
//! assert_eq!(response.headers.get("x-total-count"), None, "the server does not expose it");
//!
//! let blocked = fetch(items.method("PUT")).unwrap_err();
//! assert_eq!(blocked.to_string(), "\
//! access to `https://api.example.com/items` from `https://app.example.com` is blocked: the preflight response does \
//! not allow the method `PUT`: `Access-Control-Allow-Methods` does not list it
//! help: add it to the policy: `methods(PUT)`
//! note: pages of other origins may send GET, HEAD and POST without permission, and other methods only if the \
//! response lists them in the same case; https://fetch.spec.whatwg.org/#http-access-control-allow-methods");
//! ```
//!
//! # Not modelled
//! `data:` URLs, referrer policies other than the default, service workers, the HTTP cache,
//! `Cross-Origin-Resource-Policy`, Local Network Access, and requests by elements, which never need a preflight. An
//! `XMLHttpRequest` joins headers of one name; here they stay apart. A [`PreflightCache`] is that of one [network
//! partition](https://fetch.spec.whatwg.org/#network-partition-keys). Network failures are up to the caller, and so is
//! whether a [`CookieJar`] is used.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(unreachable_pub, clippy::unwrap_used)]

// Each module uses only those above it.
mod standard;

mod header;
mod url;

mod site;

mod body;
mod options;
mod reason;
mod response;

mod preflight_cache;

mod fetch;

mod blocked;

mod help;

mod step;

mod cookies;

mod type_error;

mod request;

mod form;

pub use self::blocked::Blocked;
pub use self::body::Body;
pub use self::cookies::CookieJar;
pub use self::fetch::cors_check;
pub use self::form::{Form, FormEncoding};
pub use self::header::{
    Headers, cors_unsafe_request_header_names, is_cors_safelisted_request_header, is_forbidden_request_header,
};
pub use self::options::{Credentials, Mode, Redirect};
pub use self::preflight_cache::PreflightCache;
pub use self::reason::Reason;
pub use self::request::Request;
pub use self::response::{FilteredResponse, Response, ResponseType};
pub use self::standard::normalize_method;
pub use self::step::{Exchange, Outcome, Step};
pub use self::type_error::TypeError;
pub use self::url::{Url, UrlError};
