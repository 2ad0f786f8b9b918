//! The cookies of a browser.
//!
//! `cookie_store` parses them and matches domains and paths. What it leaves out is here: `SameSite`, `Secure` of
//! insecure servers, name prefixes, public suffixes by the list that `cors-core` has, the order in `Cookie`, and a
//! clock that tests set.

use std::cmp::Reverse;
use std::time::{Duration, SystemTime};

use cookie_store::{Cookie, CookieDomain};

use crate::response::Response;
use crate::site::{is_public_suffix, is_trustworthy};
use crate::step::Exchange;
use crate::url::Url;

/// The cookies that a browser keeps, by
/// [RFC 6265bis](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis).
///
/// It reads no clock: `now` is the time since any start that the caller chooses, the same for all calls.
///
/// ```
/// use std::time::Duration;
/// use cors_fetch::{CookieJar, Credentials, PreflightCache, Request, Step, Url};
///
/// let (mut cookies, now) = (CookieJar::default(), Duration::ZERO);
/// let url = Url::parse("https://api.example.com/items").unwrap();
/// assert!(cookies.set("session=1; Secure", &url, now));
///
/// let cookie = |page| {
///     let request = Request::new(page, url.to_string()).credentials(Credentials::Include);
///     let Ok(Step::Send(exchange)) = request.start(&PreflightCache::default(), now) else { panic!("no preflight") };
///     cookies.header(&exchange, now)
/// };
/// assert_eq!(cookie("https://app.example.com").as_deref(), Some("session=1"));
/// assert_eq!(cookie("https://partner.example"), None, "a cookie without `SameSite` is `Lax`");
/// ```
#[derive(Debug, Clone, Default)]
pub struct CookieJar(Vec<StoredCookie>);

/// A cookie, in the order in which they were made.
#[derive(Debug, Clone)]
struct StoredCookie {
    cookie: Cookie<'static>,
    /// By the clock of the caller.
    expires: Option<Duration>,
}

impl CookieJar {
    /// Returns the value of the `Cookie` header for an exchange
    /// ([retrieval model](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-retrieval-model)).
    /// `None` if the exchange carries no credentials, or no cookie is for it.
    pub fn header(&self, exchange: &Exchange, now: Duration) -> Option<String> {
        let url = exchange.url();
        let is_sent = |stored: &&StoredCookie| {
            stored.is_for(url) && stored.is_fresh(now) && is_sent_from(&stored.cookie, exchange)
        };
        let mut sent: Vec<_> = self.0.iter().filter(|_| exchange.includes_credentials()).filter(is_sent).collect();
        // The sort is stable: the older of two equal paths comes first.
        sent.sort_by_key(|stored| Reverse(stored.cookie.path.len()));
        let pairs: Vec<_> =
            sent.iter().map(|stored| format!("{}={}", stored.cookie.name(), stored.cookie.value())).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Keeps the cookies that a response sets, even one that scripts may not read.
    pub fn keep(&mut self, exchange: &Exchange, response: &Response, now: Duration) {
        if exchange.includes_credentials() {
            for line in response.headers.values("set-cookie") {
                let is_first_party = exchange.is_same_site() || exchange.is_navigation();
                self.insert(&String::from_utf8_lossy(line), exchange.url(), is_first_party, now);
            }
        }
    }

    /// Keeps a cookie as if a page of the URL's own site had received it, and returns whether browsers accept it.
    pub fn set(&mut self, set_cookie: &str, url: &Url, now: Duration) -> bool {
        self.insert(set_cookie, url, true, now).is_some()
    }

    /// Returns the value of a cookie of the URL's host, whatever its path.
    pub fn value(&self, name: &str, url: &Url, now: Duration) -> Option<&str> {
        let is_asked_for = |stored: &&StoredCookie| {
            stored.cookie.name() == name && stored.cookie.domain.matches(url.as_url()) && stored.is_fresh(now)
        };
        self.0.iter().find(is_asked_for).map(|stored| stored.cookie.value())
    }

    /// [Storage model](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model). `None`
    /// if the cookie is refused.
    fn insert(&mut self, line: &str, url: &Url, is_first_party: bool, now: Duration) -> Option<()> {
        let mut cookie = Cookie::parse(line.to_owned(), url.as_url()).ok()?;
        cookie.domain = accepted_domain(cookie.domain, url)?;
        if !is_accepted(&cookie, url, is_first_party) {
            return None;
        }
        let stored = StoredCookie { expires: expires(&cookie, now), cookie };
        match self.0.iter_mut().find(|other| other.is_replaced_by(&stored)) {
            // The new cookie has the age of the old one.
            Some(other) => *other = stored,
            None => self.0.push(stored),
        }
        Some(())
    }
}

impl StoredCookie {
    fn is_for(&self, url: &Url) -> bool {
        let Cookie { domain, path, .. } = &self.cookie;
        domain.matches(url.as_url()) && path.matches(url.as_url()) && (!is_secure(&self.cookie) || is_trustworthy(url))
    }

    fn is_fresh(&self, now: Duration) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }

    fn is_replaced_by(&self, other: &StoredCookie) -> bool {
        let (one, other) = (&self.cookie, &other.cookie);
        one.name() == other.name() && one.domain == other.domain && *one.path == *other.path
    }
}

/// Nobody may set a cookie for a public suffix. A host that is one itself keeps its own cookies.
fn accepted_domain(domain: CookieDomain, url: &Url) -> Option<CookieDomain> {
    match &domain {
        CookieDomain::Suffix(suffix) if is_public_suffix(suffix) && domain.host_is_identical(url.as_url()) => {
            CookieDomain::host_only(url.as_url()).ok()
        }
        CookieDomain::Suffix(suffix) if is_public_suffix(suffix) => None,
        _ => Some(domain),
    }
}

fn is_accepted(cookie: &Cookie<'_>, url: &Url, is_first_party: bool) -> bool {
    let is_secure = is_secure(cookie);
    let is_host_only = matches!(cookie.domain, CookieDomain::HostOnly(_));
    let is_whole_host = is_host_only && cookie.path.is_from_path_attr() && &*cookie.path == "/";
    let has_prefix =
        |prefix: &str| cookie.name().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    (!is_secure || is_trustworthy(url))
        && (!is_same_site_none(cookie) || is_secure)
        && (is_same_site_none(cookie) || is_first_party)
        && (!has_prefix("__Secure-") || is_secure)
        && (!has_prefix("__Host-") || is_secure && is_whole_host)
}

fn is_secure(cookie: &Cookie<'_>) -> bool {
    cookie.secure() == Some(true)
}

/// Whether `SameSite` allows a cookie to be sent from the page of this exchange. A cookie without `SameSite` is `Lax`.
fn is_sent_from(cookie: &Cookie<'_>, exchange: &Exchange) -> bool {
    let is_lax = !cookie.same_site().is_some_and(|same_site| same_site.is_strict());
    let is_link = exchange.is_navigation() && exchange.method() == "GET";
    exchange.is_same_site() || is_same_site_none(cookie) || is_lax && is_link
}

fn is_same_site_none(cookie: &Cookie<'_>) -> bool {
    cookie.same_site().is_some_and(|same_site| same_site.is_none())
}

/// When it expires by the clock of the caller. A date is of the real clock, because the server made it.
fn expires(cookie: &Cookie<'_>, now: Duration) -> Option<Duration> {
    let until_date = || Some(cookie.expires_datetime()? - SystemTime::now());
    let left = cookie.max_age().or_else(until_date)?;
    // Nothing is left of a negative duration.
    Some(now.saturating_add(Duration::try_from(left).unwrap_or_default()))
}
