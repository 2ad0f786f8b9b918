//! What went wrong in others when a request was served.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue, ORIGIN};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, Responder, get, post, route, web};
use cors_actix::{Cors, PolicyHandle, cors};
use cors_core::{CorsRequest, Draft, Policy, RequestHeader, decide};
use cors_tests::ask::{ask, preflight};

use crate::{SITE, site};

const EVIL: &str = "https://evil.test";
const FROM_SITE: (&str, &str) = ("origin", SITE);
const FROM_EVIL: (&str, &str) = ("origin", EVIL);
const ASKS: (&str, &str) = ("access-control-request-method", "GET");

fn of_site() -> Cors {
    Cors::new(site().check().unwrap())
}

/// `*` for all routes was reflected, with credentials. Here it is sent as it is, from every route and for every status.
#[actix_web::test]
async fn cve_2016_10549() {
    let any = Draft::new().origins(["*"]).check().unwrap();
    let app = init_service(App::new().wrap(Cors::new(any)).route("/", web::get().to(HttpResponse::Ok))).await;
    for (path, status) in [("/", 200), ("/nowhere", 404)] {
        let answer = ask(&app, "GET", path, &[FROM_EVIL, ("cookie", "session=1")]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, Some("*")));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

/// A request that counts how much of it is looked at.
struct Counted {
    requested_headers: Vec<Vec<u8>>,
    lines: [Vec<u8>; 2],
    seen: Cell<usize>,
}

impl Counted {
    fn new(requested_headers: Vec<Vec<u8>>) -> Self {
        Counted { requested_headers, lines: [SITE.into(), b"GET".into()], seen: Cell::new(0) }
    }
}

impl CorsRequest for Counted {
    type Value = Vec<u8>;

    fn method(&self) -> &'static str {
        "OPTIONS"
    }

    fn authority(&self) -> Option<&str> {
        None
    }

    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &Vec<u8>> {
        let lines = match header {
            RequestHeader::Origin => &self.lines[..1],
            RequestHeader::RequestMethod => &self.lines[1..],
            RequestHeader::RequestHeaders => &self.requested_headers,
            _ => &[],
        };
        lines.iter().inspect(move |_| {
            if header == RequestHeader::RequestHeaders {
                self.seen.set(self.seen.get() + 1);
            }
        })
    }
}

fn looked_at(policy: &Policy, lines: Vec<Vec<u8>>) -> usize {
    let request = Counted::new(lines);
    let _ = decide(policy, &request, false);
    request.seen.get()
}

/// A megabyte of commas in `Access-Control-Request-Headers` took 127 ms and 121 MB. Here the lists are for the browser to
/// compare, so nobody looks at it; where it is echoed, nobody looks at what is too long.
#[test]
fn ghsa_mh55_gqvf_xfwm() {
    let listed = site().headers(["x-a"]).check().unwrap();
    let echoed = site().headers(["*"]).check().unwrap();
    for lines in [vec![b",".repeat(1 << 20)], vec![Vec::new(); 100_000], vec![b",".to_vec(); 100_000]] {
        assert_eq!(looked_at(&listed, lines.clone()), 0);
        assert!((1..=4097).contains(&looked_at(&echoed, lines)));
    }
}

/// A regular expression split the requested headers, in quadratic time for blanks. Here no byte is looked at more often
/// than once: a megabyte takes no longer than the 4 KB that an echo is made of at most.
#[test]
fn ghsa_8j4g_w8fx_2239() {
    let echoed = site().headers(["*"]).check().unwrap();
    let refused = |blanks: usize| {
        let head = Counted::new(vec![[b"a,", &b" ".repeat(blanks)[..], b"b"].concat()]);
        !matches!(decide(&echoed, &head, false), cors_core::Decision::Approve(_))
    };
    assert!(!refused(4000) && refused(4096) && refused(1 << 20));
    let time = |blanks: usize| {
        let head = Counted::new(vec![b" ".repeat(blanks)]);
        let begun = Instant::now();
        for _ in 0..200 {
            let _ = decide(&echoed, &head, false);
        }
        begun.elapsed()
    };
    // Ten times as many take ten times as long, and would take a hundred times in quadratic time. One of ten rounds will do:
    // other programs run, too.
    assert!((0..10).any(|_| time(4000) < 40 * time(400)), "{:?} and {:?}", time(4000), time(400));
    assert!((0..10).any(|_| time(1 << 20) < 2 * time(4000)), "{:?} and {:?}", time(1 << 20), time(4000));
}

