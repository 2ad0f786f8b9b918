//! Forms, links, fetches and URLs that the user enters, in the simulated browser and in Chromium: servers get the same.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Bytes, Query, ServiceConfig};
use actix_web::{App, Error, HttpRequest, HttpResponse};
use cors_actix::test::{Browser, Form, FormEncoding, Mode};
use cors_tests::engine::with_chromium;
use cors_tests::server::Server;
use fantoccini::Client;
use serde_json::json;

/// The requests that reached the servers.
type Log = Arc<Mutex<Vec<String>>>;

/// What the page does.
#[derive(Debug, Clone, Copy)]
enum Action {
    Submit(FormEncoding),
    Follow,
    Fetch(&'static str),
    /// The user enters the URL; the page does nothing.
    Enter,
}

#[actix_web::test]
async fn chromium_sends_the_same() {
    let listeners = [(); 2].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a free port"));
    let [one, two] = listeners.each_ref().map(|listener| listener.local_addr().expect("it listens").port());
    let log = Log::default();
    let _servers = listeners.map(|listener| {
        let log = Arc::clone(&log);
        Server::on(listener, move |config| configure(config, &log))
    });
    let (api, sibling, foreign) =
        (format!("http://127.0.0.1:{one}"), format!("http://127.0.0.1:{two}"), format!("http://localhost:{one}"));
    let there_and_back = format!("{foreign}/?status=302&to={api}/end").replace('&', "%26");
    // A form that its own origin redirects to another one is not among them: the standard names the page, and Chromium
    // sends `Origin: null`.
    let cases = [
        (&api, Action::Submit(FormEncoding::UrlEncoded), format!("{api}/end")),
        (&sibling, Action::Submit(FormEncoding::Multipart), format!("{api}/end")),
        (&foreign, Action::Submit(FormEncoding::UrlEncoded), format!("{api}/end?a=1")),
        (&foreign, Action::Submit(FormEncoding::Multipart), format!("{api}/end")),
        (&foreign, Action::Submit(FormEncoding::Text), format!("{api}/end")),
        (&foreign, Action::Submit(FormEncoding::Text), format!("{api}/?status=303&to={api}/end")),
        (&foreign, Action::Submit(FormEncoding::Text), format!("{api}/?status=307&to={foreign}/end")),
        (&api, Action::Follow, format!("{api}/end")),
        (&foreign, Action::Follow, format!("{api}/end")),
        (&api, Action::Follow, format!("{api}/?status=302&to={there_and_back}")),
        (&api, Action::Fetch("GET"), format!("{api}/end")),
        (&sibling, Action::Fetch("PUT"), format!("{api}/end")),
        (&foreign, Action::Fetch("PUT"), format!("{api}/end")),
        (&foreign, Action::Fetch("GET"), format!("{api}/end")),
        (&foreign, Action::Enter, format!("{api}/end")),
        (&foreign, Action::Enter, format!("{api}/?status=302&to={foreign}/end")),
    ]
    .map(|(page, action, url)| (page.clone(), action, url));

    let app_log = Log::default();
    let app = init_service(App::new().configure(|config| configure(config, &app_log))).await;
    let mut browser = Browser::at(&api).api(&api).alias(&sibling).alias(&foreign);
    browser.open(&app, "/cookies").await.expect("it is served");
    let mut expected = Vec::new();
    for (page, action, url) in &cases {
        app_log.lock().expect("no panic").clear();
        browser.visit(page);
        simulate(&mut browser, &app, *action, url).await;
        expected.push(app_log.lock().expect("no panic").clone());
    }

    with_chromium("chromium_sends_the_same", |client| async move {
        client.goto(&format!("{api}/cookies")).await.expect("it is served");
        for ((page, action, url), expected) in cases.iter().zip(expected) {
            client.goto(&format!("{page}/page")).await.expect("it is served");
            log.lock().expect("no panic").clear();
            drive(&client, *action, url).await;
            let found = loop {
                let found = log.lock().expect("no panic").clone();
                if found.iter().any(|request| request.contains("/end") && !request.starts_with("OPTIONS")) {
                    break found;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            };
            assert_eq!(found, expected, "{page}: {action:?} {url}");
        }
    })
    .await;
}

async fn simulate<S, B>(browser: &mut Browser, app: &S, action: Action, url: &str)
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let request = |method: &str| TestRequest::with_uri(url).method(method.parse().expect("a method"));
    let done = match action {
        Action::Submit(encoding) => {
            let form = Form::post(url).encoding(encoding).field("to", "eve & co").field("\"é\"", "a\nb");
            browser.submit_form(app, &form).await
        }
        Action::Follow => browser.fetch(app, request("GET")).mode(Mode::Navigate).await,
        Action::Fetch(method) => browser.fetch(app, request(method)).with_credentials().await,
        Action::Enter => browser.open(app, url).await,
    };
    done.unwrap_or_else(|error| panic!("{action:?} {url}: {error}"));
}

async fn drive(client: &Client, action: Action, url: &str) {
    let (script, arguments) = match action {
        Action::Submit(encoding) => {
            let script = r#"
                const [action, enctype] = arguments;
                const form = Object.assign(document.createElement("form"), { method: "POST", action, enctype });
                for (const [name, value] of [["to", "eve & co"], ['"é"', "a\nb"]]) {
                    form.append(Object.assign(document.createElement("textarea"), { name, value }));
                }
                document.body.append(form);
                form.submit();"#;
            (script, vec![json!(url), json!(encoding.content_type().split(';').next())])
        }
        Action::Follow => ("location.href = arguments[0];", vec![json!(url)]),
        Action::Fetch(method) => {
            ("fetch(arguments[0], { method: arguments[1], credentials: 'include' });", vec![json!(url), json!(method)])
        }
        Action::Enter => return client.goto(url).await.expect("it is served"),
    };
    client.execute(script, arguments).await.expect("the script runs");
}

fn configure(config: &mut ServiceConfig, log: &Log) {
    #[derive(serde::Deserialize)]
    struct Redirect {
        to: String,
        status: u16,
    }
    let log = Arc::clone(log);
    config.default_service(web::to(move |request: HttpRequest, body: Bytes| {
        let log = Arc::clone(&log);
        async move {
            let mut response = HttpResponse::Ok();
            match request.path() {
                "/page" | "/favicon.ico" => return response.content_type("text/html; charset=utf-8").body("<body>"),
                "/cookies" => {
                    for cookie in ["lax=1; SameSite=Lax", "strict=2; SameSite=Strict", "none=3; SameSite=None; Secure"]
                    {
                        response.append_header(("set-cookie", cookie));
                    }
                    return response.finish();
                }
                _ => {}
            }
            log.lock().expect("no panic").push(line(&request, &body));
            if let Ok(Query(Redirect { to, status })) = Query::from_query(request.query_string()) {
                response.status(status.try_into().expect("a status")).insert_header(("location", to));
            }
            if let Some(origin) = request.headers().get("origin") {
                response.insert_header(("access-control-allow-origin", origin));
                response.insert_header(("access-control-allow-methods", "PUT"));
            }
            response.insert_header(("access-control-allow-credentials", "true")).body("ok")
        }
    }));
}

/// What counts of a request. Boundaries are made the same.
fn line(request: &HttpRequest, body: &[u8]) -> String {
    let header = |headers: &HeaderMap, name: &str| {
        let values: Vec<_> = headers.get_all(name).map(|value| value.to_str().unwrap_or("?")).collect();
        if values.is_empty() { String::new() } else { format!("{name}: {}\n", values.join("|")) }
    };
    let names = [
        "host",
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-fetch-dest",
        "access-control-request-method",
        "cookie",
        "content-type",
    ];
    let headers: String = names.map(|name| header(request.headers(), name)).concat();
    let text = format!("{} {}\n{headers}\n{}", request.method(), request.path(), String::from_utf8_lossy(body));
    match text.split_once("boundary=").and_then(|(_, rest)| rest.split_once('\n')) {
        Some((boundary, _)) => text.replace(boundary, "boundary"),
        None => text,
    }
}
