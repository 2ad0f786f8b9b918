//! Who may open a socket, and what is not touched for those who may not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::test::init_service;
use actix_web::{App, Error, FromRequest, HttpRequest, HttpResponse, Responder, dev, get, post, web};
use actix_ws::Message;
use cors_actix::test::{Browser, FetchError};
use cors_actix::{Cors, Draft, cors};
use cors_tests::ask::{APP, ask};
use cors_tests::engine::page::run;
use cors_tests::engine::with_chromium;
use cors_tests::server::Server;
use cors_tests::wire::Connection;
use futures_util::StreamExt;

#[derive(Clone, Default)]
struct Opened(Arc<Mutex<Vec<String>>>);

#[cors(origins = "https://app.example.com")]
#[get("/socket")]
async fn socket(request: HttpRequest, body: web::Payload, opened: web::Data<Opened>) -> Result<HttpResponse, Error> {
    let origin = request.headers().get("origin").and_then(|origin| origin.to_str().ok()).unwrap_or("none");
    opened.0.lock().unwrap().push(origin.to_owned());
    let (response, mut session, mut messages) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        while let Some(Ok(Message::Text(text))) = messages.next().await {
            if session.text(format!("you said {text}")).await.is_err() {
                break;
            }
        }
    });
    Ok(response)
}

#[get("/page")]
async fn page() -> impl Responder {
    HttpResponse::Ok().content_type("text/html").body("<!doctype html><title>A page with a socket</title>")
}

fn start(opened: &Opened) -> Server {
    let opened = web::Data::new(opened.clone());
    Server::start(move |config| {
        config.app_data(opened.clone()).service(socket).service(page);
    })
}

/// Opens a socket, says hello, and tells what came back.
const TALK: &str = r"
    const [url, done] = arguments;
    const socket = new WebSocket(url);
    let answered = 'nothing';
    socket.onopen = () => socket.send('hello');
    socket.onmessage = (message) => { answered = message.data; socket.close(); };
    socket.onclose = () => done(answered);";

#[actix_web::test]
async fn a_foreign_page_cannot_open_the_socket() {
    with_chromium("a_foreign_page_cannot_open_the_socket", |client| async move {
        let opened = Opened::default();
        let server = start(&opened);
        let port = server.address.port();
        let url = format!("ws://127.0.0.1:{port}/socket");
        for (host, answered) in [("127.0.0.1", "you said hello"), ("localhost", "nothing")] {
            client.goto(&format!("http://{host}:{port}/page")).await.unwrap();
            let answer: String = run(&client, TALK, vec![url.clone().into()]).await;
            assert_eq!(answer, answered, "a page of {host}");
        }
        assert_eq!(*opened.0.lock().unwrap(), [format!("http://127.0.0.1:{port}")]);
    })
    .await;
}

/// A `Browser` sends what Chromium does above, and gets the same answers.
#[actix_web::test]
async fn a_browser_in_memory_opens_a_socket() {
    let opened = Opened::default();
    let app = init_service(App::new().app_data(web::Data::new(opened.clone())).service(socket)).await;
    let mut browser = Browser::at(APP).api("https://api.example.com");
    browser.set_cookie("session=1; SameSite=None; Secure");
    for uri in ["/socket", "wss://api.example.com/socket"] {
        assert_eq!(browser.web_socket(&app, uri).await.unwrap().status(), 101, "{uri}");
    }
    let [request, _] = browser.requests() else { panic!("no preflight") };
    for (name, value) in [
        ("origin", APP),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-mode", "websocket"),
        ("upgrade", "websocket"),
        ("cookie", "session=1"),
    ] {
        assert_eq!(request.header(name).as_deref(), Some(value), "{name}");
    }
    browser.visit("https://evil.test");
    let refused = browser.web_socket(&app, "/socket").await.unwrap_err();
    assert!(matches!(&refused, FetchError::WebSocket { status: 403, .. }), "{refused}");
    let text = refused.to_string();
    assert!(text.starts_with("the handshake of the WebSocket was answered with 403, not 101\n"), "{text}");
    assert_eq!(*opened.0.lock().unwrap(), [APP, APP]);
}

