//! `cors_actix::test::Browser` before servers that get CORS wrong, written by hand, and what it remembers: cookies,
//! permissions, time.
#![deny(warnings, clippy::pedantic)]

mod answers;
mod chromium;
mod forms;
mod mistakes;
mod remembered;

use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpRequest, HttpResponse, web};
use cors_actix::test::{Body, Browser, Credentials, FetchError, Mode, Redirect, Response};
use cors_tests::ask::APP;

const API: &str = "https://api.example.com";

type Headers = &'static [(&'static str, &'static str)];

/// What a server says to preflights, and to all else.
#[derive(Clone, Copy)]
struct Server {
    preflight: (u16, Headers),
    answer: (u16, Headers),
}

const NOTHING: (u16, Headers) = (200, &[]);
const TO_APP: (&str, &str) = ("access-control-allow-origin", APP);
const SHARED: Headers = &[TO_APP];

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
