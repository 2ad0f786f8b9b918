//! `cors_actix::test::Browser` before servers that get CORS wrong, written by hand, and what it remembers: cookies,
//! permissions, time.
#![deny(warnings, clippy::pedantic)]

use std::collections::BTreeSet;
use std::time::Duration;

use actix_web::body::{BodyStream, BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, Error, HttpRequest, HttpResponse, Responder, delete, get, put};
use cors_actix::test::{Body, Browser, Credentials, FetchError, Mode, Reason, Redirect, Response, ResponseType, Sent};
use cors_actix::{Cors, cors};
use futures_util::stream;

const APP: &str = "https://app.example.com";
const API: &str = "https://api.example.com";

type Headers = &'static [(&'static str, &'static str)];

/// What a server says to preflights, and to all else.
#[derive(Clone, Copy)]
struct Server {
    preflight: (u16, Headers),
    answer: (u16, Headers),
}

const NOTHING: (u16, Headers) = (200, &[]);
const SHARED: Headers = &[("access-control-allow-origin", APP)];

const fn answers(status: u16, headers: Headers) -> Server {
    Server { preflight: NOTHING, answer: (status, headers) }
}

const fn approves(status: u16, headers: Headers) -> Server {
    Server { preflight: (status, headers), answer: (200, SHARED) }
}

/// What the page asks for.
#[derive(Clone)]
struct Call {
    page: &'static str,
    request: fn() -> TestRequest,
    credentials: Credentials,
    mode: Mode,
    redirect: Redirect,
    body: Body,
}

const GET: Call = Call {
    page: APP,
    request: || TestRequest::get().uri("/items"),
    credentials: Credentials::SameOrigin,
    mode: Mode::Cors,
    redirect: Redirect::Follow,
    body: Body::Bytes,
};
const WITH_COOKIES: Call = Call { credentials: Credentials::Include, ..GET };
const PUT: Call = Call { request: || TestRequest::put().uri("/items"), ..GET };
const WITH_HEADER: Call = Call { request: || TestRequest::get().uri("/items").insert_header(("x-csrf", "1")), ..GET };
const AUTHORIZED: Call =
    Call { request: || TestRequest::get().uri("/items").insert_header(("authorization", "1")), ..GET };

/// A mistake of a server, the reason that `Browser` finds, and what it says: what is wrong, what helps, and why.
type Mistake = (&'static str, Server, Call, [&'static str; 3]);

