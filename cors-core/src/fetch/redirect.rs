//! Where a redirect leads, and what becomes of the request on the way.

use std::time::Duration;

use super::body::Body;
use super::main_fetch::{Fetch, Next, Tainting};
use super::preflight_cache::PreflightCache;
use super::reason::Reason;
use super::request::Mode;
use super::step::Response;
use super::url::{Url, UrlError};
use crate::standard;

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 20;

impl Fetch {
    /// <https://fetch.spec.whatwg.org/#http-redirect-fetch>
    pub(super) fn http_redirect_fetch(
        &mut self,
        response: &Response,
        cache: &PreflightCache,
        now: Duration,
    ) -> Result<Next, Reason> {
        let Some(location) = self.location_url(response)? else { return Ok(Next::Done(self.filter(response))) };
        if self.redirect_count == MAX_REDIRECTS {
            return Err(Reason::TooManyRedirects);
        }
        // The second condition catches another origin that leads home with a password of its choice.
        let is_foreign = self.mode == Mode::Cors && self.page != location.origin();
        if location.includes_credentials() && (is_foreign || self.tainting == Tainting::Cors) {
            return Err(Reason::LocationCredentials { location: location.to_string() });
        }
        if response.status != 303 && self.body.as_ref().is_some_and(Body::is_one_shot) {
            return Err(Reason::RedirectedStream { status: response.status });
        }
        if self.becomes_get(response.status) {
            "GET".clone_into(&mut self.method);
            self.body = None;
            self.headers.delete(standard::is_request_body_header);
        }
        if location.origin() != self.url.origin() {
            // Whoever redirects decides where this would go.
            self.headers.delete(standard::is_non_wildcard_request_header);
            // A foreign origin sends the request on to another: the page did not choose it, and is not named.
            self.is_redirect_tainted |= self.page != self.url.origin();
        }
        self.redirect_count += 1;
        self.url = location;
        self.main_fetch(cache, now)
    }

    /// <https://fetch.spec.whatwg.org/#concept-response-location-url>
    fn location_url(&self, response: &Response) -> Result<Option<Url>, Reason> {
        let mut values = response.headers.values("location");
        let Some(location) = values.next() else { return Ok(None) };
        let location = String::from_utf8_lossy(location).into_owned();
        if values.next().is_some() {
            return Err(Reason::LocationRepeated);
        }
        self.url.join(&location).map(Some).map_err(|error| match error {
            UrlError::Scheme => Reason::LocationScheme { location },
            UrlError::Malformed => Reason::LocationMalformed { location },
        })
    }

    /// What browsers made of redirected forms long before there was a standard for it.
    fn becomes_get(&self, status: u16) -> bool {
        match status {
            301 | 302 => self.method == "POST",
            303 => !matches!(self.method.as_str(), "GET" | "HEAD"),
            _ => false,
        }
    }
}
