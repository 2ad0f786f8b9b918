//! Several rules on one route: the first one that admits the origin applies, to the preflight and to the response.

use std::cell::Cell;
use std::sync::LazyLock;

use actix_http::Request;
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpRequest, HttpResponse, Responder, put, route, web};
use cors_actix::{Cors, Draft, Origin, Policy, PolicyHandle, cors, policy};
use cors_tests::ask::{APP, ask};

const PARTNER: &str = "https://shop.partner.example";
const ANYBODY: &str = "https://anybody.test";

#[cors(origins = "https://app.example.com", credentials, max_age = "10m", headers("x-csrf-token"))]
#[cors(origins = "https://*.partner.example", methods(GET), expose("x-total"))]
#[cors(origins = "*")]
#[route("/written", method = "GET", method = "PUT")]
async fn written() -> impl Responder {
    "written"
}

static APP_ONLY: Policy =
    policy!(origins = "https://app.example.com", credentials, max_age = "10m", headers("x-csrf-token"));
static PARTNERS: LazyLock<Policy> = LazyLock::new(|| {
    let draft = Draft::new().origins(["https://*.partner.example"]).methods(["GET"]).expose(["x-total"]);
    draft.check().unwrap()
});
static EVERYBODY: LazyLock<PolicyHandle> =
    LazyLock::new(|| PolicyHandle::new(&Draft::new().origins(["*"]).methods(["GET", "PUT"])).unwrap());

#[cors(policy = APP_ONLY)]
#[cors(policy = PARTNERS)]
#[cors(policy = EVERYBODY)]
#[route("/named", method = "GET", method = "PUT")]
async fn named() -> impl Responder {
    "named"
}

#[cors(policy = APP_ONLY)]
#[cors(origins = "https://*.partner.example", methods(GET), expose("x-total"))]
#[cors(origins = "*")]
#[route("/mixed", method = "GET", method = "PUT")]
async fn mixed() -> impl Responder {
    "mixed"
}

/// What each kind of origin may do, however the rules are written.
async fn checks<S>(app: &S, path: &str)
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    for (origin, method, headers, expected) in [
        // Allowed origin, methods, headers, credentials, lifetime.
        (APP, "PUT", Some("x-csrf-token"), (APP, "GET, PUT", Some("x-csrf-token"), true, Some("600"))),
        // What the rule does not list is not approved, though a later rule would list it.
        (PARTNER, "GET", None, (PARTNER, "GET", None, false, None)),
        (PARTNER, "PUT", Some("x-csrf-token"), (PARTNER, "GET", None, false, None)),
        (ANYBODY, "PUT", Some("x-csrf-token"), ("*", "GET, PUT", None, false, None)),
    ] {
        let mut lines = vec![("origin", origin), ("access-control-request-method", method)];
        lines.extend(headers.map(|headers| ("access-control-request-headers", headers)));
        let answer = ask(app, "OPTIONS", path, &lines).await;
        let found = (
            answer.allowed_origin().unwrap_or_default(),
            answer.header("access-control-allow-methods").unwrap_or_default(),
            answer.header("access-control-allow-headers"),
            answer.header("access-control-allow-credentials").is_some(),
            answer.header("access-control-max-age"),
        );
        assert_eq!(found, expected, "{path} {origin} {method} {headers:?}");
        assert!(answer.header("vary").unwrap().contains("Origin"), "{answer:?}");
    }
    for (origin, allowed, credentials, exposed) in [
        (Some(APP), Some(APP), true, None),
        (Some(PARTNER), Some(PARTNER), false, Some("x-total")),
        (Some(ANYBODY), Some("*"), false, None),
        // The last rule admits everybody, so it says so to those who do not ask.
        (None, Some("*"), false, None),
    ] {
        let lines: Vec<_> = origin.into_iter().map(|origin| ("origin", origin)).collect();
        let answer = ask(app, "GET", path, &lines).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, allowed), "{path} {origin:?}");
        assert_eq!(answer.header("access-control-allow-credentials").is_some(), credentials, "{path} {origin:?}");
        assert_eq!(answer.header("access-control-expose-headers"), exposed, "{path} {origin:?}");
        assert_eq!(answer.header("vary"), Some("Origin"), "{path} {origin:?}");
    }
}

#[actix_web::test]
async fn the_first_rule_that_admits_applies() {
    let app = init_service(App::new().service(written).service(named).service(mixed)).await;
    for path in ["/written", "/named", "/mixed"] {
        checks(&app, path).await;
    }
}

static READ_AND_WRITE: Policy = policy!(
    origins = "https://app.example.com",
    credentials,
    max_age = "10m",
    headers("x-csrf-token"),
    methods(GET, PUT)
);