/// With `enforce = false` the socket would be anybody's.
#[actix_web::test]
async fn without_enforce_any_page_can() {
    #[cors(origins = "https://app.example.com", enforce = false)]
    #[get("/socket")]
    async fn lenient(request: HttpRequest, body: web::Payload) -> Result<HttpResponse, Error> {
        Ok(actix_ws::handle(&request, body)?.0)
    }
    let server = Server::start(|config| {
        config.service(lenient);
    });
    assert_eq!(upgrade(&server, &[("origin", "https://evil.example")]), 101);
}

fn upgrade(server: &Server, headers: &[(&str, &str)]) -> u16 {
    let mut all = vec![
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    all.extend(headers);
    Connection::open(server.address).request("GET", "/socket", &all).status
}

#[test]
fn who_may_open_it() {
    let opened = Opened::default();
    let server = start(&opened);
    let own = format!("http://{}", server.address);
    let own_host = server.address.to_string();
    for (headers, status) in [
        (&[][..], 101),
        (&[("origin", APP)], 101),
        (&[("origin", &own), ("host", &own_host)], 101),
        // The scheme is not looked at, which a server behind a proxy does not know.
        (&[("origin", "https://api.example.com")], 101),
        (&[("origin", "http://api.example.com")], 101),
        (&[("origin", "https://front.example"), ("sec-fetch-site", "same-origin")], 101),
        // Nor are forwarded hosts, which scripts can send.
        (&[("origin", "https://front.example"), ("x-forwarded-host", "front.example")], 403),
        (&[("origin", "https://front.example"), ("forwarded", "proto=https;host=front.example")], 403),
        (&[("origin", APP), ("sec-fetch-site", "cross-site")], 101),
        (&[("origin", "https://api.example.com"), ("sec-fetch-site", "cross-site")], 403),
        (&[("origin", "http://api.example.com:8080")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", "https://app.example.com.evil.example")], 403),
        (&[("origin", "null")], 403),
        (&[("origin", "not an origin")], 403),
        (&[("origin", APP), ("origin", APP)], 403),
    ] {
        assert_eq!(upgrade(&server, headers), status, "{headers:?}");
    }
    assert_eq!(opened.0.lock().unwrap().len(), 7);
}

static EXTRACTED: AtomicUsize = AtomicUsize::new(0);

/// An extractor that reads the body, and counts.
struct Body;

impl FromRequest for Body {
    type Error = Error;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        EXTRACTED.fetch_add(1, Ordering::Relaxed);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move { bytes.await.map(|_| Body) })
    }
}

#[cors(origins = "https://app.example.com")]
#[post("/transfer")]
async fn transfer(_: Body) -> impl Responder {
    "transferred"
}

#[actix_web::test]
async fn neither_handler_nor_extractors_nor_body_are_touched() {
    let app = init_service(App::new().service(transfer)).await;
    let refused = ask(&app, "POST", "/transfer", &[("origin", "https://evil.example")]).await;
    assert_eq!((refused.status, refused.header("vary")), (403, Some("Origin, Sec-Fetch-Site")));
    assert_eq!(EXTRACTED.load(Ordering::Relaxed), 0);
    for headers in [&[][..], &[("origin", APP)]] {
        assert_eq!(ask(&app, "POST", "/transfer", headers).await.body, "transferred");
    }
    assert_eq!(EXTRACTED.load(Ordering::Relaxed), 2);
}

/// An enforced policy around an application says nothing about handlers that have their own.
#[actix_web::test]
async fn enforced_around_an_application() {
    #[cors(origins = "https://partner.example")]
    #[get("/partner")]
    async fn partner() -> impl Responder {
        "for partners"
    }
    let policy = Draft::new().origins([APP]).enforce(true).check().unwrap();
    let app = init_service(
        App::new()
            .wrap(Cors::new(policy))
            .service(partner)
            .route("/own", web::get().to(|| async { "for the application" })),
    )
    .await;
    let get = async |path: &str, origin: &str| ask(&app, "GET", path, &[("origin", origin)]).await.status;
    assert_eq!(get("/own", APP).await, 200);
    assert_eq!(get("/own", "https://partner.example").await, 403);
    assert_eq!(get("/partner", "https://partner.example").await, 200);
    assert_eq!(get("/partner", "https://evil.example").await, 200, "it reads");
    assert_eq!(get("/nowhere", "https://evil.example").await, StatusCode::FORBIDDEN);
}
