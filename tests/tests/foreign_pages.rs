//! What pages of other sites can send in a real Chromium, and that no handler with a policy runs for it. The same from a
//! page that the policy lists does get through.
//!
//! Each attack is made twice. To hosts below `.localhost` Chromium sends `Sec-Fetch-Site`, since it trusts them as it trusts
//! https; to those below `.test` it does not, and `Origin` alone decides. Each name below either is a site of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::rt::time::sleep;
use actix_web::web::{self, Data};
use actix_web::{Error, HttpRequest, HttpResponse, Responder, get, post};
use cors_actix::cors;
use cors_tests::engine::page::{fetch, run};
use cors_tests::engine::with_chromium_and;
use cors_tests::server::Server;
use fantoccini::Client;
use serde_json::{Value, json};

/// Names that no name server knows.
const NAMES: &[&str] = &["--host-resolver-rules=MAP *.test 127.0.0.1", "--disable-features=HttpsUpgrades"];

/// A request that has reached the server, and whether it has reached its handler.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Arrival {
    uri: String,
    status: u16,
    has_run: bool,
    origin: Option<String>,
    site: Option<String>,
    content_type: Option<String>,
    has_cookie: bool,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    runs: Arc<Mutex<Vec<String>>>,
}

impl Seen {
    fn ran(&self, request: &HttpRequest) {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(request.uri().to_string());
    }

    /// The request with this query, when it has been answered.
    async fn arrival(&self, query: &str) -> Arrival {
        for _ in 0..200 {
            let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let is_it = |arrival: &Arrival| arrival.uri.split_once('?').is_some_and(|(_, has)| has == query);
            if let Some(arrival) = arrivals.into_iter().find(is_it) {
                return arrival;
            }
            sleep(Duration::from_millis(25)).await;
        }
        panic!("no request with {query} in {:#?}", self.arrivals);
    }
}

async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let seen = request.app_data::<Data<Seen>>().unwrap().clone();
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let arrival = Arrival {
        uri: request.uri().to_string(),
        origin: header("origin"),
        site: header("sec-fetch-site"),
        content_type: header("content-type").map(|value| value.split(';').next().unwrap_or_default().to_owned()),
        has_cookie: header("cookie").is_some(),
        ..Arrival::default()
    };
    let response = next.call(request).await?;
    let has_run = seen.runs.lock().unwrap_or_else(PoisonError::into_inner).contains(&arrival.uri);
    let arrival = Arrival { status: response.status().as_u16(), has_run, ..arrival };
    seen.arrivals.lock().unwrap_or_else(PoisonError::into_inner).push(arrival);
    Ok(response)
}

#[cors(origins("http://app.localhost:*", "http://app.test:*"))]
#[post("/write")]
async fn write_something(request: HttpRequest, seen: Data<Seen>) -> impl Responder {
    seen.ran(&request);
    "written"
}

/// What would happen otherwise.
#[cors(origins("http://app.localhost:*", "http://app.test:*"), enforce = false)]
#[post("/open")]
async fn write_openly(request: HttpRequest, seen: Data<Seen>) -> impl Responder {
    seen.ran(&request);
    "written"
}

#[cors(origins("http://app.localhost:*", "http://app.test:*"))]
#[get("/socket")]
async fn open_socket(request: HttpRequest, body: web::Payload, seen: Data<Seen>) -> Result<HttpResponse, Error> {
    seen.ran(&request);
    let (response, session, _) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(session.close(None));
    Ok(response)
}

#[cors(origins("http://app.localhost:*", "http://app.test:*"), hosts("api.localhost:*", "api.test:*"))]
#[get("/named")]
async fn read_named(request: HttpRequest, seen: Data<Seen>) -> impl Responder {
    seen.ran(&request);
    "secret"
}

#[cors(origins("http://app.localhost:*", "http://app.test:*"))]
#[get("/unnamed")]
async fn read_unnamed(request: HttpRequest, seen: Data<Seen>) -> impl Responder {
    seen.ran(&request);
    "secret"
}

#[get("/page")]
async fn show_page() -> impl Responder {
    HttpResponse::Ok().content_type("text/html").body("<!doctype html><title>A page</title><body></body>")
}

#[get("/cookie")]
async fn give_cookie() -> impl Responder {
    let cookie = ("set-cookie", "id=1; SameSite=None; Secure; HttpOnly");
    HttpResponse::Ok().content_type("text/html").insert_header(cookie).body("<!doctype html><title>A page</title>")
}

