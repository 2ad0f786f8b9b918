//! `Fetch`: one call of `fetch(…)` by a script.

use std::future::IntoFuture;
use std::pin::Pin;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::TestRequest;
use cors_fetch::{Body, Credentials, Mode, Redirect};

use super::error::FetchError;
use super::response::Response;
use super::script_request::ScriptRequest;
use super::state::State;

/// A call of `fetch(…)` by a script on a page. It starts when it is awaited.
///
/// ```
/// use actix_web::test::{TestRequest, init_service};
/// use actix_web::{App, HttpRequest, Responder, get};
/// use cors_actix::cors;
/// use cors_actix::test::{Browser, Reason};
///
/// #[cors(origins = "https://app.example.com", credentials)]
/// #[get("/me")]
/// async fn me(request: HttpRequest) -> impl Responder {
///     request.cookie("session").map_or("nobody".to_owned(), |session| session.value().to_owned())
/// }
///
/// #[cors(origins = "https://app.example.com")]
/// #[get("/news")]
/// async fn news() -> impl Responder {
///     "news"
/// }
///
/// # #[actix_web::main]
/// # async fn main() -> Result<(), cors_actix::test::FetchError> {
/// let app = init_service(App::new().service(me).service(news)).await;
/// let mut browser = Browser::at("https://app.example.com").api("https://api.example.com");
/// browser.set_cookie("session=ada");
///
/// let get = |uri| TestRequest::get().uri(uri);
/// assert_eq!(browser.fetch(&app, get("/me")).await?.text(), "nobody");
/// assert_eq!(browser.fetch(&app, get("/me")).with_credentials().await?.text(), "ada");
///
/// let blocked = browser.fetch(&app, get("/news")).with_credentials().await.unwrap_err();
/// assert_eq!(blocked.reason(), Some(&Reason::AllowCredentialsMissing));
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Fetch<'a, S> {
    state: &'a mut State,
    app: &'a S,
    request: TestRequest,
    credentials: Credentials,
    mode: Mode,
    redirect: Redirect,
    body: Body,
    upload_listener: bool,
}

impl<'a, S> Fetch<'a, S> {
    pub(super) fn new(state: &'a mut State, app: &'a S, request: TestRequest) -> Self {
        Fetch {
            state,
            app,
            request,
            credentials: Credentials::default(),
            mode: Mode::default(),
            redirect: Redirect::default(),
            body: Body::Bytes,
            upload_listener: false,
        }
    }

    /// Sends cookies: `credentials: "include"`, or `withCredentials` of an `XMLHttpRequest`.
    pub fn with_credentials(self) -> Self {
        self.credentials(Credentials::Include)
    }

    /// Sets the credentials mode, which is `same-origin` by default.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the mode, which is `cors` by default.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the redirect mode, which is `follow` by default.
    pub fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    /// Sets what kind of body the script gives; its bytes are those of the request. A string and a form have a content
    /// type of their own if the request sets none, and a stream needs a preflight. [`Body::Bytes`] by default, without
    /// a type.
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Listens to the progress of the upload (`xhr.upload`), which makes a preflight necessary.
    pub fn upload_listener(mut self) -> Self {
        self.upload_listener = true;
        self
    }

    async fn run<B, E>(self) -> Result<Response, FetchError>
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = E>,
        B: MessageBody,
        E: Into<Error>,
    {
        let Fetch { state, app, .. } = self;
        let script = ScriptRequest::read(self.request, &self.body).await;
        let url = state.resolve(&script.uri)?;
        let mut request = cors_fetch::Request::new(&state.page, url.to_string())
            .method(script.method)
            .credentials(self.credentials)
            .mode(self.mode)
            .redirect(self.redirect)
            .upload_listener(self.upload_listener);
        if !script.payload.bytes.is_empty() {
            request = request.body(self.body);
        }
        for (name, value) in &script.headers {
            request = request.header(name.as_str(), value.as_bytes());
        }
        state.run(app, request, &script.payload).await
    }
}

impl<'a, S, B, E> IntoFuture for Fetch<'a, S>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = E>,
    B: MessageBody + 'a,
    E: Into<Error> + 'a,
{
    type Output = Result<Response, FetchError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
