//! Cookies, by [RFC 6265bis](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis) as far as a fetch goes.

use std::time::Duration;

use actix_web::cookie::time::OffsetDateTime;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::HeaderValue;
use cors_core::Origin;
use cors_fetch::Url;

use super::site::{is_address, is_public_suffix, is_trustworthy};

/// Every cookie that is kept, in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Cookies(Vec<Kept>);

#[derive(Debug, Clone)]
struct Kept {
    name: String,
    value: String,
    domain: String,
    is_host_only: bool,
    path: String,
    is_secure: bool,
    /// Whether a page of another site sends it along.
    goes_everywhere: bool,
    /// By the clock of the browser.
    expires: Option<Duration>,
}

impl Cookies {
    /// Keeps what a line of `Set-Cookie` from this URL says
    /// ([storage model](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model)), and
    /// says whether it does.
    pub(super) fn set(&mut self, line: &str, url: &Url, is_same_site: bool, now: Duration) -> bool {
        let Some(kept) = Kept::new(line, url, is_same_site, now) else { return false };
        let is_same = |other: &Kept| {
            (&other.name, &other.domain, &other.path) == (&kept.name, &kept.domain, &kept.path)
                && other.is_host_only == kept.is_host_only
        };
        let place = self.0.iter().position(is_same);
        match place {
            // The new one has the age of the old.
            Some(place) => self.0[place] = kept,
            None => self.0.push(kept),
        }
        true
    }

    /// The value of `Cookie`
    /// ([retrieval model](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-retrieval-model)).
    pub(super) fn header(&self, url: &Url, is_same_site: bool, now: Duration) -> Option<HeaderValue> {
        let mut sent: Vec<&Kept> = self.of(url, now).filter(|kept| is_same_site || kept.goes_everywhere).collect();
        // The sort is stable: of equal paths the older one comes first.
        sent.sort_by_key(|kept| std::cmp::Reverse(kept.path.len()));
        let pairs: Vec<String> = sent.iter().map(|kept| format!("{}={}", kept.name, kept.value)).collect();
        if pairs.is_empty() { None } else { HeaderValue::from_bytes(pairs.join("; ").as_bytes()).ok() }
    }

    /// The value of a cookie of the URL's host, whatever its path.
    pub(super) fn value(&self, name: &str, url: &Url, now: Duration) -> Option<&str> {
        let mut of_host = self.0.iter().filter(|kept| kept.is_of_host(url) && kept.is_fresh(now));
        of_host.find(|kept| kept.name == name).map(|kept| kept.value.as_str())
    }

    fn of(&self, url: &Url, now: Duration) -> impl Iterator<Item = &Kept> {
        let is_trustworthy = Origin::parse(url.origin().as_bytes()).is_some_and(|origin| is_trustworthy(&origin));
        self.0.iter().filter(move |kept| {
            kept.is_of_host(url)
                && is_below(&kept.path, path(url))
                && (is_trustworthy || !kept.is_secure)
                && kept.is_fresh(now)
        })
    }
}

impl Kept {
    fn new(line: &str, url: &Url, is_same_site: bool, now: Duration) -> Option<Self> {
        let cookie = Cookie::parse(line).ok()?;
        let origin = Origin::parse(url.origin().as_bytes())?;
        let is_secure = cookie.secure() == Some(true);
        // What says nothing is `Lax`, which to a request of script is the same as `Strict`.
        let goes_everywhere = cookie.same_site() == Some(SameSite::None);
        if is_secure && !is_trustworthy(&origin) || goes_everywhere && !is_secure || !goes_everywhere && !is_same_site {
            return None;
        }
        let (domain, is_host_only) = domain(&cookie, origin.host())?;
        let path = cookie.path().filter(|path| path.starts_with('/')).map(str::to_owned);
        let is_whole_host = is_host_only && path.as_deref() == Some("/");
        let name = cookie.name();
        let promises = |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if promises("__Secure-") && !is_secure || promises("__Host-") && !(is_secure && is_whole_host) {
            return None;
        }
        Some(Kept {
            name: name.to_owned(),
            value: cookie.value().to_owned(),
            domain,
            is_host_only,
            path: path.unwrap_or_else(|| default_path(url)),
            is_secure,
            goes_everywhere,
            expires: expires(&cookie, now),
        })
    }

    fn is_of_host(&self, url: &Url) -> bool {
        let host = Origin::parse(url.origin().as_bytes()).map_or("", |origin| origin.host());
        host == self.domain || !self.is_host_only && is_subdomain(host, &self.domain)
    }

    fn is_fresh(&self, now: Duration) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

/// The domain that the cookie is for, and whether for that host alone; `None` if it names another one.
fn domain(cookie: &Cookie<'_>, host: &str) -> Option<(String, bool)> {
    let named = cookie.domain().map(str::to_ascii_lowercase).filter(|named| !named.is_empty());
    match named {
        None => Some((host.to_owned(), true)),
        // A host that is a public suffix itself keeps its own cookies.
        Some(named) if named == host => Some((named, is_public_suffix(host) || is_address(host))),
        Some(named) if is_subdomain(host, &named) && !is_public_suffix(&named) => Some((named, false)),
        Some(_) => None,
    }
}

fn is_subdomain(host: &str, domain: &str) -> bool {
    !is_address(host) && host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// When it expires by the clock of the browser. A date is of the real clock, by which the service made it.
fn expires(cookie: &Cookie<'_>, now: Duration) -> Option<Duration> {
    let date = || Some(cookie.expires_datetime()? - OffsetDateTime::now_utc());
    let left = cookie.max_age().or_else(date)?;
    // Nothing is left of a negative one.
    Some(now.saturating_add(Duration::try_from(left).unwrap_or_default()))
}

fn path(url: &Url) -> &str {
    url.path().split('?').next().unwrap_or_default()
}

/// <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-paths-and-path-match>
fn default_path(url: &Url) -> String {
    match path(url).rsplit_once('/') {
        Some((directory, _)) if !directory.is_empty() => directory.to_owned(),
        _ => "/".to_owned(),
    }
}

fn is_below(directory: &str, path: &str) -> bool {
    path.strip_prefix(directory)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory.ends_with('/'))
}
