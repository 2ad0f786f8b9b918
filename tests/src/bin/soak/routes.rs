//! The application, and each of its policies a second time in plain words, for the oracle.

use std::io::{self, Read as _};
use std::thread;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
use cors_actix::{Cors, Origin, Policy, PolicyHandle, cors, policy};
use cors_core::Enforce;
use cors_tests::ask::wait;
use cors_tests::plain::PlainPolicy;

/// What every handler answers.
pub const PAGE: &str = "a page";
/// The header that it sets beside.
pub const VARY: (&str, &str) = ("vary", "accept-language");
/// The one that the application allows when it is asked.
pub const TENANT: &str = "https://shop.tenant.example";
/// How long the server waits for the head of a request.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// How long a policy is in force before it is replaced.
const GENERATION: Duration = Duration::from_millis(1);

fn page() -> HttpResponse {
    HttpResponse::Ok().insert_header(VARY).body(PAGE)
}

#[cors(
    origins("https://a.example.com", "https://*.b.example.com"),
    methods(GET, PUT),
    headers("x-a", "x-b"),
    expose("x-total-count"),
    max_age = 600,
    credentials
)]
#[actix_web::route("/list", method = "GET", method = "HEAD", method = "PUT")]
async fn list() -> HttpResponse {
    page()
}

#[cors(origins = "*", methods(GET, PUT), headers = "*", expose = "*", timing)]
#[actix_web::route("/any", method = "GET", method = "HEAD", method = "PUT")]
async fn any() -> HttpResponse {
    page()
}

#[cors(origins = "https://a.example.com", methods(GET, PUT), credentials, preflight_status = 200)]
#[actix_web::route("/one", method = "GET", method = "HEAD", method = "PUT")]
async fn one() -> HttpResponse {
    page()
}

#[cors(origins("https://a.example.com", with = vouches), methods(GET, PUT), headers("x-a"))]
#[actix_web::route("/asked", method = "GET", method = "HEAD", method = "PUT")]
async fn asked() -> HttpResponse {
    page()
}

async fn vouches(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    rt::task::yield_now().await;
    origin.as_str() == TENANT
}

#[cors(origins("https://a.example.com", "https://*.b.example.com"), methods(GET, PUT), enforce)]
#[actix_web::route("/enforced", method = "GET", method = "HEAD", method = "PUT")]
async fn enforced() -> HttpResponse {
    page()
}

#[cors(origins("https://a.example.com", "https://*.b.example.com"), methods(GET, PUT), headers = "*", credentials)]
#[actix_web::route("/echo", method = "GET", method = "HEAD", method = "PUT")]
async fn echo() -> HttpResponse {
    page()
}

#[cors(origins("https://a.example.com", "https://*.b.example.com"), methods(GET, PUT), headers("authorization"))]
#[actix_web::route("/behind", method = "GET", method = "HEAD", method = "PUT")]
async fn behind() -> HttpResponse {
    page()
}

static AROUND: Policy =
    policy!(origins("https://a.example.com", "https://*.b.example.com"), methods(GET, PUT), credentials);

/// Serves until standard input ends, and says first where.
pub async fn serve() -> io::Result<()> {
    let handle = PolicyHandle::new(&replaced_list().draft()).map_err(io::Error::other)?;
    replace_for_ever(handle.clone());
    let server = HttpServer::new(move || {
        let inner = web::scope("/inner").service(behind);
        App::new()
            .service(list)
            .service(any)
            .service(one)
            .service(asked)
            .service(enforced)
            .service(echo)
            .service(inner.wrap(Cors::by_route().around(from_fn(wait))))
            .service(web::scope("/around").wrap(Cors::new(&AROUND)).default_service(web::to(async || page())))
            .service(web::scope("/replaced").wrap(Cors::new(&handle)).default_service(web::to(async || page())))
    });
    let server = server.workers(2).client_request_timeout(PATIENCE).keep_alive(Duration::from_secs(75));
    let server = server.bind(("127.0.0.1", 0))?;
    println!("{}", server.addrs()[0]);
    thread::spawn(|| {
        // Whoever has started this has ended, or wants it to end.
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    server.run().await
}

fn replace_for_ever(handle: PolicyHandle) {
    thread::spawn(move || {
        for policy in [replaced_any(), replaced_list()].iter().cycle() {
            thread::sleep(GENERATION);
            handle.replace(&policy.draft()).expect("both pass their check");
        }
    });
}

/// What is around a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    Nothing,
    /// A `Cors` with the policy of the route.
    Policy,
    /// A `Cors` without a policy.
    ByRoute,
}

/// A path, and the policies of which one is in force.
#[derive(Debug)]
pub struct Route {
    pub path: &'static str,
    pub around: Around,
    pub policies: Vec<PlainPolicy>,
}

pub fn routes() -> Vec<Route> {
    let listed = || PlainPolicy {
        origins: words(&["https://a.example.com", "https://*.b.example.com"]),
        methods: words(&["GET", "PUT"]),
        ..PlainPolicy::default()
    };
    let single = |path, policy| Route { path, around: Around::Nothing, policies: vec![policy] };
    vec![
        single(
            "/list",
            PlainPolicy {
                headers: words(&["x-a", "x-b"]),
                expose: words(&["x-total-count"]),
                max_age: Some(600),
                credentials: true,
                ..listed()
            },
        ),
        single(
            "/any",
            PlainPolicy {
                origins: words(&["*"]),
                headers: words(&["*"]),
                expose: words(&["*"]),
                timing: true,
                ..listed()
            },
        ),
        single(
            "/one",
            PlainPolicy {
                origins: words(&["https://a.example.com"]),
                credentials: true,
                preflight_status: Some(200),
                ..listed()
            },
        ),
        single(
            "/asked",
            PlainPolicy {
                origins: words(&["https://a.example.com"]),
                asks: true,
                headers: words(&["x-a"]),
                ..listed()
            },
        ),
        single("/enforced", PlainPolicy { enforce: Enforce::All, ..listed() }),
        single("/echo", PlainPolicy { headers: words(&["*"]), credentials: true, ..listed() }),
        Route {
            around: Around::ByRoute,
            ..single("/inner/behind", PlainPolicy { headers: words(&["authorization"]), ..listed() })
        },
        Route { around: Around::Policy, ..single("/around/page", PlainPolicy { credentials: true, ..listed() }) },
        Route { path: "/replaced/page", around: Around::Policy, policies: vec![replaced_list(), replaced_any()] },
    ]
}

fn replaced_list() -> PlainPolicy {
    PlainPolicy {
        origins: words(&["https://a.example.com", "https://b.b.example.com"]),
        methods: words(&["GET", "PUT"]),
        headers: words(&["x-a"]),
        expose: words(&["x-list"]),
        credentials: true,
        max_age: Some(60),
        ..PlainPolicy::default()
    }
}

fn replaced_any() -> PlainPolicy {
    PlainPolicy {
        origins: words(&["*"]),
        methods: words(&["GET", "PUT"]),
        headers: words(&["x-b"]),
        expose: words(&["x-any"]),
        timing: true,
        ..PlainPolicy::default()
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
