//! The permissions that preflights gave, for as long as they may be kept.

use std::time::Duration;

use cors_core::__private::is_non_wildcard_request_header;

use crate::url::Url;

/// The [CORS-preflight cache](https://fetch.spec.whatwg.org/#concept-cache) of a browser, in one network partition.
///
/// It reads no clock: `now` in [`Request::start`](crate::Request::start) and
/// [`Exchange::answer`](crate::Exchange::answer) is the time since any start that the caller chooses.
///
/// Two things follow the standard and not every browser: an entry with credentials also serves requests without, and a
/// `*` in a response to a request with credentials, which does not count there, serves later requests as a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreflightCache {
    max_age: Duration,
    entries: Vec<Entry>,
}

/// A [cache entry](https://fetch.spec.whatwg.org/#cache-entry).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    origin: String,
    url: Url,
    /// Whether the request was made with credentials mode `include`.
    credentials: bool,
    permission: Permission,
    expires: Duration,
}

/// A method or a header that requests may have. Both may be `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Permission {
    Method(String),
    Header(String),
}

/// The parts of a request by which its entries are found.
pub(crate) struct Key<'a> {
    pub(crate) origin: &'a str,
    pub(crate) url: &'a Url,
    /// Whether the credentials mode is `include`.
    pub(crate) include: bool,
}

impl PreflightCache {
    /// The longest time for which Chromium keeps a permission: two hours.
    pub const CHROMIUM: Duration = Duration::from_secs(7200);
    /// The longest time for which Firefox keeps a permission: a day.
    pub const FIREFOX: Duration = Duration::from_secs(86_400);
    /// The longest time for which Safari keeps a permission: ten minutes.
    pub const SAFARI: Duration = Duration::from_secs(600);

    /// Creates an empty cache that keeps nothing for longer than `max_age`
    /// ([limit on max-age](https://fetch.spec.whatwg.org/#concept-cache-max-age)).
    pub fn new(max_age: Duration) -> Self {
        PreflightCache { max_age, entries: Vec::new() }
    }

    /// <https://fetch.spec.whatwg.org/#concept-cache-match-method>
    pub(crate) fn allows_method(&self, key: &Key<'_>, method: &str, now: Duration) -> bool {
        self.entries.iter().any(|entry| entry.matches(key, now) && entry.permission.allows_method(method))
    }

    /// <https://fetch.spec.whatwg.org/#concept-cache-match-header>
    pub(crate) fn allows_header(&self, key: &Key<'_>, name: &str, now: Duration) -> bool {
        self.entries.iter().any(|entry| entry.matches(key, now) && entry.permission.allows_header(name))
    }

    /// The end of [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch): entries that allow the
    /// same get the new age, counted from now, and the rest becomes new entries.
    pub(crate) fn store(
        &mut self,
        key: &Key<'_>,
        permissions: impl Iterator<Item = Permission>,
        max_age: Duration,
        now: Duration,
    ) {
        let expires = now.saturating_add(max_age.min(self.max_age));
        for permission in permissions {
            let mut is_new = true;
            for entry in &mut self.entries {
                if entry.matches(key, now) && entry.permission.allows(&permission) {
                    entry.expires = expires;
                    is_new = false;
                }
            }
            if is_new {
                let (origin, url) = (key.origin.to_owned(), key.url.clone());
                self.entries.push(Entry { origin, url, credentials: key.include, permission, expires });
            }
        }
        self.entries.retain(|entry| now < entry.expires);
    }

    /// [Clears cache entries](https://fetch.spec.whatwg.org/#concept-cache-clear) after a failure, because
    /// they may have caused it.
    pub(crate) fn clear(&mut self, key: &Key<'_>) {
        self.entries.retain(|entry| !entry.is_of(key));
    }
}

/// The cache of Chromium.
impl Default for PreflightCache {
    fn default() -> Self {
        PreflightCache::new(PreflightCache::CHROMIUM)
    }
}

impl Entry {
    /// <https://fetch.spec.whatwg.org/#concept-cache-match>, of one that has not expired.
    fn matches(&self, key: &Key<'_>, now: Duration) -> bool {
        self.is_of(key) && (self.credentials || !key.include) && now < self.expires
    }

    fn is_of(&self, key: &Key<'_>) -> bool {
        self.origin == key.origin && self.url == *key.url
    }
}

impl Permission {
    fn allows(&self, other: &Permission) -> bool {
        match other {
            Permission::Method(method) => self.allows_method(method),
            Permission::Header(name) => self.allows_header(name),
        }
    }

    fn allows_method(&self, method: &str) -> bool {
        matches!(self, Permission::Method(allowed) if allowed == method || allowed == "*")
    }

    fn allows_header(&self, name: &str) -> bool {
        let is_any = |allowed: &str| allowed == "*" && !is_non_wildcard_request_header(name);
        matches!(self, Permission::Header(allowed) if allowed.eq_ignore_ascii_case(name) || is_any(allowed))
    }
}
