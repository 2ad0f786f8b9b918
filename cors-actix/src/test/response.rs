//! `Response`: what scripts may read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use actix_web::web::Bytes;
use cors_fetch::{FilteredResponse, ResponseType, Url};

use super::error::FetchError;

/// The body of a response, or why it ended too early.
pub(super) type Body = Result<Bytes, String>;

/// A response, as far as scripts may read it. Headers that are not exposed are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    filtered: FilteredResponse,
    /// By their names in lower case, those of one name joined, as scripts get them.
    headers: BTreeMap<String, String>,
    body: Bytes,
}

impl Response {
    pub(super) fn new(filtered: FilteredResponse, received: Body) -> Result<Self, FetchError> {
        let is_opaque = matches!(filtered.response_type, ResponseType::Opaque | ResponseType::OpaqueRedirect);
        let body = if is_opaque { Bytes::new() } else { received.map_err(|error| FetchError::Body { error })? };
        let names = filtered.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        let headers = names.map(|name| {
            let value = filtered.headers.get(&name).unwrap_or_default();
            (name, value.into_iter().map(char::from).collect())
        });
        let headers = headers.collect();
        Ok(Response { filtered, headers, body })
    }

    /// Returns the status code, 0 where scripts may not know it.
    pub fn status(&self) -> u16 {
        self.filtered.status
    }

    /// Returns the value of a header that scripts may read. Several lines are joined by `, `.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(&name.to_ascii_lowercase()).map(String::as_str)
    }

    /// Returns the headers that scripts may read, by their names in lower case, sorted.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the body, empty where scripts may not read it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// Returns how much of the response scripts may read.
    pub fn response_type(&self) -> ResponseType {
        self.filtered.response_type
    }

    /// Returns the last URL after redirects, if scripts may know it.
    pub fn url(&self) -> Option<&Url> {
        self.filtered.url.as_ref()
    }

    /// Whether there was a redirect.
    pub fn is_redirected(&self) -> bool {
        self.filtered.redirected
    }

    /// Whether scripts may see detailed timings (`Timing-Allow-Origin`).
    pub fn is_timing_allowed(&self) -> bool {
        self.filtered.timing_allowed
    }
}
