//! `Fetch`: one call of script, from the first exchange to the last.

use std::future::IntoFuture;
use std::pin::Pin;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use cors_fetch::{Body, Credentials, Mode, Redirect, Step, TypeError};

use super::asked::Asked;
use super::browser::Browser;
use super::error::FetchError;
use super::response::Response;

/// A call that script on a page makes. It starts when it is awaited.
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
    browser: &'a mut Browser,
    app: &'a S,
    request: TestRequest,
    credentials: Credentials,
    mode: Mode,
    redirect: Redirect,
    body: Body,
    upload_listener: bool,
}

impl<'a, S> Fetch<'a, S> {
    pub(super) fn new(browser: &'a mut Browser, app: &'a S, request: TestRequest) -> Self {
        Fetch {
            browser,
            app,
            request,
            credentials: Credentials::default(),
            mode: Mode::default(),
            redirect: Redirect::default(),
            body: Body::Bytes,
            upload_listener: false,
        }
    }

    /// With cookies: `credentials: "include"`, or `withCredentials` of an `XMLHttpRequest`.
    pub fn with_credentials(self) -> Self {
        self.credentials(Credentials::Include)
    }

    /// The credentials mode, which is `same-origin` where nothing is said.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The mode, which is `cors` where nothing is said.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The redirect mode, which is `follow` where nothing is said.
    pub fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    /// What script gives for a body, whose bytes are those of the request: a string and a form bring a content type of
    /// their own where the request sets none, and a stream needs a preflight. They are [`Body::Bytes`] where nothing is
    /// said, without a type.
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Script listens to the progress of the upload (`xhr.upload`), so that a preflight is needed.
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
        let Fetch { browser, app, .. } = self;
        let asked = Asked::read(self.request, self.body).await;
        let url = browser.api.join(&asked.uri).map_err(|error| TypeError::Url { url: asked.uri.clone(), error })?;
        let mut request = cors_fetch::Request::new(&browser.page, url.to_string())
            .method(asked.method.as_str())
            .credentials(self.credentials)
            .mode(self.mode)
            .redirect(self.redirect)
            .upload_listener(self.upload_listener);
        if !asked.bytes.is_empty() {
            request = request.body(asked.body.clone());
        }
        for (name, value) in &asked.headers {
            request = request.header(name.as_str(), value.as_bytes());
        }
        let mut step = request.start(&browser.permissions, browser.now)?;
        let mut body = Ok(Bytes::new());
        loop {
            let is_preflight = matches!(step, Step::Preflight(_));
            step = match step {
                Step::Preflight(exchange) | Step::Send(exchange) => {
                    let response;
                    (response, body) = browser.carry(app, &asked, &exchange, is_preflight).await?;
                    exchange.answer(&response, &mut browser.permissions, browser.now)
                }
                Step::Done(Ok(response)) => return Response::new(response, body),
                Step::Done(Err(blocked)) => return Err(blocked.with_text(&body.unwrap_or_default()).into()),
            };
        }
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
