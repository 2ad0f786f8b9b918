//! Middleware that other crates and actix-web bring along, inside of a `Cors`: alone and all at once, around an application,
//! a scope and a resource.
//!
//! actix-governor is not among them, because its license (GPL-3.0) is not one that this workspace takes; [`Limit`] asks of the
//! service inside what it asks, a future that is `Unpin`. Neither is actix-limitation, which needs a Redis.

use std::cell::Cell;
use std::fs;
use std::future::{Future, Ready, ready};
use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll, ready as poll_ready};

use actix_files::Files;
use actix_http::Request;
use actix_identity::{Identity, IdentityMiddleware};
use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::body::{MessageBody, to_bytes};
use actix_web::cookie::Key;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::{
    Compress, Condition, DefaultHeaders, ErrorHandlerResponse, ErrorHandlers, Logger, Next, NormalizePath, from_fn,
};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpMessage as _, HttpRequest, HttpResponse, Responder, post, put, web};
use actix_web_httpauth::extractors::bearer::BearerAuth;
use actix_web_httpauth::middleware::HttpAuthentication;
use cors_actix::{Cors, Policy, cors, policy};
use cors_tests::ask::authenticate;
use cors_tests::directory::Directory;
use flate2::read::GzDecoder;
use tracing_actix_web::TracingLogger;

const APP: &str = "https://app.example.com";
const ADMIN: &str = "https://admin.example";
const EVIL: &str = "https://evil.test";
const TOKEN: (&str, &str) = ("authorization", "Bearer x");
const CROSS_SITE: (&str, &str) = ("sec-fetch-site", "cross-site");

static WIDE: Policy = policy!(origins("https://app.example.com", "https://b.example"), credentials, expose("x-wide"));

thread_local! {
    static RUNS: Cell<u32> = const { Cell::new(0) };
}

fn ran() {
    RUNS.set(RUNS.get() + 1);
}

#[cors(origins("https://admin.example", "https://b.example"), headers("authorization"), credentials)]
#[put("/items/{id}")]
async fn edit(id: web::Path<u32>, body: String) -> impl Responder {
    ran();
    format!("{id}: {body}")
}

#[cors(origins("https://admin.example", "https://b.example"), credentials)]
#[post("/visits")]
async fn visit(session: Session) -> Result<impl Responder, Error> {
    ran();
    let visits = session.get::<u32>("visits")?.unwrap_or_default() + 1;
    session.insert("visits", visits)?;
    Ok(visits.to_string())
}

#[cors(origins("https://admin.example", "https://b.example"), credentials)]
#[post("/login")]
async fn login(request: HttpRequest, known: Option<Identity>) -> Result<impl Responder, Error> {
    ran();
    match known {
        Some(identity) => Ok(identity.id()?),
        None => {
            Identity::login(&request.extensions(), "ada".to_owned())?;
            Ok("welcome".to_owned())
        }
    }
}

async fn plain(body: String) -> impl Responder {
    ran();
    format!("plain: {body}")
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn shared(&self) -> (u16, Option<&str>) {
        (self.status, self.header("access-control-allow-origin"))
    }

    /// What a client sends back.
    fn cookie(&self) -> String {
        self.header("set-cookie").and_then(|line| line.split(';').next()).unwrap_or_default().to_owned()
    }
}

async fn ask<S, B>(app: &S, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    RUNS.set(0);
    let request = TestRequest::with_uri(path).method(method.parse().unwrap()).set_payload("the body");
    let request = request.peer_addr("127.0.0.1:1".parse().unwrap());
    let request = headers.iter().fold(request, |request, header| request.append_header(*header));
    match app.call(request.to_request()).await {
        Ok(response) => read(response.into_parts().1).await,
        // What the server makes of an error that nobody has caught.
        Err(error) => read(error.error_response()).await,
    }
}

async fn read<B: MessageBody>(response: HttpResponse<B>) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.ok().unwrap_or_default();
    let mut text = String::new();
    let is_gzip = headers.get("content-encoding").is_some_and(|encoding| encoding == "gzip");
    let mut body: Box<dyn Read> = if is_gzip { Box::new(GzDecoder::new(&*body)) } else { Box::new(&*body) };
    body.read_to_string(&mut text).unwrap();
    Answer { status, headers, text }
}