const MISTAKES: &[Mistake] = &[
    (
        "allow-origin-missing",
        answers(200, &[]),
        GET,
        [
            "the answer does not say who may read it: there is no `Access-Control-Allow-Origin` header",
            "let the origin in where the route is declared: `origins = \"https://app.example.com\"`",
            "a page may read what another origin answers only if the answer names the origin of the page; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-missing",
        answers(200, SHARED),
        PUT,
        [
            "the answer to the preflight does not say who may read it: there is no `Access-Control-Allow-Origin` \
             header",
            "let the origin in where the route is declared: `origins = \"https://app.example.com\"`",
            "a page may read what another origin answers only if the answer names the origin of the page; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-other",
        answers(200, &[("access-control-allow-origin", "https://app.example.com/")]),
        GET,
        [
            "the answer is for another origin: `Access-Control-Allow-Origin` is `https://app.example.com/`, not \
             `https://app.example.com`",
            "let the origin in where the route is declared: `origins = \"https://app.example.com\"`",
            "the two are compared byte for byte: scheme, host and port, without a slash; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-other",
        answers(200, SHARED),
        Call { page: "null", ..GET },
        [
            "the answer is for another origin: `Access-Control-Allow-Origin` is `https://app.example.com`, not `null`",
            "serve the page from an origin of its own; a file, a sandboxed frame or a `data:` URL has none",
            "the two are compared byte for byte: scheme, host and port, without a slash; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-repeated",
        answers(200, &[("access-control-allow-origin", APP), ("access-control-allow-origin", "*")]),
        GET,
        [
            "the answer names more than one origin: `Access-Control-Allow-Origin` is `https://app.example.com, *`",
            "have one place write the header; a proxy or a second layer for CORS adds its own to that of the policy",
            "the header holds one origin, or `*`; browsers do not choose from a list; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-any",
        answers(200, &[("access-control-allow-origin", "*"), ("access-control-allow-credentials", "true")]),
        WITH_COOKIES,
        [
            "the answer is for everybody, which is not enough for a request with credentials: \
             `Access-Control-Allow-Origin` is `*`",
            "name the origin instead of `*`: `origins = \"https://app.example.com\", credentials`",
            "`*` lets every site on the web read, which nobody can want for answers that depend on who the user is; \
             https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        ],
    ),
    (
        "allow-credentials-missing",
        answers(200, SHARED),
        WITH_COOKIES,
        [
            "the answer does not allow credentials, and the request has them: there is no \
             `Access-Control-Allow-Credentials` header",
            "allow it where the route is declared: `credentials`; or send the request without",
            "an answer to a request with cookies may be about the user, so that it takes this second header to share \
             it, with the value `true` in lower case; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-credentials",
        ],
    ),
    (
        "allow-credentials-other",
        answers(200, &[("access-control-allow-origin", APP), ("access-control-allow-credentials", "True")]),
        WITH_COOKIES,
        [
            "the answer does not allow credentials: `Access-Control-Allow-Credentials` is `True`, not `true`",
            "allow it where the route is declared: `credentials`; or send the request without",
            "an answer to a request with cookies may be about the user, so that it takes this second header to share \
             it, with the value `true` in lower case; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-credentials",
        ],
    ),
    (
        "preflight-status",
        approves(401, SHARED),
        PUT,
        [
            "the answer to the preflight has the status 401, which is not a yes",
            "let the route's policy answer OPTIONS requests of this path; whatever asks for a login or limits methods \
             stands in front of it",
            "a preflight is an OPTIONS request by which the browser asks whether it may send the real one; a status \
             from 200 to 299 is part of a yes, and redirects are not followed; \
             https://fetch.spec.whatwg.org/#cors-preflight-fetch",
        ],
    ),
    (
        "preflight-status",
        approves(308, &[("access-control-allow-origin", APP), ("location", "/items/")]),
        PUT,
        [
            "the answer to the preflight has the status 308, which is not a yes",
            "answer at this URL, or have the page ask for the one that the redirect leads to",
            "a preflight is an OPTIONS request by which the browser asks whether it may send the real one; a status \
             from 200 to 299 is part of a yes, and redirects are not followed; \
             https://fetch.spec.whatwg.org/#cors-preflight-fetch",
        ],
    ),
    (
        "allow-methods-malformed",
        approves(204, &[("access-control-allow-origin", APP), ("access-control-allow-methods", "GET PUT")]),
        PUT,
        [
            "the answer to the preflight has no valid list of methods: `GET PUT` in `Access-Control-Allow-Methods` is \
             no method",
            "write names with commas: `GET, PUT`",
            "the header is a list of names with commas between them; a browser refuses all of it for one bad name; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
        ],
    ),
    (
        "allow-headers-malformed",
        approves(204, &[("access-control-allow-origin", APP), ("access-control-allow-headers", "x-csrf;x-a")]),
        WITH_HEADER,
        [
            "the answer to the preflight has no valid list of headers: `x-csrf;x-a` in `Access-Control-Allow-Headers` \
             is no name",
            "write names with commas: `content-type, x-requested-with`",
            "the header is a list of names with commas between them; a browser refuses all of it for one bad name; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
        ],
    ),
    (
        "method-not-allowed",
        approves(204, &[("access-control-allow-origin", APP), ("access-control-allow-methods", "GET, put")]),
        PUT,
        [
            "the answer to the preflight does not allow the method: `Access-Control-Allow-Methods` does not list `PUT`",
            "allow it where the route is declared: `methods(PUT)`",
            "a page of another origin may send GET, HEAD and POST without asking, and other methods only if the \
             answer lists them, in the same case; https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
        ],
    ),
    (
        "method-not-allowed",
        approves(204, &[("access-control-allow-origin", APP), ("access-control-allow-methods", "PATCH")]),
        Call {
            request: || TestRequest::default().method(Method::from_bytes(b"patch").expect("a method")).uri("/items"),
            ..GET
        },
        [
            "the answer to the preflight does not allow the method: `Access-Control-Allow-Methods` does not list \
             `patch`",
            "write the method in upper case in the page: `PATCH`",
            "a page of another origin may send GET, HEAD and POST without asking, and other methods only if the \
             answer lists them, in the same case; https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
        ],
    ),
    (
        "header-not-allowed",
        approves(204, &[("access-control-allow-origin", APP), ("access-control-allow-headers", "x-other")]),
        WITH_HEADER,
        [
            "the answer to the preflight does not allow the header: `Access-Control-Allow-Headers` does not list \
             `x-csrf`",
            "allow it where the route is declared: `headers(\"x-csrf\")`",
            "a page of another origin may send what a form could send without asking, and other headers only if the \
             answer lists them; https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
        ],
    ),
    (
        "header-not-allowed",
        approves(204, &[("access-control-allow-origin", APP), ("access-control-allow-headers", "*")]),
        AUTHORIZED,
        [
            "the answer to the preflight does not allow the header: `Access-Control-Allow-Headers` does not list \
             `authorization`, which `*` never covers",
            "allow it where the route is declared: `headers(\"authorization\")`",
            "a page of another origin may send what a form could send without asking, and other headers only if the \
             answer lists them; https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
        ],
    ),
    (
        "too-many-redirects",
        answers(302, &[("access-control-allow-origin", APP), ("location", "/items")]),
        GET,
        [
            "there is a redirect after 20 redirects",
            "look where the redirects lead; it may be in a circle",
            "browsers follow 20 redirects; https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "redirect-mode",
        answers(302, &[("access-control-allow-origin", APP), ("location", "/items")]),
        Call { redirect: Redirect::Error, ..GET },
        [
            "the answer is a redirect, which the request does not want",
            "have the page ask for the last URL, or with `redirect: \"follow\"`",
            "with the redirect mode `error` a redirect is a failure; \
             https://fetch.spec.whatwg.org/#concept-request-redirect-mode",
        ],
    ),
    (
        "location-repeated",
        answers(302, &[("access-control-allow-origin", APP), ("location", "/a"), ("location", "/b")]),
        GET,
        [
            "the answer is a redirect with more than one `Location` header",
            "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`",
            "a redirect says in one `Location` header where to go; \
             https://fetch.spec.whatwg.org/#concept-response-location-url",
        ],
    ),
    (
        "location-malformed",
        answers(302, &[("access-control-allow-origin", APP), ("location", "https://[/")]),
        GET,
        [
            "the answer is a redirect to `https://[/`, which is no URL",
            "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`",
            "a redirect says in one `Location` header where to go; \
             https://fetch.spec.whatwg.org/#concept-response-location-url",
        ],
    ),
    (
        "location-scheme",
        answers(302, &[("access-control-allow-origin", APP), ("location", "ftp://api.example.com/")]),
        GET,
        [
            "the answer is a redirect to `ftp://api.example.com/`, which is not of the web",
            "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`",
            "a redirect leads to `http:` or `https:`; https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "location-credentials",
        answers(302, &[("access-control-allow-origin", APP), ("location", "https://ada:1@api.example.com/")]),
        GET,
        [
            "the answer is a redirect with a user name or a password in it, to `https://ada:1@api.example.com/`",
            "redirect without them, and have the page send an `authorization` header",
            "a user name and a password in a redirect would be sent in the name of a page that did not choose them; \
             https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "redirected-stream",
        Server {
            preflight: (204, SHARED),
            answer: (307, &[("access-control-allow-origin", APP), ("location", "/elsewhere")]),
        },
        Call { request: || TestRequest::post().uri("/items").set_payload("a"), body: Body::Stream, ..GET },
        [
            "the answer is a redirect (307) for which the body has to be sent again, and it is a stream",
            "have the page ask for the last URL, or give it a body of another kind; or answer with 303",
            "a stream can be read only once, so that nothing is left to send again; \
             https://fetch.spec.whatwg.org/#concept-body-source",
        ],
    ),
    (
        "mode-same-origin",
        answers(200, SHARED),
        Call { mode: Mode::SameOrigin, ..GET },
        [
            "the URL is of another origin, and the mode of the request is `same-origin`",
            "have the page ask with `mode: \"cors\"`, and let its origin in",
            "with the mode `same-origin` nothing is sent to another origin; \
             https://fetch.spec.whatwg.org/#concept-request-mode",
        ],
    ),
    (
        "no-cors-redirect-mode",
        answers(200, SHARED),
        Call { mode: Mode::NoCors, redirect: Redirect::Manual, ..GET },
        [
            "the mode of the request is `no-cors`, and its redirect mode is not `follow`",
            "have the page ask with `mode: \"cors\"` or `redirect: \"follow\"`",
            "with the mode `no-cors` script may not even know whether there was a redirect; \
             https://fetch.spec.whatwg.org/#concept-request-mode",
        ],
    ),
];

#[actix_web::test]
async fn every_mistake_is_named_with_what_helps() {
    for (id, server, call, [what, help, why]) in MISTAKES {
        let blocked = ask(*server, call).await.unwrap_err();
        let page = call.page;
        let text = format!("access to `{API}/items` from `{page}` is blocked: {what}\nhelp: {help}\nnote: {why}");
        assert_eq!(blocked.to_string(), text);
        assert_eq!(blocked.id(), *id, "{text}");
        assert_eq!(blocked.reason().map(Reason::id), Some(*id), "{text}");
        assert_eq!(blocked.is_preflight(), text.contains("the answer to the preflight"), "{text}");
    }
}

/// The reasons are counted where they get their names.
#[test]
fn no_reason_is_left_out() {
    let source = include_str!("../../cors-core/src/fetch/reason.rs");
    let names = source.lines().filter_map(|line| line.trim().strip_prefix("Reason::")?.split_once(" => \""));
    let is_id = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let names = names.filter_map(|(_, name)| name.strip_suffix("\",")).filter(is_id);
    let listed: BTreeSet<_> = MISTAKES.iter().map(|(id, ..)| *id).collect();
    assert_eq!(names.collect::<BTreeSet<_>>(), listed);
}

/// Each mistake of an answer, put right: what `Browser` blocks is not blocked for another reason.
#[actix_web::test]
async fn a_good_server_is_read() {
    const ALLOWED: Headers = &[
        ("access-control-allow-origin", APP),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "PUT, patch"),
        ("access-control-allow-headers", "authorization, X-Csrf"),
    ];
    let good = Server { preflight: (204, ALLOWED), answer: (200, ALLOWED) };
    for (id, _, call, _) in MISTAKES {
        let is_of_the_page = matches!(*id, "mode-same-origin" | "no-cors-redirect-mode") || call.page == "null";
        let outcome = ask(good, call).await;
        assert_eq!(outcome.is_err(), is_of_the_page, "{id}: {outcome:?}");
    }
}

#[actix_web::test]
async fn what_is_no_matter_of_cors() {
    let forbidden = Call { request: || TestRequest::default().method(Method::TRACE).uri("/items"), ..GET };
    let error = ask(answers(200, SHARED), &forbidden).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "script may not send the method `TRACE`\nnote: https://fetch.spec.whatwg.org/#forbidden-method"
    );
    assert_eq!((error.id(), error.reason()), ("script", None));

    let away = answers(302, &[("access-control-allow-origin", APP), ("location", "https://cdn.example.com/items")]);
    let error = ask(away, &GET).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`https://cdn.example.com/items` is not of the service\n\
         help: if the service answers there, too, say so with `.alias(…)`\n\
         note: a `Browser` reaches the origin of `.api(…)` and its aliases, and nothing else"
    );
    assert_eq!((error.id(), error.reason()), ("elsewhere", None));

    let app = init_service(App::new().default_service(web::to(|| async {
        let chunks = [Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("the database is gone"))];
        HttpResponse::Ok().insert_header(SHARED[0]).body(BodyStream::new(stream::iter(chunks)))
    })));
    let error = browser(APP).fetch(&app.await, TestRequest::get().uri("/items")).await.unwrap_err();
    assert_eq!(error.to_string(), "the body of the response broke off: the database is gone");
    assert_eq!((error.id(), error.is_preflight()), ("body", false));
}

/// An answer without the header may be of no policy at all; then the origin is not what is wrong. A policy that refuses
/// says itself what is.
#[actix_web::test]
async fn what_answers_in_place_of_the_policy() {
    #[cors(origins = "https://app.example.com")]
    #[put("/items")]
    async fn edit() -> &'static str {
        "edited"
    }
    #[cors(off)]
    #[put("/metrics")]
    async fn metrics() -> &'static str {
        "up"
    }
    async fn login(_: ServiceRequest, _: Next<BoxBody>) -> Result<ServiceResponse, Error> {
        Err(ErrorUnauthorized("sign in first"))
    }
    let put = |uri| TestRequest::put().uri(uri);
    let said = |error: FetchError| {
        assert_eq!((error.id(), error.is_preflight()), ("allow-origin-missing", true), "{error}");
        error.to_string()
    };

    let app = init_service(App::new().service(edit).service(metrics)).await;
    let nowhere = said(browser(APP).fetch(&app, put("/itmes")).await.unwrap_err());
    assert!(nowhere.contains("header, and the status is 404\nhelp: no handler with a policy serves this"), "{nowhere}");
    let unserved = said(browser(APP).fetch(&app, TestRequest::delete().uri("/items")).await.unwrap_err());
    assert!(
        unserved.contains("header, and the status is 404\nhelp: no handler with a policy serves this"),
        "{unserved}"
    );
    let off = said(browser(APP).fetch(&app, put("/metrics")).await.unwrap_err());
    assert!(off.contains("; it says: this route is not shared"), "{off}");
    assert!(off.contains("\nhelp: give it a policy with `origins`"), "{off}");

    let app = init_service(App::new().service(edit).wrap(from_fn(login))).await;
    let behind = said(browser(APP).fetch(&app, put("/items")).await.unwrap_err());
    assert!(behind.contains("header, and the status is 401\nhelp: a login or a limit in front"), "{behind}");

    let cors = Cors::by_route();
    let misplaced = App::new().service(edit).wrap(from_fn(login)).wrap(cors.routes()).wrap(cors);
    let misplaced = said(browser(APP).fetch(&init_service(misplaced).await, put("/items")).await.unwrap_err());
    assert!(misplaced.contains("\nhelp: wrap `cors.routes()` next to the handlers"), "{misplaced}");
}

/// Whatever bytes a server sends, a text has its three lines.
#[actix_web::test]
async fn what_a_server_writes_is_escaped() {
    let app = init_service(App::new().default_service(web::to(|| async {
        let value = HeaderValue::from_bytes(b"https://a.example\t\xff").expect("servers may send it");
        HttpResponse::Ok().insert_header(("access-control-allow-origin", value)).finish()
    })));
    let error = browser(APP).fetch(&app.await, TestRequest::get().uri("/items")).await.unwrap_err();
    let what = r"`Access-Control-Allow-Origin` is `https://a.example\t�`, not `https://app.example.com`";
    assert!(error.to_string().lines().next().is_some_and(|line| line.ends_with(what)), "{error}");
}

async fn ask(server: Server, call: &Call) -> Result<Response, FetchError> {
    let app = App::new().default_service(web::to(move |request: HttpRequest| async move {
        let (status, headers) = if request.method() == Method::OPTIONS { server.preflight } else { server.answer };
        let mut response = HttpResponse::build(StatusCode::from_u16(status).expect("a status"));
        for header in headers {
            response.append_header(*header);
        }
        response.body("served")
    }));
    let app = init_service(app).await;
    let mut browser = browser(call.page);
    let fetch = browser.fetch(&app, (call.request)()).credentials(call.credentials).mode(call.mode);
    fetch.redirect(call.redirect).body(call.body.clone()).await
}

fn browser(page: &str) -> Browser {
    Browser::at(page).api(API)
}

#[cors(origins("https://app.example.com", "https://partner.example"), credentials)]
#[get("/cookies")]
async fn cookies(request: HttpRequest) -> impl Responder {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let mut response = HttpResponse::Ok();
    for line in request.query_string().split('&').filter(|line| !line.is_empty()) {
        response.append_header(("set-cookie", line.replace("%20", " ")));
    }
    response.body(text("cookie"))
}

#[cors(origins("https://app.example.com", "https://partner.example"), max_age = "10m")]
#[put("/items/{id}")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins = "https://app.example.com")]
#[delete("/items/{id}/now")]
async fn remove() -> impl Responder {
    "removed"
}

async fn service() -> impl Service<actix_http::Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    init_service(App::new().service(cookies).service(edit).service(remove)).await
}

async fn cookies_of<S, B>(browser: &mut Browser, app: &S, set: &str) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let request = TestRequest::get().uri(&format!("/cookies?{}", set.replace(' ', "%20")));
    let response = browser.fetch(app, request).with_credentials().await;
    response.expect("both pages may read").text().into_owned()
}

#[actix_web::test]
async fn cookies_go_by_site() {
    let app = service().await;
    let mut browser = browser(APP);
    let lines = "lax=1; SameSite=Lax&strict=2; SameSite=Strict&none=3; SameSite=None; Secure&silent=4";
    assert_eq!(cookies_of(&mut browser, &app, lines).await, "", "none yet");
    assert_eq!(cookies_of(&mut browser, &app, "").await, "lax=1; strict=2; none=3; silent=4");

    browser.visit("https://partner.example");
    assert_eq!(cookies_of(&mut browser, &app, "third=5&other=6; SameSite=None; Secure").await, "none=3");
    assert_eq!(cookies_of(&mut browser, &app, "").await, "none=3; other=6");
    assert_eq!(browser.cookie("third"), None, "another site sets nothing but SameSite=None");
    assert_eq!(browser.cookie("lax"), Some("1"));

    browser.visit(APP);
    let request = TestRequest::get().uri("/cookies");
    assert_eq!(browser.fetch(&app, request).await.expect("it is shared").text(), "", "nobody asked for credentials");
}

#[actix_web::test]
async fn cookies_that_a_browser_refuses() {
    let app = service().await;
    let mut browser = browser(APP);
    let refused =
        "a=1; SameSite=None&__Host-b=1; Secure; Path=/x&__Secure-c=1&d=1; Domain=cdn.example.com&e=1; Domain=com";
    cookies_of(&mut browser, &app, refused).await;
    assert_eq!(cookies_of(&mut browser, &app, "").await, "");
    let kept = "a=1; SameSite=None; Secure&__Host-b=1; Secure; Path=/&__Secure-c=1; Secure&d=1; Domain=example.com";
    cookies_of(&mut browser, &app, kept).await;
    assert_eq!(cookies_of(&mut browser, &app, "").await, "a=1; __Host-b=1; __Secure-c=1; d=1");
}

#[actix_web::test]
async fn cookies_have_an_age() {
    let app = service().await;
    let mut browser = browser(APP);
    cookies_of(&mut browser, &app, "a=1; Max-Age=60&b=2; Max-Age=120&c=3").await;
    browser.wait(Duration::from_secs(59));
    assert_eq!(cookies_of(&mut browser, &app, "").await, "a=1; b=2; c=3");
    browser.wait(Duration::from_secs(1));
    assert_eq!(cookies_of(&mut browser, &app, "b=; Max-Age=0").await, "b=2; c=3");
    assert_eq!(cookies_of(&mut browser, &app, "").await, "c=3");
}

#[actix_web::test]
async fn permissions_have_an_age() {
    let app = service().await;
    let put = || TestRequest::put().uri("/items/1");
    for (mut browser, lasts) in [(browser(APP), 600), (browser(APP).preflight_limit(Duration::from_secs(60)), 60)] {
        browser.fetch(&app, put()).await.expect("it may");
        browser.wait(Duration::from_secs(lasts - 1));
        browser.fetch(&app, put()).await.expect("it may");
        assert_eq!(browser.take_requests(), ["preflight for PUT /items/1", "PUT /items/1", "PUT /items/1"], "{lasts}");
        browser.wait(Duration::from_secs(1));
        browser.fetch(&app, put()).await.expect("it may");
        assert_eq!(browser.take_requests(), ["preflight for PUT /items/1", "PUT /items/1"], "{lasts}");
    }

    // Five seconds where the policy says nothing.
    let mut browser = browser(APP);
    for wait in [0, 4, 1] {
        browser.wait(Duration::from_secs(wait));
        browser.fetch(&app, TestRequest::delete().uri("/items/1/now")).await.expect("it may");
    }
    let sent = ["preflight for DELETE /items/1/now", "DELETE /items/1/now", "DELETE /items/1/now"];
    assert_eq!(browser.requests()[..3], sent);
    assert_eq!(browser.requests()[3..], ["preflight for DELETE /items/1/now", "DELETE /items/1/now"]);
}

#[actix_web::test]
async fn permissions_are_of_one_page_and_one_url() {
    let app = service().await;
    let mut browser = browser(APP);
    for (page, path, asks) in [
        (APP, "/items/1", true),
        (APP, "/items/2", true),
        ("https://partner.example", "/items/1", true),
        (APP, "/items/1", false),
        ("https://partner.example", "/items/1", false),
    ] {
        browser.visit(page);
        browser.fetch(&app, TestRequest::put().uri(path)).await.expect("it may");
        let sent = browser.take_requests();
        assert_eq!(sent.iter().any(Sent::is_preflight), asks, "{page} {path}: {sent:?}");
        assert_eq!(sent.last().expect("it is sent").header("origin").as_deref(), Some(page));
    }
}

#[actix_web::test]
async fn what_is_not_read_is_not_there() {
    let server = answers(200, &[("access-control-allow-origin", APP), ("x-internal", "1")]);
    let response = ask(server, &GET).await.expect("it is shared");
    assert_eq!((response.header("x-internal"), response.header("content-length")), (None, Some("6")));

    let opaque = ask(server, &Call { mode: Mode::NoCors, ..GET }).await.expect("it is sent");
    assert_eq!((opaque.status(), opaque.response_type(), &*opaque.text()), (0, ResponseType::Opaque, ""));
    assert_eq!((opaque.url(), opaque.headers().count()), (None, 0));
}
