//! What nginx and Varnish make of a server with this library: nobody gets a response that was made for somebody else, and
//! what is the same for everybody is asked for once.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Error, HttpRequest, HttpResponse, route};
use cors_actix::{Cors, Origin, Policy, cors, policy};
use cors_tests::cache::{Cache, Kind, with_caches};
use cors_tests::closing::{self, Reply};
use cors_tests::server::Server;

const A: &str = "https://a.example.com";
const B: &str = "https://b.example.com";
const FOREIGN: &str = "https://foreign.test";

/// The `Origin` of those who ask.
const REQUESTERS: [Option<&str>; 4] = [Some(A), Some(B), Some(FOREIGN), None];

// ---- The application

static BOTH: Policy = policy!(origins("https://a.example.com", "https://b.example.com"), credentials);

fn page() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "max-age=600")).body("a page for everybody ".repeat(100))
}

/// Handlers that differ in nothing but their policy.
macro_rules! pages {
    ($($name:ident $path:literal ($($policy:tt)*);)*) => {
        $(
            #[cors($($policy)*)]
            #[route($path, method = "GET", method = "HEAD")]
            async fn $name() -> HttpResponse {
                page()
            }
        )*

        fn annotated(config: &mut ServiceConfig) {
            config$(.service($name))*;
        }
    };
}

pages! {
    list "/list" (origins("https://a.example.com", "https://b.example.com"), expose("etag"));
    wildcard "/wildcard" (origins = "https://*.example.com", timing);
    regex "/regex" (origins(regex = r"https://[a-z]\.example\.com"));
    asked "/asked" (origins(with = vouches));
    credentials "/credentials" (policy = BOTH);
    enforced "/enforced" (origins("https://a.example.com", "https://b.example.com"), enforce);
    enforced_one "/enforced-one" (origins = "https://a.example.com", enforce);
    any "/any" (origins = "*", expose = "*", timing);
    one "/one" (origins = "https://a.example.com", expose("etag"));
    one_credentials "/one-credentials" (origins = "https://a.example.com", credentials);
    off "/off" (off);
}

async fn vouches(origin: &Origin<'_>, _: &RequestHead) -> bool {
    tokio::task::yield_now().await;
    origin.host().ends_with(".example.com")
}

/// What people write by hand: the origin that asks is let in, and no cache is told that it matters.
async fn reflecting(request: HttpRequest) -> HttpResponse {
    let mut response = page();
    if let Some(origin) = request.headers().get("origin").filter(|origin| [A, B].iter().any(|known| origin == known)) {
        response.headers_mut().insert("access-control-allow-origin".parse().unwrap(), origin.clone());
    }
    response
}

async fn fails() -> Result<HttpResponse, Error> {
    Err(actix_web::error::ErrorInternalServerError("it failed"))
}

/// Two languages, each in as many encodings as `Compress` knows.
async fn in_languages(request: HttpRequest) -> HttpResponse {
    let german = request.headers().get("accept-language").is_some_and(|language| language == "de");
    let text = if german { "eine Seite für alle " } else { "a page for everybody " };
    let mut response = HttpResponse::Ok();
    response.insert_header(("cache-control", "max-age=600")).insert_header(("vary", "accept-language"));
    response.body(text.repeat(100))
}

#[cors(origins("https://a.example.com", "https://b.example.com"))]
#[route("/inside-of-the-route", method = "GET", wrap = "Compress::default()")]
async fn compressed_inside(request: HttpRequest) -> HttpResponse {
    in_languages(request).await
}

#[cors(origins("https://a.example.com", "https://b.example.com"))]
#[route("/route", method = "GET")]
async fn compressed_outside(request: HttpRequest) -> HttpResponse {
    in_languages(request).await
}

#[cors(origins = "*")]
#[route("/any", method = "GET")]
async fn compressed_any() -> HttpResponse {
    page()
}

/// What the library would send, written by hand.
async fn varying_by_hand(request: HttpRequest) -> HttpResponse {
    let mut response = in_languages(request.clone()).await;
    let permission = reflecting(request).await.headers().get("access-control-allow-origin").cloned();
    if let Some(origin) = permission {
        response.headers_mut().insert("access-control-allow-origin".parse().unwrap(), origin);
    }
    response.headers_mut().insert("vary".parse().unwrap(), "accept-language, origin".parse().unwrap());
    response
}