fn routes(config: &mut web::ServiceConfig) {
    config.service(edit).route("/plain", web::post().to(plain));
}

/// What holds with whatever is between a `Cors` and a router. `is_guarded`: there is a login.
async fn check<S, B>(app: &S, prefix: &str, is_guarded: bool, what: &str)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    check_plain(app, &format!("{prefix}/plain"), is_guarded, what).await;
    let path = &format!("{prefix}/items/7");
    let what = format!("{what}, {path}");
    let lines = [("origin", ADMIN), ("access-control-request-method", "PUT")];
    let preflight = ask(app, "OPTIONS", path, &lines).await;
    assert_eq!((preflight.shared(), RUNS.get()), ((204, Some(ADMIN)), 0), "{what}");
    assert_eq!(preflight.header("access-control-allow-methods"), Some("PUT"), "{what}");
    assert_eq!(preflight.header("access-control-allow-headers"), Some("authorization"), "{what}");

    let sent = [("origin", ADMIN), CROSS_SITE, ("accept-encoding", "gzip")];
    let edited = ask(app, "PUT", path, &[&sent[..], &[TOKEN]].concat()).await;
    assert_eq!((edited.shared(), RUNS.get()), ((200, Some(ADMIN)), 1), "{what}");
    assert_eq!((edited.text.as_str(), edited.header("access-control-expose-headers")), ("7: the body", None), "{what}");
    if is_guarded {
        let stranger = ask(app, "PUT", path, &sent).await;
        assert_eq!((stranger.shared(), RUNS.get()), ((401, Some(ADMIN)), 0), "{what}");
        assert_eq!(stranger.header("access-control-allow-credentials"), Some("true"), "{what}");
    }
    // The default admits this origin, the handler does not.
    for origin in [EVIL, APP] {
        let refused = ask(app, "PUT", path, &[("origin", origin), CROSS_SITE, TOKEN]).await;
        assert_eq!((refused.shared(), RUNS.get()), ((403, None), 0), "{what} from {origin}");
    }
    let nowhere = ask(app, "GET", &format!("{prefix}/nowhere"), &[("origin", APP), TOKEN]).await;
    assert_eq!(nowhere.shared(), (404, Some(APP)), "{what}");
}

/// The same for a handler that has the policy of the `Cors`.
async fn check_plain<S, B>(app: &S, path: &str, is_guarded: bool, what: &str)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let lines = [("origin", APP), ("access-control-request-method", "POST")];
    let preflight = ask(app, "OPTIONS", path, &lines).await;
    assert_eq!((preflight.shared(), RUNS.get()), ((204, Some(APP)), 0), "{what}, {path}");
    let sent = [("origin", APP), CROSS_SITE, ("accept-encoding", "gzip")];
    let posted = ask(app, "POST", path, &[&sent[..], &[TOKEN]].concat()).await;
    assert_eq!((posted.shared(), RUNS.get()), ((200, Some(APP)), 1), "{what}, {path}");
    assert_eq!(posted.text, "plain: the body", "{what}, {path}");
    assert_eq!(posted.header("access-control-expose-headers"), Some("x-wide"), "{what}, {path}");
    if is_guarded {
        let stranger = ask(app, "POST", path, &sent).await;
        assert_eq!((stranger.shared(), RUNS.get()), ((401, Some(APP)), 0), "{what}, {path}");
    }
    for origin in [EVIL, ADMIN] {
        let refused = ask(app, "POST", path, &[("origin", origin), CROSS_SITE, TOKEN]).await;
        assert_eq!((refused.shared(), RUNS.get()), ((403, None), 0), "{what}, {path} from {origin}");
    }
}