#[actix_web::test]
async fn a_cors_takes_several() {
    let everybody = Draft::new().origins(["*"]).methods(["GET", "PUT"]).check().unwrap();
    let sources = vec![READ_AND_WRITE.clone(), PARTNERS.clone(), everybody];
    let app = App::new().route("/", web::route().to(HttpResponse::Ok)).wrap(Cors::new(sources));
    checks(&init_service(app).await, "/").await;
}

/// A handle among the rules is replaced while the server runs.
#[actix_web::test]
async fn a_rule_is_replaced() {
    let partners = PolicyHandle::new(&Draft::new().origins(["https://a.example"])).unwrap();
    let app = PolicyHandle::from(READ_AND_WRITE.clone());
    let cors = Cors::new([&app, &partners]);
    let service = init_service(App::new().route("/", web::get().to(HttpResponse::Ok)).wrap(cors)).await;
    let allowed = async |origin| ask(&service, "GET", "/", &[("origin", origin)]).await.allowed_origin().is_some();
    assert!(allowed("https://a.example").await && !allowed("https://b.example").await);
    partners.replace(&Draft::new().origins(["https://b.example"])).unwrap();
    assert!(!allowed("https://a.example").await && allowed("https://b.example").await && allowed(APP).await);
}

thread_local! {
    static ASKED: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

fn tenants(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    ASKED.set((ASKED.get().0 + 1, ASKED.get().1));
    origin.host() == "tenant.test"
}

async fn previews(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    ASKED.set((ASKED.get().0, ASKED.get().1 + 1));
    origin.host() == "preview.test"
}

#[cors(origins("https://app.example.com", with = tenants), credentials)]
#[cors(origins(with = previews), expose("x-preview"))]
#[cors(origins = "https://last.test")]
#[put("/asking")]
async fn asking() -> impl Responder {
    "asked"
}

/// Each function is asked once, and not about an origin that an earlier rule admits.
#[actix_web::test]
async fn functions_are_asked_in_order() {
    let app = init_service(App::new().service(asking)).await;
    for (origin, asked, exposed, status) in [
        (APP, (0, 0), None, 200),
        ("https://tenant.test", (1, 0), None, 200),
        ("https://preview.test", (1, 1), Some("x-preview"), 200),
        ("https://last.test", (1, 1), None, 200),
        ("https://evil.test", (1, 1), None, 403),
    ] {
        ASKED.set((0, 0));
        let answer = ask(&app, "PUT", "/asking", &[("origin", origin)]).await;
        assert_eq!((answer.status, ASKED.get()), (status, asked), "{origin}");
        assert_eq!(answer.allowed_origin(), (status == 200).then_some(origin));
        assert_eq!(answer.header("access-control-expose-headers"), exposed, "{origin}");
    }
}

static DEVELOPMENT: [&str; 2] = ["http://localhost:5173", "http://127.0.0.1:5173"];

#[cors(origins(
    "https://app.example.com",
    #[cfg(debug_assertions)]
    "http://localhost:3000",
    #[cfg(not(debug_assertions))]
    "https://release.example",
    list = DEVELOPMENT,
    env("CORS_TESTS_NOBODY_SETS_THIS", default = "https://a.example, https://*.b.example"),
))]
#[put("/entries")]
async fn entries() -> impl Responder {
    "entries"
}

static ENTRIES: Policy = policy!(origins(
    "https://app.example.com",
    #[cfg(debug_assertions)]
    "http://localhost:3000",
    #[cfg(not(debug_assertions))]
    "https://release.example",
    list = DEVELOPMENT,
    env("CORS_TESTS_NOBODY_SETS_THIS", default = "https://a.example, https://*.b.example"),
));

#[cors(policy = ENTRIES)]
#[put("/shared")]
async fn shared() -> impl Responder {
    "shared"
}

/// Entries for some builds, of a list of the program, and of a variable with a default.
#[actix_web::test]
async fn entries_from_elsewhere() {
    let around = App::new().route("/around", web::put().to(HttpResponse::Ok)).wrap(Cors::new(&ENTRIES));
    let around = init_service(around).await;
    let app = init_service(App::new().service(entries).service(shared)).await;
    for (origin, admitted) in [
        (APP, true),
        ("http://localhost:3000", cfg!(debug_assertions)),
        ("https://release.example", !cfg!(debug_assertions)),
        ("http://localhost:5173", true),
        ("http://127.0.0.1:5173", true),
        ("https://a.example", true),
        ("https://x.b.example", true),
        ("https://c.example", false),
    ] {
        let status = if admitted { 200 } else { 403 };
        let lines = [("origin", origin)];
        for answer in [
            ask(&app, "PUT", "/entries", &lines).await,
            ask(&app, "PUT", "/shared", &lines).await,
            ask(&around, "PUT", "/around", &lines).await,
        ] {
            assert_eq!((answer.status, answer.allowed_origin()), (status, admitted.then_some(origin)), "{origin}");
        }
    }
}