/// It lasts a second, and may be asked whether it is still the same.
fn aging(request: &HttpRequest) -> HttpResponse {
    let is_known = request.headers().get("if-none-match").is_some_and(|tag| tag == "\"one\"");
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(("cache-control", "max-age=1")).insert_header(("etag", "\"one\""));
    if is_known { response.finish() } else { response.body("a page that ages") }
}

#[cors(origins("https://a.example.com", "https://b.example.com"), credentials)]
#[route("/aging/list", method = "GET")]
async fn aging_list(request: HttpRequest) -> HttpResponse {
    aging(&request)
}

#[cors(origins = "*")]
#[route("/aging/any", method = "GET")]
async fn aging_any(request: HttpRequest) -> HttpResponse {
    aging(&request)
}

#[cors(origins("https://a.example.com", "https://b.example.com"), methods(GET, PUT), headers("x-a"), max_age = "1h")]
#[route("/list", method = "GET", method = "PUT")]
async fn preflighted_list() -> HttpResponse {
    page()
}

#[cors(origins = "*", headers = "*")]
#[route("/any", method = "GET", method = "PUT")]
async fn preflighted_any() -> HttpResponse {
    page()
}

#[cors(origins("https://a.example.com", "https://b.example.com"), headers = "*", credentials, private_network)]
#[route("/echo", method = "GET", method = "PUT")]
async fn preflighted_echo() -> HttpResponse {
    page()
}

fn configure(config: &mut ServiceConfig) {
    let by_route = Cors::by_route();
    let compressed = web::scope("/compress")
        .service(compressed_inside)
        .service(
            web::scope("/middle")
                .wrap(Compress::default())
                .wrap(Cors::new(&BOTH))
                .default_service(web::to(in_languages)),
        )
        .service(
            web::scope("/outside-of-the-route")
                .service(compressed_outside)
                .service(compressed_any)
                .wrap(by_route.routes())
                .wrap(Compress::default())
                .wrap(by_route),
        )
        .service(
            web::scope("/outermost")
                .service(compressed_outside)
                .service(compressed_any)
                .route("/by-hand", web::get().to(varying_by_hand))
                .wrap(Compress::default()),
        );
    let preflighted = web::scope("/preflight")
        .service(preflighted_list)
        .service(preflighted_any)
        .service(preflighted_echo)
        .wrap(Cors::new(&BOTH));
    config
        .configure(annotated)
        .service(compressed)
        .service(aging_list)
        .service(aging_any)
        .service(preflighted)
        .route("/reflecting", web::to(reflecting))
        .service(web::scope("/around").wrap(Cors::new(&BOTH)).route("/page", web::to(async || page())))
        .service(web::scope("/failing").wrap(Cors::new(&BOTH)).route("/page", web::to(fails)));
}

// ---- What is seen of it

/// The requests that have reached the server.
#[derive(Debug, Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    /// Those for a path with a query, each as method and condition.
    fn of(&self, path: &str) -> Vec<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_the_path = |line: &String| Some(line.strip_prefix(path)?.strip_prefix(' ')?.to_owned());
        seen.iter().filter_map(of_the_path).collect()
    }
}

async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let seen = request.app_data::<Data<Seen>>().unwrap();
    let condition = if request.headers().contains_key("if-none-match") { " if changed" } else { "" };
    let line = format!("{} {}{condition}", request.uri(), request.method());
    seen.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    next.call(request).await
}

/// A server and what it has seen.
fn serve() -> (Server, Seen) {
    let seen = Seen::default();
    let server = Server::start({
        let seen = seen.clone();
        move |config| {
            config.app_data(Data::new(seen.clone())).service(web::scope("").wrap(from_fn(note)).configure(configure));
        }
    });
    (server, seen)
}

type Headers = Vec<(&'static str, &'static str)>;

fn request_headers(origin: Option<&'static str>) -> Headers {
    origin.into_iter().map(|origin| ("origin", origin)).collect()
}

/// What of a response belongs to one requester alone.
fn permission(reply: &Reply) -> Vec<(&str, &str)> {
    let lines = reply.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut lines: Vec<_> =
        lines.filter(|(name, _)| name.starts_with("access-control-") || *name == "timing-allow-origin").collect();
    lines.sort_unstable();
    lines
}

