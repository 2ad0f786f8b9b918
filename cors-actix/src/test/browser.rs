//! `Browser`: a page, and what a browser remembers between its requests.

use std::time::Duration;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use cors_core::Origin;
use cors_fetch::{Form, PreflightCache, Url};

use super::error::FetchError;
use super::fetch::Fetch;
use super::recorded_request::RecordedRequest;
use super::response::Response;
use super::script_request::Payload;
use super::state::State;

/// Where actix-web says that a service in memory is.
const API: &str = "http://localhost:8080";

/// A browser with an open page, for tests of a service in memory.
///
/// Its clock stands still. Preflights and cookies expire when the test [advances](Self::advance) it.
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
/// browser.advance(Duration::from_secs(600));
/// browser.fetch(&app, TestRequest::put().uri("/items/1")).await?;
/// assert_eq!(browser.take_requests(), ["preflight for PUT /items/1", "PUT /items/1"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Browser {
    state: State,
}

impl Browser {
    /// Opens a page of this origin: `https://app.example.com`, `app://.` for an app with its own scheme, or `null` for a sandboxed
    /// frame or a file.
    ///
    /// # Panics
    /// If no page can have this origin. A test that expects a refusal would pass for the wrong reason.
    #[track_caller]
    pub fn at(page: impl Into<String>) -> Self {
        Browser { state: State::new(page_origin(page.into()), service_origin(API)) }
    }

    /// Sets the origin of the service, which is `http://localhost:8080` by default. Pages of this origin need no
    /// permission, and pages of its site send all cookies.
    ///
    /// Requests to an https service have an absolute URI, from which actix-web's `ConnectionInfo` takes the scheme.
    ///
    /// # Panics
    /// If it is not an http or https origin.
    #[must_use]
    #[track_caller]
    pub fn api(mut self, origin: &str) -> Self {
        self.state.api = service_origin(origin);
        self
    }

    /// Adds an origin of the service, for redirects between them.
    ///
    /// # Panics
    /// If it is not an http or https origin.
    #[must_use]
    #[track_caller]
    pub fn alias(mut self, origin: &str) -> Self {
        self.state.aliases.push(service_origin(origin));
        self
    }

    /// Sets the longest time for which preflights are cached, which is [that of Chromium](PreflightCache::CHROMIUM) by
    /// default.
    #[must_use]
    pub fn preflight_limit(mut self, max_age: Duration) -> Self {
        self.state.permissions = PreflightCache::new(max_age);
        self
    }

    /// Opens a page of another origin. Cookies and the preflight cache stay.
    ///
    /// # Panics
    /// If no page can have this origin.
    #[track_caller]
    pub fn visit(&mut self, page: impl Into<String>) {
        self.state.page = page_origin(page.into());
    }

    /// Fetches as a script on the page would: `browser.fetch(&app, request).await`, with the defaults of `fetch(url)`.
    /// The URI is relative to the service's origin.
    pub fn fetch<'a, S>(&'a mut self, app: &'a S, request: TestRequest) -> Fetch<'a, S> {
        Fetch::new(&mut self.state, app, request)
    }

