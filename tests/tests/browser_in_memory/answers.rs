//! Answers that are no mistake of a server alone: of nobody's policy, of somebody else, or not to be read.

use actix_web::body::{BodyStream, BoxBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, Error, HttpResponse, put};
use cors_actix::cors;
use cors_actix::test::{FetchError, Mode, ResponseType};
use cors_tests::ask::APP;
use futures_util::stream;

use crate::{Call, GET, SHARED, TO_APP, answers, ask, browser};

#[actix_web::test]
async fn what_is_no_matter_of_cors() {
    let forbidden = Call { request: || TestRequest::default().method(Method::TRACE).uri("/items"), ..GET };
    let error = ask(answers(200, SHARED), &forbidden).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "browsers do not let scripts send `TRACE`\nnote: https://fetch.spec.whatwg.org/#forbidden-method"
    );
    assert_eq!((error.id(), error.reason()), ("script", None));
    assert_eq!(format!("{error:?}"), format!("\n{error}"), "as a failing test prints it");

    let away = answers(302, &[TO_APP, ("location", "https://cdn.example.com/items")]);
    let error = ask(away, &GET).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`https://cdn.example.com/items` does not belong to the service\n\
         help: if the service answers there too, add its origin with `.alias(…)`\n\
         note: a `Browser` reaches only the origin of `.api(…)` and its aliases"
    );
    assert_eq!((error.id(), error.reason()), ("unknown-origin", None));

    let app = init_service(App::new().default_service(web::to(|| async {
        let chunks = [Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("the database is gone"))];
        HttpResponse::Ok().insert_header(SHARED[0]).body(BodyStream::new(stream::iter(chunks)))
    })));
    let error = browser(APP).fetch(&app.await, TestRequest::get().uri("/items")).await.unwrap_err();
    assert_eq!(error.to_string(), "the body of the response ended too early: the database is gone");
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
    assert!(
        nowhere.contains("header; its status is 404\nhelp: register a handler with a policy for this"),
        "{nowhere}"
    );
    let unserved = said(browser(APP).fetch(&app, TestRequest::delete().uri("/items")).await.unwrap_err());
    assert!(
        unserved.contains("header; its status is 404\nhelp: register a handler with a policy for this"),
        "{unserved}"
    );
    let off = said(browser(APP).fetch(&app, put("/metrics")).await.unwrap_err());
    assert!(off.contains("; the server says: CORS is off for this route"), "{off}");
    assert!(off.contains("\nhelp: replace `off` with `origins"), "{off}");

    let app = init_service(App::new().service(edit).wrap(from_fn(login))).await;
    let behind = said(browser(APP).fetch(&app, put("/items")).await.unwrap_err());
    assert!(behind.contains("header; its status is 401\nhelp: a login or rate limit in front"), "{behind}");
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

#[actix_web::test]
async fn what_is_not_read_is_not_there() {
    let server = answers(200, &[TO_APP, ("x-internal", "1")]);
    let response = ask(server, &GET).await.expect("it is shared");
    assert_eq!((response.header("x-internal"), response.header("content-length")), (None, Some("6")));

    let opaque = ask(server, &Call { mode: Mode::NoCors, ..GET }).await.expect("it is sent");
    assert_eq!((opaque.status(), opaque.response_type(), &*opaque.text()), (0, ResponseType::Opaque, ""));
    assert_eq!((opaque.url(), opaque.headers().count()), (None, 0));
}