/// What is wrong with a response that came through a cache; the server itself gives `own` to the same request.
fn complaint(came: &Reply, own: &Reply, requester: &Headers) -> Option<String> {
    let of = |reply: &Reply| format!("{} {:?}", reply.status, permission(reply));
    (of(came) != of(own)).then(|| format!("{requester:?} got {} instead of {}", of(came), of(own)))
}

/// Every order of all four.
static ORDERS: LazyLock<Vec<[Option<&'static str>; 4]>> = LazyLock::new(|| {
    let mut orders = BTreeSet::new();
    for a in 0..4 {
        for b in 0..4 {
            for c in 0..4 {
                let order = [a, b, c, 6_usize.wrapping_sub(a + b + c)];
                if BTreeSet::from(order) == BTreeSet::from([0, 1, 2, 3]) {
                    orders.insert(order);
                }
            }
        }
    }
    orders.into_iter().map(|order| order.map(|index| REQUESTERS[index])).collect()
});

#[test]
fn there_are_24_orders() {
    assert_eq!(BTreeSet::from_iter(&*ORDERS).len(), 24);
}

/// Asks in every order, each with a URL of its own: three times, for all of the page, its headers, and some bytes of it, or
/// the headers first. Returns what is wrong, and how many requests reached the server for each order.
fn in_every_order(cache: &Cache, server: &Server, seen: &Seen, path: &str) -> (Vec<String>, BTreeSet<usize>) {
    let own = REQUESTERS.map(|origin| {
        let headers = request_headers(origin);
        (origin, closing::ask(server.address, "GET", &format!("{path}?itself"), &headers).unwrap())
    });
    let mut complaints = Vec::new();
    let mut counts = BTreeSet::new();
    for (number, order) in ORDERS.iter().enumerate() {
        for rounds in [["GET", "HEAD"], ["HEAD", "GET"]] {
            let url = format!("{path}?{:?}-{number}-{}", cache.kind, rounds[0]);
            for method in rounds {
                for origin in order {
                    let headers = request_headers(*origin);
                    let reply = cache.ask(method, &url, &headers);
                    let (_, own) = own.iter().find(|(requester, _)| requester == origin).unwrap();
                    complaints.extend(complaint(&reply, own, &headers));
                    if method == "GET" {
                        assert_eq!(reply.text(), own.text(), "{url}");
                    }
                }
            }
            for origin in order {
                let mut headers = request_headers(*origin);
                headers.push(("range", "bytes=2-5"));
                let reply = cache.ask("GET", &url, &headers);
                let (_, own) = own.iter().find(|(requester, _)| requester == origin).unwrap();
                if own.status == 200 {
                    assert_eq!((reply.status, reply.text().as_deref()), (206, Some("page")), "{url}");
                }
                let own = Reply { status: reply.status, ..own.clone() };
                complaints.extend(complaint(&reply, &own, &headers));
            }
            counts.insert(seen.of(&url).len());
        }
    }
    (complaints, counts)
}

// ---- The tests

/// The paths, what those who ask in the order of [`REQUESTERS`] get as `Access-Control-Allow-Origin`, and how many requests
/// twelve of theirs cost the server.
const PAGES: &[(&str, [Option<&str>; 4], usize)] = &[
    ("/list", [Some(A), Some(B), None, None], 4),
    ("/wildcard", [Some(A), Some(B), None, None], 4),
    ("/regex", [Some(A), Some(B), None, None], 4),
    ("/asked", [Some(A), Some(B), None, None], 4),
    ("/credentials", [Some(A), Some(B), None, None], 4),
    ("/enforced", [Some(A), Some(B), None, None], 4),
    ("/enforced-one", [Some(A), None, None, None], 4),
    ("/around/page", [Some(A), Some(B), None, None], 4),
    ("/around/nowhere", [Some(A), Some(B), None, None], 4),
    ("/failing/page", [Some(A), Some(B), None, None], 4),
    ("/any", [Some("*"); 4], 1),
    ("/one", [Some(A); 4], 1),
    ("/one-credentials", [Some(A); 4], 1),
    ("/off", [None; 4], 1),
];