/// Checks a middleware on an `App`, a `Scope` and a `Resource`, given inline and by a variable.
macro_rules! check {
    ($is_guarded:literal, $($around:tt)*) => {{
        let what = stringify!($($around)*);
        let app = App::new().configure(routes).wrap(Cors::new(&WIDE)$($around)*);
        check(&init_service(app).await, "", $is_guarded, what).await;
        let cors = Cors::new(&WIDE)$($around)*;
        let app = App::new().service(web::scope("/scope").configure(routes).wrap(cors));
        check(&init_service(app).await, "/scope", $is_guarded, what).await;
        let resource = web::resource("/plain").route(web::post().to(plain)).wrap(Cors::new(&WIDE)$($around)*);
        check_plain(&init_service(App::new().service(resource)).await, "/plain", $is_guarded, what).await;
    }};
}

async fn validate(request: ServiceRequest, _: BearerAuth) -> Result<ServiceRequest, (Error, ServiceRequest)> {
    Ok(request)
}

/// A login that answers by itself, where [`authenticate`] fails.
async fn answers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    Ok(request.into_response(HttpResponse::Unauthorized().finish()))
}

/// Makes another response of a 404.
#[expect(clippy::unnecessary_wraps, reason = "as `ErrorHandlers` asks for it")]
fn rebuild<B: MessageBody + 'static>(response: ServiceResponse<B>) -> actix_web::Result<ErrorHandlerResponse<B>> {
    let request = response.into_parts().0;
    let response = ServiceResponse::new(request, HttpResponse::NotFound().body("nothing here"));
    Ok(ErrorHandlerResponse::Response(response.map_into_right_body()))
}

fn error_handlers<B: MessageBody + 'static>() -> ErrorHandlers<B> {
    ErrorHandlers::new().handler(StatusCode::NOT_FOUND, rebuild)
}

fn sessions() -> SessionMiddleware<CookieSessionStore> {
    SessionMiddleware::new(CookieSessionStore::default(), Key::from(&[0; 64]))
}

/// Asks for a service whose future is `Unpin`, as actix-governor does, and says how much is left.
struct Limit;

struct LimitService<S>(S);

struct LimitFuture<F>(F);

impl<S, B> Transform<S, ServiceRequest> for Limit
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: Unpin,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = LimitService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(LimitService(service)))
    }
}

impl<S, B> Service<ServiceRequest> for LimitService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: Unpin,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = LimitFuture<S::Future>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        LimitFuture(self.0.call(request))
    }
}

impl<F, B> Future for LimitFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>> + Unpin,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut response = poll_ready!(Pin::new(&mut self.0).poll(context))?;
        let name = HeaderName::from_static("x-ratelimit-remaining");
        response.headers_mut().insert(name, HeaderValue::from_static("9"));
        Poll::Ready(Ok(response))
    }
}

#[actix_web::test]
async fn each_alone() {
    check!(true, .around(HttpAuthentication::bearer(validate)));
    check!(true, .around(from_fn(authenticate)));
    check!(true, .around(from_fn(answers)));
    check!(false, .around(Logger::default()));
    check!(false, .around(Compress::default()));
    check!(true, .around(Condition::new(true, HttpAuthentication::bearer(validate))));
    check!(false, .around(Condition::new(false, HttpAuthentication::bearer(validate))));
    check!(false, .around(error_handlers()));
    check!(false, .around(DefaultHeaders::new().add(("vary", "accept-language"))));
    check!(false, .around(NormalizePath::trim()));
    check!(false, .around(sessions()));
    check!(false, .around(IdentityMiddleware::default()).around(sessions()));
    check!(false, .around(Limit));
    check!(false, .around(TracingLogger::default()));
}

#[actix_web::test]
async fn all_at_once() {
    check!(true,
        .around(Limit)
        .around(from_fn(authenticate))
        .around(HttpAuthentication::bearer(validate))
        .around(NormalizePath::trim())
        .around(error_handlers())
        .around(DefaultHeaders::new().add(("x-extra", "1")))
        .around(IdentityMiddleware::default())
        .around(sessions())
        .around(TracingLogger::default())
        .around(Condition::new(true, Logger::default()))
        .around(Compress::default()));
}

