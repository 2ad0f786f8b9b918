//! `RecordedRequest`: a request that the service got.

use std::fmt;

use actix_http::Request;
use cors_fetch::{Headers, Url};

/// A request that reached the service. It prints as `PUT /items/1` or `preflight for PUT /items/1`, with the whole URL
/// if it went to an [alias](super::Browser::alias).
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    is_preflight: bool,
    method: String,
    target: String,
    headers: Headers,
}

impl RecordedRequest {
    pub(super) fn new(request: &Request, is_preflight: bool, is_relative: bool, url: &Url) -> Self {
        let headers = request.head().headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        RecordedRequest {
            is_preflight,
            method: request.method().to_string(),
            target: if is_relative { url.path().to_owned() } else { url.to_string() },
            headers: headers.collect(),
        }
    }

    /// Whether it is a preflight.
    pub fn is_preflight(&self) -> bool {
        self.is_preflight
    }

    /// Returns the method, `OPTIONS` for a preflight.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path with its query, or the whole URL if it went to an [alias](super::Browser::alias).
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(|value| String::from_utf8_lossy(&value).into_owned())
    }
}

impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.header("access-control-request-method") {
            Some(method) if self.is_preflight => write!(f, "preflight for {method} {}", self.target),
            _ => write!(f, "{} {}", self.method, self.target),
        }
    }
}

/// The text that it equals.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl PartialEq<str> for RecordedRequest {
    fn eq(&self, text: &str) -> bool {
        let printed = self.to_string();
        printed == text
    }
}

impl PartialEq<&str> for RecordedRequest {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}