#[test]
fn each_gets_their_own_and_what_is_for_everybody_is_asked_for_once() {
    let (server, seen) = serve();
    with_caches("each_gets_their_own", server.address, |cache| {
        for (path, allowed, count) in PAGES {
            for (origin, allowed) in REQUESTERS.iter().zip(allowed) {
                let reply = cache.ask("GET", &format!("{path}?allowed"), &request_headers(*origin));
                assert_eq!(reply.header("access-control-allow-origin"), *allowed, "{:?} {path}", cache.kind);
            }
            let (complaints, counts) = in_every_order(cache, &server, &seen, path);
            assert!(complaints.is_empty(), "{:?} {path}: {complaints:#?}", cache.kind);
            assert_eq!(counts, BTreeSet::from([*count]), "{:?} {path}", cache.kind);
        }
    });
}

/// The tests would see a leak: a handler that reflects origins and says nothing to caches has one, in both of them.
#[test]
fn what_is_written_by_hand_leaks() {
    let (server, seen) = serve();
    with_caches("what_is_written_by_hand_leaks", server.address, |cache| {
        let (complaints, counts) = in_every_order(cache, &server, &seen, "/reflecting");
        assert_eq!(counts, BTreeSet::from([1]), "{:?}", cache.kind);
        for (requester, got) in [(A, B), (B, A), (FOREIGN, A)] {
            let leak = format!("[(\"origin\", {requester:?})] got 200 [(\"access-control-allow-origin\", {got:?})]");
            assert!(complaints.iter().any(|complaint| complaint.starts_with(&leak)), "{:?}: {leak}", cache.kind);
        }
        let lost = format!("[(\"origin\", {A:?})] got 200 [] instead of 200");
        assert!(complaints.iter().any(|complaint| complaint.starts_with(&lost)), "{:?}: {lost}", cache.kind);
    });
}

/// Two browsers, of which one knows gzip, in two languages, from everywhere.
fn readers() -> Vec<Headers> {
    let mut readers = Vec::new();
    for origin in REQUESTERS {
        for language in ["en", "de"] {
            for encoding in [None, Some("gzip")] {
                let mut headers = request_headers(origin);
                headers.push(("accept-language", language));
                headers.extend(encoding.map(|encoding| ("accept-encoding", encoding)));
                readers.push(headers);
            }
        }
    }
    readers
}

/// Orders of many: each element comes first once, and what follows is another order each time.
fn some_orders<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    let order = |first: usize| {
        let mut rest = all.to_vec();
        let mut order = vec![rest.remove(first)];
        let mut state = first;
        while !rest.is_empty() {
            state = (state * 5 + 3) % 4096;
            order.push(rest.remove((state >> 3) % rest.len()));
        }
        order
    };
    (0..all.len()).map(order).collect()
}

/// Lets all readers ask twice, in several orders. Returns what is wrong, and how many got the page compressed.
fn compressed(cache: &Cache, server: &Server, path: &str) -> (Vec<String>, usize) {
    let mut complaints = Vec::new();
    let mut in_gzip = 0;
    for (number, order) in some_orders(&readers()).iter().enumerate() {
        let url = format!("{path}?{:?}-{number}", cache.kind);
        for reader in order.iter().chain(order) {
            let reply = cache.ask("GET", &url, reader);
            let own = closing::ask(server.address, "GET", &format!("{path}?itself"), reader).unwrap();
            complaints.extend(complaint(&reply, &own, reader));
            let encoding = reply.header("content-encoding");
            if encoding.is_some() && encoding != own.header("content-encoding") {
                complaints.push(format!("{reader:?} got {encoding:?}"));
            }
            if reply.text() != own.text() {
                complaints.push(format!("{reader:?} got {:?} instead of {:?}", reply.text(), own.text()));
            }
            in_gzip += usize::from(encoding == Some("gzip"));
        }
    }
    (complaints, in_gzip)
}

