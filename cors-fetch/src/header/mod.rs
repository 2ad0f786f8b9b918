//! Headers: lists of them, and which ones of a request need permission.

// Each module uses only those above it.
mod list;

mod mime_type;
mod range;

mod request;

pub use self::list::Headers;
pub(crate) use self::list::split;
pub(crate) use self::request::is_no_cors_safelisted_request_header;
pub use self::request::{
    cors_unsafe_request_header_names, is_cors_safelisted_request_header, is_forbidden_request_header,
};