/// A middleware was made again for each request and never freed. Here a policy is prepared when the application starts, and
/// no request keeps it.
#[actix_web::test]
async fn cve_2026_41135() {
    let handle = PolicyHandle::new(&site()).unwrap();
    let alone = Arc::strong_count(&handle.policy());
    let app = init_service(App::new().wrap(Cors::new(&handle)).route("/", web::get().to(HttpResponse::Ok))).await;
    let held = Arc::strong_count(&handle.policy());
    for _ in 0..100 {
        assert_eq!(ask(&app, "GET", "/", &[FROM_SITE]).await.allowed_origin(), Some(SITE));
        assert_eq!(preflight(&app, "GET", "/").await.status, 403);
    }
    assert_eq!(Arc::strong_count(&handle.policy()), held);
    drop(app);
    assert_eq!(Arc::strong_count(&handle.policy()), alone);
}

/// `Vary` of the request was copied into the response. Here it comes from the policy and the handler alone.
#[actix_web::test]
async fn ghsa_q7jf_gf43_6x6p() {
    let app = init_service(App::new().wrap(of_site()).route("/", web::get().to(HttpResponse::Ok))).await;
    for vary in ["x-anything", "*", "Origin"] {
        assert_eq!(ask(&app, "GET", "/", &[FROM_SITE, ("vary", vary)]).await.header("vary"), Some("Origin"));
    }
}

#[cors(origins = "*")]
#[get("/admin")]
async fn for_everybody() -> impl Responder {
    "for everybody"
}

#[cors(origins = "https://example.com")]
#[get("/ADMIN")]
async fn for_the_site() -> impl Responder {
    "for the site"
}

/// Policies were found by path in whatever case, requests were routed to the letter. Here the router finds both.
#[actix_web::test]
async fn cve_2024_6866() {
    let app = init_service(App::new().service(for_everybody).service(for_the_site)).await;
    for (path, allowed, body) in
        [("/admin", Some("*"), "for everybody"), ("/ADMIN", Some(SITE), "for the site"), ("/Admin", None, "")]
    {
        let answer = ask(&app, "GET", path, &[FROM_EVIL]).await;
        assert_eq!((answer.allowed_origin(), answer.body.as_str()), (allowed, body), "{path}");
        let answer = ask(&app, "OPTIONS", path, &[FROM_EVIL, ASKS]).await;
        assert_eq!(answer.allowed_origin(), allowed, "{path}");
    }
}

#[cors(origins = "*")]
#[get("/a+b")]
async fn with_plus() -> impl Responder {
    "with plus"
}

#[cors(origins = "https://example.com")]
#[get("/{name}")]
async fn by_name(name: web::Path<String>) -> String {
    format!("by name: {name}")
}

/// `+` in a path became a blank before the policy was found. Here nobody but the router reads the path.
#[actix_web::test]
async fn cve_2024_6844() {
    let app = init_service(App::new().service(with_plus).service(by_name)).await;
    for (path, allowed, body) in [
        ("/a+b", "*", "with plus"),
        ("/a%20b", SITE, "by name: a b"),
        ("/a%2Bb", SITE, "by name: a+b"),
        ("/a%2bb", SITE, "by name: a+b"),
    ] {
        let answer = ask(&app, "GET", path, &[FROM_EVIL]).await;
        assert_eq!((answer.allowed_origin(), answer.body.as_str()), (Some(allowed), body), "{path}");
        let answer = ask(&app, "OPTIONS", path, &[FROM_EVIL, ASKS]).await;
        assert_eq!(answer.allowed_origin(), Some(allowed), "{path}");
    }
}

#[cors(origins = "https://example.com")]
#[get("/private")]
async fn private() -> impl Responder {
    "private"
}

#[cors(origins = "*")]
#[get("/api/{tail:.*}")]
async fn public(tail: web::Path<String>) -> String {
    format!("public: {tail}")
}

#[cors(origins = "https://example.com")]
#[get("/api/{id:[0-9]+}")]
async fn one(id: web::Path<u32>) -> String {
    format!("one: {id}")
}

/// Of several patterns for a path the longest one gave the policy, not the one that was meant. Here it is the one whose
/// handler answers, for the request and for its preflight.
#[actix_web::test]
async fn cve_2024_6839() {
    let app = init_service(App::new().service(one).service(public)).await;
    for (path, allowed, body) in
        [("/api/7", SITE, "one: 7"), ("/api/seven", "*", "public: seven"), ("/api/7/more", "*", "public: 7/more")]
    {
        let answer = ask(&app, "GET", path, &[FROM_EVIL]).await;
        assert_eq!((answer.allowed_origin(), answer.body.as_str()), (Some(allowed), body), "{path}");
        assert_eq!(ask(&app, "OPTIONS", path, &[FROM_EVIL, ASKS]).await.allowed_origin(), Some(allowed), "{path}");
    }
}