#[test]
fn compressed_variants_survive() {
    let (server, _) = serve();
    with_caches("compressed_variants_survive", server.address, |cache| {
        for path in [
            "/compress/inside-of-the-route",
            "/compress/middle/page",
            "/compress/outside-of-the-route/route",
            "/compress/outside-of-the-route/any",
            "/compress/outermost/any",
        ] {
            let (complaints, in_gzip) = compressed(cache, &server, path);
            assert!(complaints.is_empty(), "{:?} {path}: {complaints:#?}", cache.kind);
            // `Compress` says nothing to caches where it does nothing, so that some get the plain page who need not.
            assert!(in_gzip > 0, "{:?} {path}", cache.kind);
        }
        // The line of a `Compress` around all else comes last, and nginx before 1.23 looks at no other.
        let (by_hand, _) = compressed(cache, &server, "/compress/outermost/by-hand");
        let (complaints, _) = compressed(cache, &server, "/compress/outermost/route");
        assert_eq!(complaints.is_empty(), by_hand.is_empty(), "{:?}: {complaints:#?}", cache.kind);
        assert!(by_hand.is_empty() || cache.kind == Kind::Nginx, "{by_hand:#?}");
    });
}

/// What has expired is asked for anew by condition; the answer that nothing has changed goes to the one who asked, too.
#[test]
fn revalidated_responses_stay_apart() {
    let (server, seen) = serve();
    with_caches("revalidated_responses_stay_apart", server.address, |cache| {
        for (path, count) in [("/aging/list", 4), ("/aging/any", 1)] {
            let url = |number: usize| format!("{path}?{:?}-{number}", cache.kind);
            let own =
                |headers: &Headers| closing::ask(server.address, "GET", &format!("{path}?itself"), headers).unwrap();
            // For each order: all ask; then, when it has expired, in another order; then by condition.
            for round in 0..3 {
                for number in 0..ORDERS.len() {
                    for origin in ORDERS[(number + 7 * round) % ORDERS.len()] {
                        let mut headers = request_headers(origin);
                        if round == 2 {
                            headers.push(("if-none-match", "\"one\""));
                        }
                        let reply = cache.ask("GET", &url(number), &headers);
                        let own = own(&headers);
                        assert_eq!(complaint(&reply, &own, &headers), None, "{:?} {path}, {round}", cache.kind);
                        assert_eq!(reply.text(), own.text());
                    }
                }
                if round == 0 {
                    // nginx counts in whole seconds.
                    sleep(Duration::from_millis(2100));
                }
            }
            for number in 0..ORDERS.len() {
                let seen = seen.of(&url(number));
                assert_eq!(seen[..count], vec!["GET"; count], "{:?} {path}", cache.kind);
                assert_eq!(seen[count..2 * count], vec!["GET if changed"; count], "{:?} {path}", cache.kind);
            }
        }
    });
}

/// A cache that is told to keep the answers to preflights gives each to those for whom it was made.
#[test]
fn preflights_stay_apart() {
    let (server, seen) = serve();
    let mut preflights = Vec::new();
    for origin in [A, B, FOREIGN] {
        for method in ["GET", "PUT", "DELETE"] {
            for headers in [None, Some("x-a"), Some("x-b")] {
                let mut preflight = vec![("origin", origin), ("access-control-request-method", method)];
                preflight.extend(headers.map(|headers| ("access-control-request-headers", headers)));
                if headers.is_none() {
                    preflight.push(("access-control-request-private-network", "true"));
                }
                preflights.push(preflight);
            }
        }
    }
    with_caches("preflights_stay_apart", server.address, |cache| {
        // What `*` permits depends on the method alone; the scope's policy refuses DELETE to each origin anew.
        for (path, count) in [("/preflight/list", 6 + 3), ("/preflight/any", 2 + 3), ("/preflight/echo", 18 + 3)] {
            for (number, order) in some_orders(&preflights).iter().enumerate() {
                let url = format!("{path}?{:?}-{number}", cache.kind);
                for preflight in order.iter().chain(order) {
                    let reply = cache.ask("OPTIONS", &url, preflight);
                    let own = closing::ask(server.address, "OPTIONS", &format!("{path}?itself"), preflight).unwrap();
                    assert_eq!(complaint(&reply, &own, preflight), None, "{:?} {path}", cache.kind);
                }
                // nginx passes every OPTIONS on.
                let count = if cache.kind == Kind::Nginx { 2 * preflights.len() } else { count };
                assert_eq!(seen.of(&url).len(), count, "{:?} {path}", cache.kind);
            }
        }
    });
}
