//! Navigations: forms, links, and URLs that the user enters. What the service gets of them, and which cookies they
//! carry.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Bytes, Query};
use actix_web::{App, Error, HttpRequest, HttpResponse};
use cors_actix::test::{Body, Browser, Form, FormEncoding, Mode, ResponseType};
use cors_tests::ask::APP;

use crate::{API, browser};

const EVIL: &str = "https://evil.example";

/// Redirects to `to` with `status`, or answers with the header lines that count, the body in the last line.
async fn service() -> impl Service<actix_http::Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    #[derive(serde::Deserialize)]
    struct Redirect {
        to: String,
        status: u16,
    }
    init_service(App::new().default_service(web::to(async |request: HttpRequest, body: Bytes| {
        if let Ok(Query(Redirect { to, status })) = Query::from_query(request.query_string()) {
            return HttpResponse::build(status.try_into().expect("a status")).insert_header(("location", to)).finish();
        }
        let line = |name: &str| {
            let values = request.headers().get_all(name).map(|value| value.to_str().unwrap_or_default());
            Some(values.collect::<Vec<_>>().join("|")).filter(|value| !value.is_empty())
        };
        let names = ["host", "origin", "cookie", "content-type", "content-length", "x-a"];
        let lines = names.iter().filter_map(|name| Some(format!("{name}: {}\n", line(name)?)));
        let metadata: Vec<_> =
            ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"].map(line).into_iter().flatten().collect();
        let text = format!("{} {}\n{}", request.method(), metadata.join(" "), lines.collect::<String>());
        HttpResponse::Ok().body([text.as_bytes(), &body].concat())
    })))
    .await
}

#[actix_web::test]
async fn forms_are_sent_without_asking() {
    let app = service().await;
    let form = Form::post("/transfer").field("to", "eve & co").field("amount", "9");
    let head = "POST cross-site navigate document\nhost: api.example.com\norigin: https://evil.example\n";
    for (encoding, expected) in [
        (
            FormEncoding::UrlEncoded,
            "content-type: application/x-www-form-urlencoded\ncontent-length: 22\nto=eve+%26+co&amount=9",
        ),
        (FormEncoding::Text, "content-type: text/plain\ncontent-length: 23\nto=eve & co\r\namount=9\r\n"),
        (
            FormEncoding::Multipart,
            "content-type: multipart/form-data; boundary=----boundary\ncontent-length: 157\n\
             ------boundary\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\neve & co\r\n\
             ------boundary\r\nContent-Disposition: form-data; name=\"amount\"\r\n\r\n9\r\n------boundary--\r\n",
        ),
    ] {
        let mut evil = browser(EVIL);
        let response = evil.submit_form(&app, &form.clone().encoding(encoding)).await.expect("it is sent");
        let expected = format!("{head}{expected}");
        assert_eq!(response.text(), expected);
        assert_eq!((response.status(), response.response_type()), (200, ResponseType::Basic));
        assert_eq!(evil.requests(), ["POST /transfer"]);
    }
}

#[actix_web::test]
async fn requests_say_where_they_come_from() {
    let app = service().await;
    let form = Form::post("/a");
    for (page, api, expected) in [
        (API, API, "POST same-origin navigate document"),
        (APP, API, "POST same-site navigate document"),
        (EVIL, API, "POST cross-site navigate document"),
        ("null", API, "POST cross-site navigate document"),
        ("http://localhost:3000", "http://localhost:8080", "POST same-site navigate document"),
        ("http://app.example.com", "http://api.example.com", "POST "),
    ] {
        let response = Browser::at(page).api(api).submit_form(&app, &form).await.expect("it is sent");
        assert_eq!(response.text().lines().next(), Some(expected), "{page} {api}");
    }

    let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let opened = browser(EVIL).open(&app, "/a").await.expect("it is sent");
    assert_eq!(first_line(&opened.text()), "GET none navigate document");
    let mut evil = browser(EVIL);
    let link = evil.fetch(&app, TestRequest::get().uri("/a").insert_header(("x-a", "1"))).mode(Mode::Navigate);
    let linked = link.await.expect("it is sent");
    assert_eq!(linked.text(), "GET cross-site navigate document\nhost: api.example.com\n", "scripts set no headers");
    let own = browser(API).fetch(&app, TestRequest::put().uri("/a")).await.expect("it is the own origin");
    assert_eq!(first_line(&own.text()), "PUT same-origin cors empty");
    let blind = TestRequest::post().uri("/a").set_payload("a");
    evil.take_requests();
    evil.fetch(&app, blind).mode(Mode::NoCors).body(Body::Text).await.expect("it is sent");
    assert_eq!(evil.requests()[0].header("sec-fetch-mode").as_deref(), Some("no-cors"));
    assert_eq!(evil.requests()[0].header("sec-fetch-site").as_deref(), Some("cross-site"));
    // The preflight as well.
    assert!(evil.fetch(&app, TestRequest::put().uri("/a")).await.is_err());
    assert_eq!(evil.requests()[1].header("sec-fetch-site").as_deref(), Some("cross-site"));
}

#[actix_web::test]
async fn redirects_keep_where_they_come_from() {
    let app = service().await;
    let there_and_back = format!("https://cdn.example.net/?status=307&to={API}/b");
    let form = Form::post(format!("/a?status=307&to={}", there_and_back.replace('&', "%26")));
    let mut own = browser(API).alias("https://cdn.example.net");
    let response = own.submit_form(&app, &form.clone().field("a", "1")).await.expect("it is sent");
    let expected = "POST cross-site navigate document\nhost: api.example.com\norigin: null\n\
                    content-type: application/x-www-form-urlencoded\ncontent-length: 3\na=1";
    assert_eq!(response.text(), expected);
    let sites: Vec<_> = own.requests().iter().filter_map(|request| request.header("sec-fetch-site")).collect();
    assert_eq!(sites, ["same-origin", "cross-site", "cross-site"]);
    let hosts: Vec<_> = own.requests().iter().filter_map(|request| request.header("host")).collect();
    assert_eq!(hosts, ["api.example.com", "cdn.example.net", "api.example.com"]);

    let done = Form::post("/a?status=303&to=/done");
    let response = own.submit_form(&app, &done).await.expect("it is sent");
    assert_eq!(response.text(), "GET same-origin navigate document\nhost: api.example.com\n");
    assert!(response.is_redirected());
}

#[actix_web::test]
async fn cookies_of_navigations() {
    let app = service().await;
    let cookies = async |browser: &mut Browser, method: Method| {
        let response = match method {
            Method::POST => browser.submit_form(&app, &Form::post("/a")).await,
            _ => browser.fetch(&app, TestRequest::get().uri("/a")).mode(Mode::Navigate).await,
        };
        let text = response.expect("it is sent").text().into_owned();
        text.lines().find_map(|line| line.strip_prefix("cookie: ")).unwrap_or_default().to_owned()
    };
    let mut browser = browser(EVIL);
    for cookie in ["lax=1; SameSite=Lax", "strict=2; SameSite=Strict", "none=3; SameSite=None; Secure", "silent=4"] {
        browser.set_cookie(cookie);
    }
    assert_eq!(cookies(&mut browser, Method::POST).await, "none=3");
    assert_eq!(cookies(&mut browser, Method::GET).await, "lax=1; none=3; silent=4");
    let opened = browser.open(&app, "/a").await.expect("it is sent");
    assert!(opened.text().contains("\ncookie: lax=1; strict=2; none=3; silent=4\n"), "{}", opened.text());
    browser.visit(APP);
    assert_eq!(cookies(&mut browser, Method::POST).await, "lax=1; strict=2; none=3; silent=4");
}