/// `../` in a path was resolved after the policy had been found, or before. Here the policy hangs on the handler, so
/// the two cannot disagree about the path.
#[actix_web::test]
async fn cve_2020_25032_and_cve_2019_18978() {
    let app = init_service(App::new().service(private).service(public)).await;
    for path in
        ["/api/../private", "/api/%2e%2e/private", "/api/..%2fprivate", "/private/../api/x", "/private", "//private"]
    {
        let answer = ask(&app, "GET", path, &[FROM_EVIL]).await;
        let expected = match answer.body.as_str() {
            "private" => Some(SITE),
            "" => None,
            body if body.starts_with("public: ") => Some("*"),
            body => panic!("{body}"),
        };
        assert_eq!(answer.allowed_origin(), expected, "{path}");
        assert_eq!(ask(&app, "OPTIONS", path, &[FROM_EVIL, ASKS]).await.allowed_origin(), expected, "{path}");
    }
}

/// The path was logged with its line ends. Here a refusal holds one of a few fixed texts, and nothing that was sent.
#[actix_web::test]
async fn cve_2024_1681() {
    let app = init_service(App::new().wrap(of_site())).await;
    for origin in ["https://evil.test/%0d%0aset-cookie:a", "https://evil.test", "<script>"] {
        let answer = ask(&app, "OPTIONS", "/%0d%0aset-cookie:%20a=b", &[("origin", origin), ASKS]).await;
        assert_eq!(answer.status, 403);
        assert!(answer.body.starts_with("CORS: "), "{}", answer.body);
        let sent =
            |text: &str| answer.body.contains(text) || answer.headers.iter().any(|(_, value)| value.contains(text));
        assert!(!sent("evil") && !sent("script") && !sent("cookie") && !sent("%0d"), "{answer:?}");
    }
}

static RAN: AtomicUsize = AtomicUsize::new(0);

#[cors(origins = "https://example.com")]
#[route("/counted", method = "GET", method = "OPTIONS")]
async fn counted() -> impl Responder {
    RAN.fetch_add(1, Ordering::Relaxed);
    "counted"
}

/// A preflight reached the handler, which did what it was asked to. Here no handler sees one, not even a handler of OPTIONS.
#[actix_web::test]
async fn cve_2020_5397() {
    let app = init_service(App::new().service(counted)).await;
    for method in ["GET", "OPTIONS"] {
        for origin in [SITE, EVIL] {
            ask(&app, "OPTIONS", "/counted", &[("origin", origin), ("access-control-request-method", method)]).await;
        }
    }
    assert_eq!(RAN.load(Ordering::Relaxed), 0);
    assert_eq!(ask(&app, "OPTIONS", "/counted", &[FROM_SITE]).await.body, "counted");
    assert_eq!(RAN.load(Ordering::Relaxed), 1);
}

#[cors(off)]
#[get("/off")]
async fn off() -> impl Responder {
    "off"
}

#[cors(origins = "https://partner.example")]
#[get("/partner")]
async fn partner() -> impl Responder {
    "for partners"
}

/// A route without CORS had its preflights answered by the default, and origins of a route were added to those of the
/// default. Here the closest policy answers, `off` is one, and nothing merges.
#[actix_web::test]
async fn hapi_45_and_65() {
    let app = init_service(App::new().service(off).service(partner).wrap(of_site())).await;
    for path in ["/off", "/partner"] {
        let answer = ask(&app, "OPTIONS", path, &[FROM_SITE, ASKS]).await;
        assert_ne!(answer.allowed_origin(), Some(SITE), "{path}");
        assert_ne!(ask(&app, "GET", path, &[FROM_SITE]).await.allowed_origin(), Some(SITE), "{path}");
    }
    assert_eq!(ask(&app, "OPTIONS", "/off", &[FROM_SITE, ASKS]).await.status, 403);
    let answer = ask(&app, "GET", "/partner", &[("origin", "https://partner.example")]).await;
    assert_eq!(answer.allowed_origin(), Some("https://partner.example"));
    assert_eq!(answer.header("access-control-allow-credentials"), None, "those of the default stay there");
}

/// A policy by attribute could be passed by, in a way that was never published; it has to do with policies around it. Here
/// every pair of an outer and an inner policy obeys the inner one.
#[actix_web::test]
async fn cve_2017_8700() {
    let policies = || [Draft::new().origins(["*"]), site(), Draft::new().origins([SITE]), site().enforce(true)];
    for outer in policies() {
        let outer = Cors::new(outer.check().unwrap());
        let app = init_service(App::new().service(off).service(partner).wrap(outer)).await;
        for (path, allowed) in [("/off", None), ("/partner", Some("https://partner.example"))] {
            for lines in [&[FROM_EVIL][..], &[FROM_EVIL, ASKS], &[FROM_SITE], &[]] {
                let method = if lines.len() == 2 { "OPTIONS" } else { "GET" };
                let answer = ask(&app, method, path, lines).await;
                assert_eq!(answer.allowed_origin(), allowed, "{path} {lines:?}");
                assert_eq!(answer.header("access-control-allow-credentials"), None, "{path} {lines:?}");
            }
        }
    }
}

