//! What a browser remembers between its requests.

use std::time::Duration;

use cors_fetch::{CookieJar, PreflightCache, TypeError, Url};

use super::recorded_request::RecordedRequest;

/// A page, and what the browser remembers.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) page: String,
    /// The origin of the service; `aliases` are others.
    pub(super) api: Url,
    pub(super) aliases: Vec<Url>,
    pub(super) now: Duration,
    pub(super) permissions: PreflightCache,
    pub(super) cookies: CookieJar,
    pub(super) requests: Vec<RecordedRequest>,
}

impl State {
    pub(super) fn new(page: String, api: Url) -> Self {
        State {
            page,
            api,
            aliases: Vec::new(),
            now: Duration::ZERO,
            permissions: PreflightCache::default(),
            cookies: CookieJar::default(),
            requests: Vec::new(),
        }
    }

    /// The URL of a URI, which may be relative to the service's origin.
    pub(super) fn resolve(&self, uri: &str) -> Result<Url, TypeError> {
        self.api.join(uri).map_err(|error| TypeError::Url { url: uri.to_owned(), error })
    }

    /// Whether the service answers for the origin of a URL.
    pub(super) fn knows(&self, url: &Url) -> bool {
        [&self.api].into_iter().chain(&self.aliases).any(|known| known.origin() == url.origin())
    }
}
