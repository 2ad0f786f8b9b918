//! A candidate beside the live policy, over requests.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use cors_actix::Cors;
use cors_fleet::{Sample, ShadowReport, Store};
use support::wait_until;

const A: &str = "https://a.example";
const B: &str = "https://b.example";

fn file(test: &str, live: &str, candidate: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shadow_{test}.toml"));
    write(&path, live, candidate);
    path
}

fn write(path: &Path, live: &str, candidate: &str) {
    let candidate = if candidate.is_empty() { String::new() } else { format!("[partners.shadow]\n{candidate}\n") };
    let new = path.with_extension("new");
    fs::write(&new, format!("[partners]\n{live}\n{candidate}")).unwrap();
    fs::rename(new, path).unwrap();
}

/// A request: its method, path, and headers.
type Request<'r> = (Method, &'r str, &'r [(&'r str, &'r str)]);

/// What is counted when a service gets these requests.
async fn counted(path: &Path, requests: &[Request<'_>]) -> Option<ShadowReport> {
    let store = Store::open(path).unwrap();
    let shadow = store.shadow("partners").unwrap();
    let cors = Cors::new(store.handle("partners").unwrap());
    let route = web::resource("/items/{id}").to(async || "");
    let app = init_service(App::new().service(route).wrap(cors).wrap(shadow.clone())).await;
    for (method, path, headers) in requests {
        let mut request = TestRequest::with_uri(path).method(method.clone());
        for header in *headers {
            request = request.append_header(*header);
        }
        call_service(&app, request.to_request()).await;
    }
    store.close();
    shadow.report()
}

fn said(sample: &Sample) -> (u64, &str, &str, Option<&str>, &str, &str) {
    let Sample { requests, method, route, origin, live, candidate, .. } = sample;
    (*requests, method, route, origin.as_deref(), live, candidate)
}

#[actix_web::test]
async fn each_difference_is_counted_and_described() {
    let preflight = |origin, method| vec![("origin", origin), ("access-control-request-method", method)];
    let [from_a, from_b] = [A, B].map(|origin| [("origin", origin)]);
    let one = "origins = 'https://a.example'";
    let two = "origins = ['https://a.example', 'https://b.example']";
    let (get, post, options) = (Method::GET, Method::POST, Method::OPTIONS);
    for (live, candidate, (method, headers), differs) in [
        (one, two, (&get, &from_a[..]), None),
        (one, two, (&get, &from_b[..]), Some(("page may not read (origin-not-allowed)", "page may read"))),
        (one, "origins = '*'", (&get, &from_a[..]), None),
        (one, two, (&options, &preflight(A, "PUT")[..]), None),
        (
            two,
            one,
            (&options, &preflight(B, "PUT")[..]),
            Some(("preflight does not cover the request (method-not-allowed)", "preflight fails (origin-not-allowed)")),
        ),
        (
            "origins = ['https://a.example', 'https://b.example']\nmethods = ['PUT']",
            one,
            (&options, &preflight(B, "PUT")[..]),
            Some(("preflight approved", "preflight fails (origin-not-allowed)")),
        ),
        (
            "origins = 'https://a.example'\nmax_age = 60",
            "origins = 'https://a.example'\ncredentials = true",
            (&options, &preflight(A, "GET")[..]),
            Some((
                "preflight approved, no access-control-allow-credentials, access-control-max-age: 60",
                "preflight approved, access-control-allow-credentials: true, no access-control-max-age",
            )),
        ),
        (one, "origins = 'https://a.example'\nexpose = ['etag']", (&get, &from_b[..]), None),
        (
            one,
            "origins = 'https://a.example'\nexpose = ['etag']",
            (&get, &from_a[..]),
            Some((
                "page may read, no access-control-expose-headers",
                "page may read, access-control-expose-headers: etag",
            )),
        ),
        (
            "origins = 'https://a.example'\nenforce = false",
            one,
            (&post, &from_b[..]),
            Some(("page may not read (origin-not-allowed)", "blocked with 403 (origin-not-host)")),
        ),
        (
            one,
            "origins = 'https://a.example'\nhosts = ['api.example']",
            (&get, &[("host", "other.example")][..]),
            Some(("handler runs", "blocked with 421 (host-not-allowed)")),
        ),
        (one, two, (&get, &[][..]), None),
    ] {
        let path = file("differences", live, candidate);
        let report = counted(&path, &[(method.clone(), "/items/7", headers)]).await.unwrap();
        let has_origin = headers.iter().any(|(name, _)| *name == "origin");
        assert_eq!(report.requests, u64::from(has_origin || differs.is_some()), "{live} → {candidate}: {report}");
        assert_eq!(report.differences, u64::from(differs.is_some()), "{live} → {candidate}: {report}");
        let words: Vec<_> = report.samples.iter().map(|sample| (&*sample.live, &*sample.candidate)).collect();
        assert_eq!(words, Vec::from_iter(differs), "{live} → {candidate}");
        assert!(report.samples.iter().all(|sample| sample.route == "/items/{id}"), "{report}");
    }
}

#[actix_web::test]
async fn samples_are_grouped_escaped_and_cut() {
    let path = file("samples", "origins = 'https://a.example'", "origins = '*'");
    let long = format!("/none/{}", "x".repeat(5000));
    let (from_b, strange) = ([("origin", B)], [("origin", "https://\u{e9}\u{202e}.example")]);
    let get = |path, headers| (Method::GET, path, headers);
    let requests = [
        get("/items/1", &from_b[..]),
        get("/items/2", &from_b[..]),
        get(&long, &from_b[..]),
        get("/items/1", &strange[..]),
    ];
    let report = counted(&path, &requests).await.unwrap();
    assert_eq!((report.requests, report.differences, report.replicas), (4, 4, 1));
    let first = (2, "GET", "/items/{id}", Some(B), "page may not read (origin-not-allowed)", "page may read");
    assert_eq!(said(&report.samples[0]), first);
    assert_eq!(report.samples[1].route.chars().count(), 121);
    let text = report.to_string();
    assert!(
        text.starts_with("candidate 1: 4 of 4 requests would be decided differently (1 replica, 0 s)\n  2 × GET"),
        "{text}"
    );
    assert!(text.contains("from https://\u{e9}\\u{202e}.example\n"), "{text}");
}

#[actix_web::test]
async fn a_candidate_comes_and_goes_with_its_table() {
    let (one, two) = ("origins = 'https://a.example'", "origins = ['https://a.example', 'https://b.example']");
    let path = file("comes", one, "");
    let store = Store::open(&path).unwrap();
    let shadow = store.shadow("partners").unwrap();
    let cors = Cors::new(store.handle("partners").unwrap());
    let app = init_service(App::new().wrap(cors).wrap(shadow.clone())).await;
    let ask = async || {
        let response = call_service(&app, TestRequest::get().insert_header(("origin", B)).to_request()).await;
        response.headers().get("access-control-allow-origin").is_some_and(|allowed| allowed == B)
    };
    ask().await;
    assert_eq!(shadow.report(), None);
    write(&path, one, two);
    wait_until(|| shadow.report().is_some());
    assert!(!ask().await, "the live policy answers");
    assert_eq!(shadow.report().unwrap().differences, 1);
    write(&path, two, "");
    wait_until(|| shadow.report().is_none());
    assert!(ask().await);
    assert!(store.shadow("others").unwrap_err().to_string().contains("it has `partners`"));
}