thread_local! {
    static POSTED: Cell<u32> = const { Cell::new(0) };
}

#[cors(origins("https://example.com", "https://b.example"), enforce = false)]
#[post("/lenient")]
async fn lenient() -> impl Responder {
    POSTED.set(POSTED.get() + 1);
    "posted"
}

#[cors(origins("https://example.com", "https://b.example"))]
#[post("/enforced")]
async fn enforced() -> impl Responder {
    POSTED.set(POSTED.get() + 1);
    "posted"
}

/// A simple POST from a refused origin reached the handler. CORS lets it; here it is turned away, unless the policy says
/// `enforce = false`.
#[actix_web::test]
async fn cve_2022_4147() {
    let app = init_service(App::new().service(lenient).service(enforced)).await;
    let answer = ask(&app, "POST", "/lenient", &[FROM_EVIL]).await;
    assert_eq!((answer.status, answer.allowed_origin(), POSTED.get()), (200, None, 1));
    for origin in [EVIL, "null", "https://example.com.evil.test", ""] {
        let answer = ask(&app, "POST", "/enforced", &[("origin", origin)]).await;
        assert_eq!((answer.status, answer.allowed_origin(), POSTED.get()), (403, None, 1), "{origin}");
    }
    assert_eq!(ask(&app, "POST", "/enforced", &[FROM_SITE]).await.status, 200);
}

/// A development server told everybody `*` and let everybody open its WebSocket. Here there is no mode that does, and an
/// enforced policy keeps foreign pages from the WebSocket, too.
#[actix_web::test]
async fn cve_2025_24010() {
    let policy = Draft::new().origins(["http://localhost:*"]).enforce(true).check().unwrap();
    let app = init_service(App::new().route("/", web::get().to(HttpResponse::Ok)).wrap(Cors::new(policy))).await;
    let upgrade = [("connection", "upgrade"), ("upgrade", "websocket"), ("sec-websocket-version", "13")];
    for lines in [&[][..], &upgrade] {
        for (origin, status) in [(EVIL, 403), ("http://localhost.evil.test", 403), ("http://localhost:5173", 200)] {
            let answer = ask(&app, "GET", "/", &[&[("origin", origin)], lines].concat()).await;
            assert_eq!(answer.status, status, "{origin} {lines:?}");
        }
    }
}

async fn takes_the_origin_away(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    request.headers_mut().remove(ORIGIN);
    next.call(request).await
}

/// A filter took the origin away between request and response, and the other half of CORS crashed. Here the decision is
/// made once, before anybody inside sees the request.
#[actix_web::test]
async fn cve_2023_35943() {
    let app =
        App::new().route("/", web::get().to(HttpResponse::Ok)).wrap(from_fn(takes_the_origin_away)).wrap(of_site());
    let app = init_service(app).await;
    for (origin, allowed) in [(SITE, Some(SITE)), (EVIL, None)] {
        let answer = ask(&app, "GET", "/", &[("origin", origin)]).await;
        assert_eq!((answer.status, answer.allowed_origin(), answer.header("vary")), (200, allowed, Some("Origin")));
    }
}

async fn overwrites(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://overwritten.example"));
    Ok(response)
}

/// Responses shared the values of their headers, so whoever changed one changed those of others. Here values cannot
/// be changed, only replaced, each in its own response.
#[actix_web::test]
async fn rs_cors_198_and_jub0bs_5_and_14() {
    fn is_shared_freely<T: Send + Sync>(_: &T) {}
    let policy = site().check().unwrap();
    is_shared_freely(&policy);
    let handle = PolicyHandle::from(policy);
    is_shared_freely(&handle);
    let overwritten = App::new().wrap(Cors::new(&handle)).wrap(from_fn(overwrites));
    let (overwritten, app) = (init_service(overwritten).await, init_service(App::new().wrap(Cors::new(&handle))).await);
    let seen = RefCell::new(Vec::new());
    for _ in 0..3 {
        let answer = ask(&overwritten, "GET", "/", &[FROM_SITE]).await;
        seen.borrow_mut().push(answer.allowed_origin().map(str::to_owned));
        assert_eq!(ask(&app, "GET", "/", &[FROM_SITE]).await.allowed_origin(), Some(SITE));
    }
    assert_eq!(seen.into_inner(), vec![Some("https://overwritten.example".to_owned()); 3]);
}