/// Without a policy for the rest.
#[actix_web::test]
async fn all_at_once_by_route() {
    let cors = Cors::by_route()
        .around(Limit)
        .around(HttpAuthentication::bearer(validate))
        .around(error_handlers())
        .around(sessions())
        .around(Compress::default());
    let app = init_service(App::new().configure(routes).wrap(cors)).await;
    let lines = [("origin", ADMIN), ("access-control-request-method", "PUT")];
    assert_eq!(ask(&app, "OPTIONS", "/items/7", &lines).await.shared(), (204, Some(ADMIN)));
    assert_eq!(ask(&app, "OPTIONS", "/plain", &lines).await.shared(), (403, None));
    for (headers, shared) in [(&[][..], (401, Some(ADMIN))), (&[TOKEN], (200, Some(ADMIN)))] {
        let answer = ask(&app, "PUT", "/items/7", &[&[("origin", ADMIN), CROSS_SITE], headers].concat()).await;
        assert_eq!(answer.shared(), shared);
    }
    let refused = ask(&app, "PUT", "/items/7", &[("origin", EVIL), CROSS_SITE, TOKEN]).await;
    assert_eq!((refused.shared(), RUNS.get()), ((403, None), 0));
    // No policy, no headers, and no protection.
    assert_eq!(ask(&app, "POST", "/plain", &[("origin", EVIL), CROSS_SITE, TOKEN]).await.shared(), (200, None));
}

/// What middleware writes is there, beside the headers of the policy.
#[actix_web::test]
async fn they_do_what_they_are_for() {
    let cors = Cors::new(&WIDE)
        .around(Limit)
        .around(IdentityMiddleware::default())
        .around(sessions())
        .around(error_handlers())
        .around(DefaultHeaders::new().add(("x-extra", "1")))
        .around(Compress::default());
    let app = init_service(App::new().service((edit, visit, login)).wrap(cors)).await;
    let from_admin = [("origin", ADMIN), CROSS_SITE, ("accept-encoding", "gzip")];

    let edited = ask(&app, "PUT", "/items/7", &from_admin).await;
    for (name, value) in [
        ("x-ratelimit-remaining", "9"),
        ("x-extra", "1"),
        ("content-encoding", "gzip"),
        ("access-control-allow-credentials", "true"),
    ] {
        assert_eq!(edited.header(name), Some(value), "{name}");
    }
    let vary = edited.headers.get_all("vary").map(|line| line.to_str().unwrap().to_ascii_lowercase());
    let mut vary: Vec<_> = vary.flat_map(|line| line.split(", ").map(str::to_owned).collect::<Vec<_>>()).collect();
    vary.sort_unstable();
    assert_eq!(vary, ["accept-encoding", "origin"]);

    let first = ask(&app, "POST", "/visits", &from_admin).await;
    assert_eq!((first.shared(), first.text.as_str()), ((200, Some(ADMIN)), "1"));
    let second = ask(&app, "POST", "/visits", &[&from_admin[..], &[("cookie", &first.cookie())]].concat()).await;
    assert_eq!((second.shared(), second.text.as_str()), ((200, Some(ADMIN)), "2"), "{first:?}");

    let first = ask(&app, "POST", "/login", &from_admin).await;
    assert_eq!((first.shared(), first.text.as_str()), ((200, Some(ADMIN)), "welcome"));
    let second = ask(&app, "POST", "/login", &[&from_admin[..], &[("cookie", &first.cookie())]].concat()).await;
    assert_eq!((second.shared(), second.text.as_str()), ((200, Some(ADMIN)), "ada"), "{first:?}");
    // Another site's form has the cookie, if it is `SameSite=None`, and gets nothing.
    let forged = [("origin", EVIL), CROSS_SITE, ("cookie", &*first.cookie())];
    let forged = ask(&app, "POST", "/login", &forged).await;
    assert_eq!((forged.shared(), RUNS.get(), forged.cookie()), ((403, None), 0, String::new()));

    let nowhere = ask(&app, "GET", "/nowhere", &[("origin", APP)]).await;
    assert_eq!((nowhere.shared(), nowhere.text.as_str()), ((404, Some(APP)), "nothing here"));
}

