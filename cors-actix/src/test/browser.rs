//! `Browser`: a page, and what a browser remembers between two requests of it.

use std::time::Duration;

use actix_web::test::TestRequest;
use cors_core::Origin;
use cors_fetch::{CookieJar, PreflightCache, Url};

use super::fetch::Fetch;
use super::sent::Sent;

/// Where actix-web says that a service in memory is, which nobody has told anything else.
const API: &str = "http://localhost:8080";

/// A browser with a page of some origin open, for tests of a service in memory.
///
/// Its clock stands still: what is remembered for a time is forgotten when the test [waits](Self::wait).
///
/// ```
/// use std::time::Duration;
/// use actix_web::test::{TestRequest, init_service};
/// use actix_web::{App, Responder, put};
/// use cors_actix::cors;
/// use cors_actix::test::Browser;
///
/// #[cors(origins = "https://app.example.com", max_age = "10m")]
/// #[put("/items/{id}")]
/// async fn edit() -> impl Responder {
///     "edited"
/// }
///
/// # #[actix_web::main]
/// # async fn main() -> Result<(), cors_actix::test::FetchError> {
/// let app = init_service(App::new().service(edit)).await;
/// let mut browser = Browser::at("https://app.example.com");
/// for _ in 0..2 {
///     browser.fetch(&app, TestRequest::put().uri("/items/1")).await?;
/// }
/// assert_eq!(browser.take_requests(), ["preflight for PUT /items/1", "PUT /items/1", "PUT /items/1"]);
///
/// browser.wait(Duration::from_secs(600));
/// browser.fetch(&app, TestRequest::put().uri("/items/1")).await?;
/// assert_eq!(browser.take_requests(), ["preflight for PUT /items/1", "PUT /items/1"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Browser {
    pub(super) page: String,
    /// Where the service is, and under which other origins.
    pub(super) api: Url,
    aliases: Vec<Url>,
    pub(super) now: Duration,
    pub(super) permissions: PreflightCache,
    pub(super) cookies: CookieJar,
    pub(super) requests: Vec<Sent>,
}

impl Browser {
    /// A browser with a page of this origin open: `https://app.example.com`; `null` for a sandboxed frame, a file, and
    /// the like.
    ///
    /// # Panics
    /// If no page has this origin: a test that expects a refusal would find one for the wrong reason.
    #[track_caller]
    pub fn at(page: impl Into<String>) -> Self {
        Browser {
            page: page_origin(page.into()),
            api: service_origin(API),
            aliases: Vec::new(),
            now: Duration::ZERO,
            permissions: PreflightCache::default(),
            cookies: CookieJar::default(),
            requests: Vec::new(),
        }
    }

    /// The origin of the service, if it is not `http://localhost:8080`. Pages of the same origin need no permission, and
    /// cookies go by the site.
    ///
    /// A service on https is asked with an absolute URI, so that actix-web's `ConnectionInfo` knows the scheme.
    ///
    /// # Panics
    /// If it is no origin of http or https.
    #[must_use]
    #[track_caller]
    pub fn api(mut self, origin: &str) -> Self {
        self.api = service_origin(origin);
        self
    }

    /// One more origin of the service, for redirects from one to the other.
    ///
    /// # Panics
    /// If it is no origin of http or https.
    #[must_use]
    #[track_caller]
    pub fn alias(mut self, origin: &str) -> Self {
        self.aliases.push(service_origin(origin));
        self
    }

    /// The longest time for which answers to preflights are kept, if it is not [that of
    /// Chromium](PreflightCache::CHROMIUM).
    #[must_use]
    pub fn preflight_limit(mut self, max_age: Duration) -> Self {
        self.permissions = PreflightCache::new(max_age);
        self
    }

    /// Opens a page of another origin. Cookies and the preflight cache stay.
    ///
    /// # Panics
    /// If no page has this origin.
    #[track_caller]
    pub fn visit(&mut self, page: impl Into<String>) {
        self.page = page_origin(page.into());
    }

    /// What script on the page fetches: `browser.fetch(&app, request).await`, with the defaults of `fetch(url)`. The
    /// URI is relative to the service's origin.
    pub fn fetch<'a, S>(&'a mut self, app: &'a S, request: TestRequest) -> Fetch<'a, S> {
        Fetch::new(self, app, request)
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) {
        self.now += time;
    }

    /// Keeps a cookie as if a page of the service had set it, `session=1; SameSite=None; Secure`.
    ///
    /// # Panics
    /// If a browser would refuse it: a test that expects one not to be sent would pass for the wrong reason.
    #[track_caller]
    pub fn set_cookie(&mut self, set_cookie: &str) {
        let is_set = self.cookies.set(set_cookie, &self.api, self.now);
        assert!(is_set, "a browser refuses the cookie `{set_cookie}` of {}", self.api.origin());
    }

    /// The value of a cookie of the service.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.value(name, &self.api, self.now)
    }

    /// What the service has seen, preflights and other requests, in their order. Each is compared with a text as it is
    /// printed: `preflight for PUT /items/1` or `PUT /items/1`.
    pub fn requests(&self) -> &[Sent] {
        &self.requests
    }

    /// What the service has seen since the last call of this.
    pub fn take_requests(&mut self) -> Vec<Sent> {
        std::mem::take(&mut self.requests)
    }

    /// Whether the service answers for the origin of a URL.
    pub(super) fn knows(&self, url: &Url) -> bool {
        [&self.api].into_iter().chain(&self.aliases).any(|known| known.origin() == url.origin())
    }
}

#[track_caller]
fn page_origin(page: String) -> String {
    let is_origin = page == "null" || Origin::parse(page.as_bytes()).is_some();
    assert!(is_origin, "no page has the origin `{page}`; one looks like `https://app.example.com`, or is `null`");
    page
}

#[track_caller]
fn service_origin(origin: &str) -> Url {
    let url = Url::parse(origin).ok().filter(|url| url.origin() == origin);
    url.unwrap_or_else(|| panic!("no service has the origin `{origin}`; one looks like `https://api.example.com`"))
}