/// Sends whoever asks on to the URL in the query, method and body included.
#[post("/redirect")]
async fn send_on(request: HttpRequest) -> impl Responder {
    HttpResponse::TemporaryRedirect().insert_header(("location", request.query_string())).finish()
}

fn serve(seen: &Seen) -> Server {
    let seen = seen.clone();
    Server::start(move |config| {
        let services =
            (write_something, write_openly, open_socket, read_named, read_unnamed, show_page, give_cookie, send_on);
        let scope = web::scope("").service(services).wrap(from_fn(note));
        config.app_data(Data::new(seen.clone())).service(scope);
    })
}

/// A form that is sent into a frame, which nobody has to look at.
const FORM: &str = r"
    const [action, enctype, done] = arguments;
    const frame = document.createElement('iframe');
    frame.name = 'frame' + document.forms.length;
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action, enctype, target: frame.name });
    const field = document.createElement('input');
    Object.assign(field, { name: 'a', value: 'b' });
    form.append(field);
    document.body.append(frame, form);
    form.submit();
    done(true);";

/// A frame that sends a form.
const FRAME: &str = r"
    const [action, sandbox, done] = arguments;
    const frame = document.createElement('iframe');
    frame.sandbox = sandbox;
    frame.srcdoc = `<form method=POST action='${action}'><input name=a value=b></form>
        <script>document.forms[0].submit()</script>`;
    document.body.append(frame);
    done(true);";

/// Opens a socket.
const SOCKET: &str = r"
    const [url, done] = arguments;
    const socket = new WebSocket(url);
    socket.onopen = () => done(true);
    socket.onerror = () => done(false);";

/// A page, and the server that it attacks.
struct Attacker<'a> {
    client: &'a Client,
    seen: &'a Seen,
    /// `evil` or `app`
    host: &'static str,
    /// `localhost` or `test`
    domain: &'static str,
    port: u16,
}

impl Attacker<'_> {
    fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}.{}:{}{path}", self.domain, self.port)
    }

    fn is_listed(&self) -> bool {
        self.host == "app"
    }

    /// The query that tells the requests of an attack from all others.
    fn query(&self, attack: &str) -> String {
        format!("{attack}-{}-{}", self.host, self.domain)
    }

    /// Makes an attack with a script, which gets the URL and another argument, and says what has arrived.
    async fn attack(&self, path: &str, attack: &str, script: &str, argument: &str) -> Arrival {
        let query = self.query(attack);
        let url = self.url("api", &format!("{path}?{query}"));
        run::<bool>(self.client, script, vec![Value::from(url), Value::from(argument)]).await;
        self.seen.arrival(&query).await
    }

    /// The handler has run for a listed page, and for no other.
    fn check(&self, arrival: &Arrival, served: u16) {
        let expected = if self.is_listed() { (served, true) } else { (403, false) };
        assert_eq!((arrival.status, arrival.has_run), expected, "{arrival:?}");
    }

    /// It has come from another site, as far as the browser says so.
    fn check_site(&self, arrival: &Arrival) {
        let site = (self.domain == "localhost").then_some("cross-site");
        assert_eq!(arrival.site.as_deref(), site, "{arrival:?}");
    }

    async fn forms(&self) {
        for encoding in ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"] {
            let arrival = self.attack("/write", encoding, FORM, encoding).await;
            self.check(&arrival, 200);
            self.check_site(&arrival);
            assert_eq!(arrival.content_type.as_deref(), Some(encoding));
            assert_eq!(arrival.origin, Some(self.url(self.host, "")));
        }
    }

    async fn fetches(&self) {
        let query = self.query("fetch");
        let init = json!({ "method": "POST", "mode": "no-cors", "credentials": "include", "body": "a=b" });
        fetch(self.client, &self.url("api", &format!("/write?{query}")), init).await;
        let arrival = self.seen.arrival(&query).await;
        self.check(&arrival, 200);
        self.check_site(&arrival);
    }

    /// A sandbox takes the origin away, even that of a listed page.
    async fn sandboxes(&self) {
        let arrival = self.attack("/write", "sandbox", FRAME, "allow-scripts allow-forms").await;
        assert_eq!(arrival.origin.as_deref(), Some("null"));
        assert_eq!((arrival.status, arrival.has_run), (403, false), "{arrival:?}");
        let arrival = self.attack("/write", "frame", FRAME, "allow-scripts allow-forms allow-same-origin").await;
        self.check(&arrival, 200);
    }

    /// A form to a server that sends it on. In Chromium what has been sent on to another origin has none itself, wherever it
    /// was sent from; so a listed page gets through by way of the server alone.
    async fn redirects(&self) {
        for by in ["evil", "app", "api"] {
            let query = self.query(&format!("redirect-by-{by}"));
            let target = self.url("api", &format!("/write?{query}"));
            let url = self.url(by, &format!("/redirect?{target}"));
            run::<bool>(self.client, FORM, vec![url.into(), "text/plain".into()]).await;
            let arrival = self.seen.arrival(&query).await;
            let expected = if self.is_listed() && by == "api" { (200, true) } else { (403, false) };
            assert_eq!((arrival.status, arrival.has_run), expected, "{arrival:?}");
            let origin = if by == "api" { self.url(self.host, "") } else { "null".to_owned() };
            assert_eq!(arrival.origin, Some(origin));
        }
    }

    /// Chromium says nothing about the site of a socket.
    async fn sockets(&self) {
        let query = self.query("socket");
        let url = self.url("api", &format!("/socket?{query}")).replace("http:", "ws:");
        let is_open: bool = run(self.client, SOCKET, vec![url.into()]).await;
        assert_eq!(is_open, self.is_listed());
        let arrival = self.seen.arrival(&query).await;
        self.check(&arrival, 101);
        assert_eq!(arrival.site, None);
    }
}