/// Sessions, identities and spans further out see a preflight, too, and take no harm.
#[actix_web::test]
async fn further_out() {
    let app = App::new()
        .service((edit, visit))
        .route("/plain", web::post().to(plain))
        .wrap(Cors::new(&WIDE).around(HttpAuthentication::bearer(validate)))
        .wrap(IdentityMiddleware::default())
        .wrap(sessions())
        .wrap(TracingLogger::default())
        .wrap(Logger::default())
        .wrap(Compress::default());
    let app = init_service(app).await;
    check(&app, "", true, "further out").await;
    let visited = ask(&app, "POST", "/visits", &[("origin", ADMIN), CROSS_SITE, TOKEN]).await;
    assert_eq!((visited.shared(), visited.cookie().is_empty()), ((200, Some(ADMIN)), false));
}

/// Preflights skip `around`, so what changes paths has to be wrapped outside.
#[actix_web::test]
async fn paths_are_normalized_outside() {
    let lines = [("origin", ADMIN), ("access-control-request-method", "PUT")];
    let put = [("origin", ADMIN), CROSS_SITE];
    let outside = App::new().configure(routes).wrap(Cors::new(&WIDE)).wrap(NormalizePath::trim());
    let outside = init_service(outside).await;
    assert_eq!(ask(&outside, "OPTIONS", "/items/7/", &lines).await.shared(), (204, Some(ADMIN)));
    assert_eq!(ask(&outside, "PUT", "/items/7/", &put).await.shared(), (200, Some(ADMIN)));
    let inside = App::new().configure(routes).wrap(Cors::new(&WIDE).around(NormalizePath::trim()));
    let inside = init_service(inside).await;
    assert_eq!(ask(&inside, "OPTIONS", "/items/7/", &lines).await.shared(), (403, None), "a limit");
    assert_eq!(ask(&inside, "PUT", "/items/7/", &put).await.shared(), (200, Some(ADMIN)), "decided by the route");
    let refused = ask(&inside, "PUT", "/items/7/", &[("origin", EVIL), CROSS_SITE]).await;
    assert_eq!((refused.shared(), RUNS.get()), ((403, None), 0));
}

/// Files are a service without routes.
#[actix_web::test]
async fn files() {
    let directory = Directory::create("neighbours").unwrap();
    fs::write(directory.0.join("page.txt"), "a page").unwrap();
    let files = || Files::new("/static", &directory.0);
    let app = App::new().service(files()).wrap(Cors::new(&WIDE));
    check_files(&init_service(app).await).await;
    let app = App::new().service(files()).wrap(Cors::new(&WIDE).around(Compress::default()));
    check_files(&init_service(app).await).await;
}

async fn check_files<S, B>(app: &S)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let lines = [("origin", APP), ("access-control-request-method", "GET")];
    assert_eq!(ask(app, "OPTIONS", "/static/page.txt", &lines).await.shared(), (204, Some(APP)));
    let page = ask(app, "GET", "/static/page.txt", &[("origin", APP)]).await;
    assert_eq!((page.shared(), page.text.as_str()), ((200, Some(APP)), "a page"));
    let etag = page.header("etag").unwrap();
    let unchanged = ask(app, "GET", "/static/page.txt", &[("origin", APP), ("if-none-match", etag)]).await;
    assert_eq!(unchanged.shared(), (304, Some(APP)));
    let part = ask(app, "GET", "/static/page.txt", &[("origin", APP), ("range", "bytes=2-5")]).await;
    assert_eq!((part.shared(), part.text.as_str()), ((206, Some(APP)), "page"));
    assert_eq!(ask(app, "GET", "/static/none.txt", &[("origin", APP)]).await.shared(), (404, Some(APP)));
    assert_eq!(ask(app, "GET", "/static/page.txt", &[("origin", EVIL), CROSS_SITE]).await.shared(), (200, None));
    assert_eq!(ask(app, "POST", "/static/page.txt", &[("origin", APP), CROSS_SITE]).await.shared(), (405, Some(APP)));
    assert_eq!(ask(app, "POST", "/static/page.txt", &[("origin", EVIL), CROSS_SITE]).await.shared(), (403, None));
}
