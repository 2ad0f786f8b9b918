//! The algorithms of the [Fetch standard](https://fetch.spec.whatwg.org/#fetching), as functions on the state of one
//! fetch.

// Each module uses only those above it.
mod state;

mod cors_check;
mod metadata;
mod tao_check;

mod preflight;

mod main_fetch;

mod redirect;

mod http_fetch;

pub use self::cors_check::cors_check;
pub(crate) use self::http_fetch::http_fetch;
pub(crate) use self::main_fetch::main_fetch;
pub(crate) use self::metadata::metadata_headers;
pub(crate) use self::preflight::{preflight_fetch, preflight_headers};
pub(crate) use self::state::{Next, State, Tainting};
