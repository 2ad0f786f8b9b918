//! What scripts ask for, and what a browser makes of it before anything is sent.

use std::time::Duration;

use cors_core::__private::{is_cors_safelisted_method, is_forbidden_method, is_token};
use cors_core::Origin;

use crate::body::Body;
use crate::fetch::State;
use crate::header::{Headers, is_forbidden_request_header, is_no_cors_safelisted_request_header};
use crate::options::{Credentials, Mode, Redirect};
use crate::preflight_cache::PreflightCache;
use crate::standard::normalize_method;
use crate::step::Step;
use crate::type_error::TypeError;
use crate::url::Url;

/// A [request](https://fetch.spec.whatwg.org/#concept-request) as a script writes it in `fetch(url, init)` or with an
/// `XMLHttpRequest`, with the defaults of `fetch`. Nothing is checked before [`start`](Self::start).
///
/// ```
/// use cors_fetch::{Body, Credentials, Request};
///
/// let request = Request::new("https://app.example.com", "https://api.example.com/items/1")
///     .method("PUT")
///     .header("content-type", "application/json")
///     .body(Body::Text)
///     .credentials(Credentials::Include);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    page: String,
    is_by_user: bool,
    url: String,
    method: String,
    headers: Headers,
    body: Option<Body>,
    mode: Mode,
    credentials: Credentials,
    redirect: Redirect,
    upload_listener: bool,
}

impl Request {
    /// Creates a GET request for `url` from a page of this origin: `https://app.example.com`, or `null` for a sandboxed
    /// frame or a file.
    pub fn new(page: impl Into<String>, url: impl Into<String>) -> Self {
        Request {
            page: page.into(),
            is_by_user: false,
            url: url.into(),
            method: "GET".to_owned(),
            headers: Headers::new(),
            body: None,
            mode: Mode::default(),
            credentials: Credentials::default(),
            redirect: Redirect::default(),
            upload_listener: false,
        }
    }

    /// Creates the request for a URL that the user enters or has bookmarked. No page asks for it.
    pub fn by_user(url: impl Into<String>) -> Self {
        Request { is_by_user: true, ..Request::new("null", url).mode(Mode::Navigate) }
    }

    /// Creates the handshake of `new WebSocket(url)` on a page of this origin
    /// ([establish a WebSocket connection](https://websockets.spec.whatwg.org/#concept-websocket-establish)). As there, the schemes
    /// `ws` and `wss` become `http` and `https`.
    pub fn web_socket(page: impl Into<String>, url: &str) -> Self {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        let url = match scheme {
            Some("ws" | "wss") => url.replacen("ws", "http", 1),
            _ => url.to_owned(),
        };
        Request::new(page, url).mode(Mode::WebSocket)
    }