#[actix_web::test]
async fn no_handler_runs_for_pages_of_other_sites() {
    with_chromium_and("no_handler_runs_for_pages_of_other_sites", NAMES, |client| async move {
        let seen = Seen::default();
        let server = serve(&seen);
        for domain in ["localhost", "test"] {
            for host in ["evil", "app"] {
                let port = server.address.port();
                let page = Attacker { client: &client, seen: &seen, host, domain, port };
                client.goto(&page.url(host, "/page")).await.unwrap();
                page.forms().await;
                page.fetches().await;
                page.sandboxes().await;
                page.redirects().await;
                page.sockets().await;
            }
        }
    })
    .await;
}

/// A cookie with `SameSite=None` goes along with the form of any site. It needs `Secure`, and Chromium takes such a one from
/// `localhost` without https, but not from `.test`.
#[actix_web::test]
async fn cookies_do_not_help() {
    with_chromium_and("cookies_do_not_help", NAMES, |client| async move {
        let seen = Seen::default();
        let server = serve(&seen);
        let port = server.address.port();
        client.goto(&format!("http://api.localhost:{port}/cookie")).await.unwrap();
        for host in ["evil", "app"] {
            let page = Attacker { client: &client, seen: &seen, host, domain: "localhost", port };
            client.goto(&page.url(host, "/page")).await.unwrap();
            let arrival = page.attack("/open", "cookie-to-open", FORM, "text/plain").await;
            assert_eq!((arrival.status, arrival.has_run, arrival.has_cookie), (200, true, true), "{arrival:?}");
            let arrival = page.attack("/write", "cookie-to-write", FORM, "text/plain").await;
            page.check(&arrival, 200);
            assert!(arrival.has_cookie, "{arrival:?}");
        }
    })
    .await;
}

/// A name of the attacker's that leads to this server makes a page of theirs one of the server's own. `hosts` tells.
#[actix_web::test]
async fn a_rebound_name_is_not_ours() {
    with_chromium_and("a_rebound_name_is_not_ours", NAMES, |client| async move {
        let seen = Seen::default();
        let server = serve(&seen);
        let port = server.address.port();
        for domain in ["localhost", "test"] {
            for (host, status, text) in [("rebound", 421, None), ("api", 200, Some("secret"))] {
                client.goto(&format!("http://{host}.{domain}:{port}/page")).await.unwrap();
                let unnamed = fetch(&client, &format!("/unnamed?unnamed-{host}-{domain}"), json!({})).await;
                assert_eq!(unnamed.answer(), (200, "secret"), "the attack works");
                let query = format!("named-{host}-{domain}");
                let named = fetch(&client, &format!("/named?{query}"), json!({})).await;
                let (answer, body) = named.answer();
                assert_eq!((answer, Some(body).filter(|body| *body == "secret")), (status, text));
                let arrival = seen.arrival(&query).await;
                assert_eq!((arrival.status, arrival.has_run), (status, status == 200), "{arrival:?}");
                let site = (domain == "localhost").then_some("same-origin");
                assert_eq!(arrival.site.as_deref(), site, "the browser takes the page for ours");
            }
        }
    })
    .await;
}
