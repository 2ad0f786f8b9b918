//! The browser's half of the protocol: what the [Fetch standard](https://fetch.spec.whatwg.org/) makes of a request
//! that script asks for, as functions that do no I/O and read no clock.
//!
//! ```text
//! Request ─start→ Step ┬ Preflight(Exchange) ─answer→ Step      permission is asked for first
//!                      ├ Send(Exchange)      ─answer→ Step      the request itself, or where a redirect leads
//!                      └ Done(Outcome)                          what script may read, or why it may read nothing
//! ```
//!
//! Whoever drives it carries each [`Exchange`] to a server and brings back the [`Response`]:
//!
//! ```
//! use std::time::Duration;
//! use cors_core::fetch::{Outcome, PreflightCache, Request, Response, Step};
//!
//! /// A server that lets one origin in, and nothing but GET, HEAD and POST.
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
//!     let mut step = request.start(&cache, now).expect("script may ask for it");
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
//! access to `https://api.example.com/items` from `https://app.example.com` is blocked: the answer to the preflight \
//! does not allow the method: `Access-Control-Allow-Methods` does not list `PUT`
//! help: allow it where the route is declared: `methods(PUT)`
//! note: a page of another origin may send GET, HEAD and POST without asking, and other methods only if the answer \
//! lists them, in the same case; https://fetch.spec.whatwg.org/#http-access-control-allow-methods");
//! ```
//!
//! # Not modelled
//! Navigations and `data:` URLs, referrer policies but the default one, service workers, the HTTP cache, cookies
//! themselves, `Cross-Origin-Resource-Policy`, Local Network Access, requests by elements, which never need a preflight,
//! and that an `XMLHttpRequest` joins headers of one name. A [`PreflightCache`] is that of one [network
//! partition](https://fetch.spec.whatwg.org/#network-partition-keys). Failures of the network are the driver's.

mod blocked;
mod body;
mod cors_check;
mod filtered_response;
mod headers;
mod main_fetch;
mod mime_type;
mod preflight;
mod preflight_cache;
mod range;
mod reason;
mod redirect;
mod request;
mod request_header;
mod step;
mod tao_check;
mod type_error;
mod url;

pub use self::blocked::Blocked;
pub use self::body::Body;
pub use self::cors_check::cors_check;
pub use self::filtered_response::{FilteredResponse, ResponseType};
pub use self::headers::Headers;
pub use self::preflight_cache::PreflightCache;
pub use self::reason::Reason;
pub use self::request::{Credentials, Mode, Redirect, Request};
pub use self::request_header::{
    cors_unsafe_request_header_names, is_cors_safelisted_request_header, is_forbidden_request_header,
};
pub use self::step::{Exchange, Outcome, Response, Step};
pub use self::type_error::TypeError;
pub use self::url::{Url, UrlError};
pub use crate::standard::{is_cors_safelisted_method, is_forbidden_method, normalize_method};