    /// Sets the [method](https://fetch.spec.whatwg.org/#concept-request-method).
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = method.into();
        self
    }

    /// Adds a [header](https://fetch.spec.whatwg.org/#concept-request-header-list). Headers that browsers set
    /// themselves (`Origin`, `Cookie`, …) are dropped if the standard says so.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sets the [body](https://fetch.spec.whatwg.org/#concept-request-body).
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// Sets the [mode](https://fetch.spec.whatwg.org/#concept-request-mode).
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the [credentials mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the [redirect mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
    #[must_use]
    pub fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    /// Sets whether the script listens to the progress of the upload (`xhr.upload`). It makes a preflight necessary in
    /// any case ([use-CORS-preflight flag](https://fetch.spec.whatwg.org/#use-cors-preflight-flag)).
    #[must_use]
    pub fn upload_listener(mut self, upload_listener: bool) -> Self {
        self.upload_listener = upload_listener;
        self
    }

    /// Starts to [fetch](https://fetch.spec.whatwg.org/#concept-fetch). `now` is the time since the start from which
    /// `cache` counts.
    ///
    /// # Errors
    /// If scripts cannot send such a request.
    pub fn start(self, cache: &PreflightCache, now: Duration) -> Result<Step, TypeError> {
        Ok(Step::start(self.construct()?, cache, now))
    }

    /// <https://fetch.spec.whatwg.org/#dom-request>
    fn construct(self) -> Result<State, TypeError> {
        let Request { page, url, method, body, mode, redirect, upload_listener, .. } = &self;
        let is_navigation = *mode == Mode::Navigate;
        if page != "null" && Origin::parse(page.as_bytes()).is_none() {
            return Err(TypeError::PageOrigin { page: page.clone() });
        }
        let url = Url::parse(url).map_err(|error| TypeError::Url { url: url.clone(), error })?;
        if url.includes_credentials() {
            return Err(TypeError::UrlCredentials { url: url.to_string() });
        }
        let method = script_method(method, *mode)?;
        if body.is_some() && matches!(method.as_str(), "GET" | "HEAD") {
            return Err(TypeError::Body { method });
        }
        let is_stream = body.as_ref().is_some_and(Body::is_stream);
        if is_stream && (*mode == Mode::NoCors || is_navigation) {
            return Err(TypeError::NoCorsStream);
        }
        let (credentials, redirect) = match mode {
            Mode::Navigate => (Credentials::Include, Redirect::Follow),
            Mode::WebSocket => (Credentials::Include, Redirect::Error),
            Mode::Cors | Mode::NoCors | Mode::SameOrigin => (self.credentials, *redirect),
        };
        Ok(State {
            headers: if *mode == Mode::WebSocket { handshake_headers() } else { self.script_headers()? },
            use_cors_preflight: *upload_listener || is_stream,
            mode: *mode,
            credentials,
            redirect,
            is_by_user: self.is_by_user,
            ..State::new(self.page, url, method, self.body)
        })
    }

    /// <https://fetch.spec.whatwg.org/#concept-headers-append>, and the type of the body if the script sets none.
    fn script_headers(&self) -> Result<Headers, TypeError> {
        let mut headers = Headers::new();
        for (name, value) in self.headers.iter().filter(|_| self.mode != Mode::Navigate) {
            self.append(&mut headers, name, value)?;
        }
        match self.body.as_ref().and_then(Body::content_type) {
            Some(content_type) if !headers.contains("content-type") => {
                self.append(&mut headers, "Content-Type", content_type.as_bytes())?;
            }
            _ => {}
        }
        Ok(headers)
    }

    fn append(&self, headers: &mut Headers, name: &str, value: &[u8]) -> Result<(), TypeError> {
        if !is_token(name.as_bytes()) {
            return Err(TypeError::HeaderName { name: name.to_owned() });
        }
        if value.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n')) {
            return Err(TypeError::HeaderValue { name: name.to_owned() });
        }
        if is_forbidden_request_header(name, value) {
            return Ok(());
        }
        if self.mode == Mode::NoCors {
            // Values of one name count together, so a list of short ones does not evade the limit.
            let joined = headers.get(name).map_or_else(|| value.to_vec(), |first| [&first, value].join(&b", "[..]));
            if !is_no_cors_safelisted_request_header(name, &joined) {
                return Ok(());
            }
        }
        headers.append(name, value);
        Ok(())
    }
}

/// The headers of a handshake. Its key is the same each time, and only browsers look at what the server makes of it.
fn handshake_headers() -> Headers {
    [
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-version", "13"),
    ]
    .into_iter()
    .collect()
}

fn script_method(method: &str, mode: Mode) -> Result<String, TypeError> {
    if !is_token(method.as_bytes()) {
        return Err(TypeError::MethodMalformed { method: method.to_owned() });
    }
    if is_forbidden_method(method) {
        return Err(TypeError::MethodForbidden { method: method.to_owned() });
    }
    let method = normalize_method(method);
    if mode == Mode::NoCors && !is_cors_safelisted_method(&method) {
        return Err(TypeError::NoCorsMethod { method });
    }
    if mode == Mode::Navigate && !matches!(method.as_str(), "GET" | "POST") {
        return Err(TypeError::NavigateMethod { method });
    }
    if mode == Mode::WebSocket && method != "GET" {
        return Err(TypeError::WebSocketMethod { method });
    }
    Ok(method)
}