    /// Submits a form of the page, as a forged request would: without a preflight, and with the cookies that `SameSite`
    /// allows. Returns what the user gets to see. The page stays open.
    ///
    /// ```
    /// use actix_web::test::init_service;
    /// use actix_web::{App, HttpRequest, HttpResponse, Responder, post};
    /// use cors_actix::test::{Browser, Form};
    ///
    /// #[post("/transfer")]
    /// async fn transfer(request: HttpRequest) -> impl Responder {
    ///     let site = request.headers().get("sec-fetch-site");
    ///     if site.is_some_and(|site| site == "cross-site") { HttpResponse::Forbidden() } else { HttpResponse::Ok() }
    /// }
    ///
    /// # #[actix_web::main]
    /// # async fn main() -> Result<(), cors_actix::test::FetchError> {
    /// let app = init_service(App::new().service(transfer)).await;
    /// let form = Form::post("/transfer").field("to", "eve");
    /// assert_eq!(Browser::at("https://evil.example").submit_form(&app, &form).await?.status(), 403);
    /// assert_eq!(Browser::at("http://localhost:8080").submit_form(&app, &form).await?.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the service does not answer for the URL, or the response cannot be read.
    pub async fn submit_form<S, B, E>(&mut self, app: &S, form: &Form) -> Result<Response, FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        let request = form.request(&self.state.page, &self.state.api)?;
        self.state.run(app, request, &Payload::new(form.body())).await
    }

    /// Opens a URL as if the user entered it, so no page asks for it (`Sec-Fetch-Site: none`). Returns what the user
    /// gets to see. The page stays open.
    ///
    /// # Errors
    /// If the service does not answer for the URL, or the response cannot be read.
    pub async fn open<S, B, E>(&mut self, app: &S, uri: &str) -> Result<Response, FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        let url = self.state.resolve(uri)?;
        self.state.run(app, cors_fetch::Request::by_user(url.to_string()), &Payload::new(Bytes::new())).await
    }

    /// Opens a WebSocket as a script on the page would, `new WebSocket(uri)`: with the origin of the page and the cookies that
    /// `SameSite` allows, and without a preflight. Returns the answer to the handshake.
    ///
    /// ```
    /// use actix_web::test::init_service;
    /// use actix_web::{App, Error, HttpRequest, HttpResponse, get, web};
    /// use cors_actix::cors;
    /// use cors_actix::test::Browser;
    ///
    /// #[cors(origins = "https://app.example.com")]
    /// #[get("/updates")]
    /// async fn updates(request: HttpRequest, body: web::Payload) -> Result<HttpResponse, Error> {
    ///     let (response, session, messages) = actix_ws::handle(&request, body)?;
    ///     # drop((session, messages));
    ///     Ok(response)
    /// }
    ///
    /// # #[actix_web::main]
    /// # async fn main() -> Result<(), cors_actix::test::FetchError> {
    /// let app = init_service(App::new().service(updates)).await;
    /// Browser::at("https://app.example.com").web_socket(&app, "/updates").await?;
    /// let refused = Browser::at("https://evil.example").web_socket(&app, "/updates").await.unwrap_err();
    /// assert_eq!(refused.id(), "websocket");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the answer is not 101, or the service does not answer for the URL.
    pub async fn web_socket<S, B, E>(&mut self, app: &S, uri: &str) -> Result<Response, FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        // What cannot be resolved may have the scheme `ws`, which the request knows.
        let url = self.state.resolve(uri).map_or_else(|_| uri.to_owned(), |url| url.to_string());
        let request = cors_fetch::Request::web_socket(&self.state.page, &url);
        let response = self.state.run(app, request, &Payload::new(Bytes::new())).await?;
        match response.status() {
            101 => Ok(response),
            status => Err(FetchError::WebSocket { status, text: response.text().into_owned() }),
        }
    }

    /// Lets time pass.
    pub fn advance(&mut self, time: Duration) {
        self.state.now += time;
    }

    /// Sets a cookie as if a page of the service did: `session=1; SameSite=None; Secure`.
    ///
    /// # Panics
    /// If browsers refuse it. A test that expects it not to be sent would pass for the wrong reason.
    #[track_caller]
    pub fn set_cookie(&mut self, set_cookie: &str) {
        let is_set = self.state.cookies.set(set_cookie, &self.state.api, self.state.now);
        assert!(is_set, "browsers refuse the cookie `{set_cookie}` from {}", self.state.api.origin());
    }

    /// Returns the value of a cookie of the service.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.state.cookies.value(name, &self.state.api, self.state.now)
    }

    /// Returns all requests that reached the service, in their order. Each one equals the text that it prints:
    /// `preflight for PUT /items/1` or `PUT /items/1`.
    pub fn requests(&self) -> &[RecordedRequest] {
        &self.state.requests
    }

    /// Returns the requests that reached the service since the last call of this method.
    pub fn take_requests(&mut self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.state.requests)
    }
}

#[track_caller]
fn page_origin(page: String) -> String {
    if page != "null"
        && let Err(error) = Origin::try_from(page.as_str())
    {
        panic!("no page has this origin: {error}; write one like `https://app.example.com`, or `null`");
    }
    page
}

#[track_caller]
fn service_origin(origin: &str) -> Url {
    let url = Url::parse(origin).ok().filter(|url| url.origin() == origin);
    url.unwrap_or_else(|| panic!("`{origin}` is not the origin of a service; write one like `https://api.example.com`"))
}
