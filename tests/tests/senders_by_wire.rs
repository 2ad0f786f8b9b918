//! Who may send: every row of `testdata/senders.toml`, byte for byte through a real server. Each policy is that of a `Cors`
//! around a plain handler, of one with middleware inside, and of an annotated route: by itself, inside of a `Cors` with
//! another policy, and inside of one without a policy.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{AppService, HttpServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{Error, HttpResponse};
use cors_actix::__private::{AnnotatedRoute, register, route};
use cors_actix::{Cors, Policy, policy};
use cors_tests::senders::{Row, Senders};
use cors_tests::server::Server;
use cors_tests::wire::{Connection, Response};

/// Where each policy is.
const PLACES: &[&str] = &["alone", "around", "annotated", "other/annotated", "by-route/annotated"];
/// How many rows HTTP/1 or actix-web do not carry.
const NOT_ON_THE_WIRE: usize = 4;

/// An origin that no row comes from.
static OTHER: Policy = policy!(origins = "https://other-policy.example", credentials);

static RUNS: AtomicUsize = AtomicUsize::new(0);

async fn handler() -> HttpResponse {
    RUNS.fetch_add(1, Ordering::Relaxed);
    HttpResponse::Ok().body("ran")
}

async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    next.call(request).await
}

struct Annotated(&'static AnnotatedRoute);

impl HttpServiceFactory for Annotated {
    fn register(self, config: &mut AppService) {
        register(config, self.0, route(handler));
    }
}

/// A route that serves every method of the rows.
fn annotated(name: &str, policy: Policy, methods: &'static [&'static str]) -> &'static AnnotatedRoute {
    cors_tests::annotated::annotated(format!("/annotated/{name}").leak(), methods, policy)
}

fn serve(senders: &Senders) -> Server {
    let mut methods: Vec<&'static str> = senders.row.iter().map(|row| &*row.method.clone().leak()).collect();
    methods.sort_unstable();
    methods.dedup();
    let methods = methods.leak();
    let policies = senders.policies().map(|name| {
        let policy = senders.plain_policy(name).draft().check().unwrap();
        (name.to_owned(), policy.clone(), annotated(name, policy, methods))
    });
    let policies: Vec<_> = policies.collect();
    Server::start(move |config: &mut ServiceConfig| {
        let routes = |config: &mut ServiceConfig| {
            for (_, _, annotated) in &policies {
                config.service(Annotated(annotated));
            }
        };
        let by_route = Cors::by_route().around(from_fn(pass));
        config
            .configure(routes)
            .service(web::scope("/other").configure(routes).wrap(Cors::new(&OTHER).around(from_fn(pass))))
            .service(web::scope("/by-route").configure(routes).wrap(by_route));
        for (name, policy, _) in &policies {
            let (alone, around) = (format!("/alone/{name}"), format!("/around/{name}"));
            let cors = || Cors::new(policy.clone());
            config
                .service(web::scope(&alone).route("", web::to(handler)).wrap(cors()))
                .service(web::scope(&around).route("", web::to(handler)).wrap(cors().around(from_fn(pass))));
        }
    })
}

/// Sends the request of a row as it is written.
fn send(server: &Server, row: &Row, path: &str) -> Response {
    let target = row.authority.as_ref().map(|authority| format!("http://{authority}")).unwrap_or_default();
    // HTTP/1.1 has a `Host` line, and HTTP/1.0 names the length of a body.
    let has_host = row.lines().iter().any(|(name, _)| name == "host");
    let (version, length) = if has_host { ("1.1", "") } else { ("1.0", "content-length: 0\r\n") };
    let mut bytes = format!("{} {target}{path} HTTP/{version}\r\n{length}", row.method).into_bytes();
    for (name, value) in row.lines() {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend(value);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    Connection::open(server.address).send(&bytes, row.method == "HEAD")
}

#[test]
fn handlers_run_for_whom_they_should() {
    let senders = Senders::load();
    let server = serve(&senders);
    let mut wrong = Vec::new();
    for row in &senders.row {
        let status = if row.not_on_the_wire.is_some() { 400 } else { row.status };
        for place in PLACES {
            RUNS.store(0, Ordering::Relaxed);
            let response = send(&server, row, &format!("/{place}/{}", row.policy));
            let runs = RUNS.load(Ordering::Relaxed);
            let is_text = matches!(response.status, 200 | 204 | 400) || row.method == "HEAD";
            let is_explained = is_text || response.body.starts_with("CORS: ");
            if (response.status, runs) != (status, usize::from(status == 200)) || !is_explained {
                wrong.push(format!("{place}, {}: {runs} runs, and {response:?} instead of {status}", row.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let skipped = senders.row.iter().filter_map(|row| row.not_on_the_wire.as_ref());
    assert_eq!(skipped.inspect(|why| assert!(why.ends_with('.'), "{why}")).count(), NOT_ON_THE_WIRE);
}
