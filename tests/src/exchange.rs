//! `testdata/exchanges/*.toml`: policy + request → decision and headers.

use std::any::Any;
use std::collections::BTreeMap;
use std::path::Path;

use actix_web::dev::{AppService, HttpServiceFactory, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use cors_actix::__private::{AnnotatedRoute, MakePredicate, Runtime, predicate, register, route};
use cors_core::{Draft, Origin, OriginEntry, Policy};
use serde::Deserialize;

use crate::plain::is_handled;

/// Every exchange of every file.
#[derive(Debug)]
pub struct Suite {
    policies: Vec<&'static AnnotatedRoute>,
    /// The rows, each with the policy that it names.
    pub exchanges: Vec<(Exchange, &'static AnnotatedRoute)>,
}

/// One row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What the row shows.
    pub name: String,
    policy: String,
    /// The method of the request.
    #[serde(default = "get")]
    pub method: String,
    /// The headers of the request.
    #[serde(default)]
    pub request: Vec<(String, String)>,
    /// The headers that the handler sets.
    #[serde(default)]
    pub handler: Vec<(String, String)>,
    /// The status that the handler gives.
    #[serde(default = "ok")]
    pub status: u16,
    /// What the engine decides.
    pub decision: String,
    answer: Option<u16>,
    headers: Vec<(String, String)>,
}

impl Exchange {
    /// The status that leaves.
    pub fn answer(&self) -> u16 {
        self.answer.unwrap_or(self.status)
    }

    /// The headers that leave, sorted.
    pub fn headers(&self) -> Vec<(String, String)> {
        of_the_protocol(self.headers.iter().cloned())
    }

    /// Whether the handler runs.
    pub fn is_handled(&self) -> bool {
        is_handled(&self.decision)
    }

    /// The request, to this path.
    #[expect(clippy::missing_panics_doc, reason = "the methods of the test data are methods")]
    pub fn request(&self, path: &str) -> TestRequest {
        let request = TestRequest::with_uri(path).method(self.method.parse::<Method>().unwrap());
        self.request
            .iter()
            .fold(request, |request, (name, value)| request.append_header((name.as_str(), value.as_str())))
    }

    /// The response of the handler.
    #[expect(clippy::missing_panics_doc, reason = "the statuses of the test data are status codes")]
    pub fn handle(&self) -> HttpResponse {
        let mut response = HttpResponse::build(StatusCode::from_u16(self.status).unwrap());
        for (name, value) in &self.handler {
            response.append_header((name.as_str(), value.as_str()));
        }
        response.insert_header(("x-handled", "yes")).finish()
    }

    /// Asserts that the response that leaves is as written.
    #[expect(clippy::missing_panics_doc, reason = "it asserts")]
    pub fn check<B>(&self, response: &ServiceResponse<B>) {
        assert_eq!(response.status().as_u16(), self.answer(), "{}", self.name);
        assert_eq!(response.headers().contains_key("x-handled"), self.is_handled(), "{}", self.name);
        let lines = response.headers().iter();
        let lines = lines.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        assert_eq!(of_the_protocol(lines), self.headers(), "{}", self.name);
    }
}

/// The headers that an exchange speaks of, sorted.
pub fn of_the_protocol(headers: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let spoken_of = |name: &str| name.starts_with("access-control-") || matches!(name, "timing-allow-origin" | "vary");
    let mut headers: Vec<_> = headers.filter(|(name, _)| spoken_of(name)).collect();
    headers.sort();
    headers
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    policy: BTreeMap<String, toml::Table>,
    exchange: Vec<Exchange>,
}

impl Suite {
    /// Reads all the files. Panics with the name of the file and the reason if one is wrong.
    #[expect(clippy::missing_panics_doc, reason = "test data that cannot be read fails the test")]
    pub fn load() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/exchanges");
        let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let mut suite = Suite { policies: Vec::new(), exchanges: Vec::new() };
        for path in paths {
            let file = path.file_stem().unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let File { policy, exchange } = toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
            let policies: BTreeMap<_, _> =
                policy.into_iter().map(|(name, table)| (name.clone(), annotated(file, &name, table))).collect();
            suite.policies.extend(policies.values());
            suite.exchanges.extend(exchange.into_iter().map(|row| {
                let policy = policies.get(&row.policy).unwrap_or_else(|| panic!("{file}: no policy {}", row.policy));
                (row, *policy)
            }));
        }
        suite
    }

    /// Adds a route for each policy, whose handler answers row N as the request header `x-row: N` asks for.
    pub fn configure(suite: Data<Self>, config: &mut ServiceConfig) {
        for policy in &suite.policies {
            config.service(Served(policy));
        }
        config.app_data(suite);
    }
}

/// A policy of a file on a route of its own. Tests live until the process ends, and so may their policies.
fn annotated(file: &str, name: &str, mut table: toml::Table) -> &'static AnnotatedRoute {
    let served = table.remove("served").unwrap_or_else(|| vec!["GET"].into());
    let served: Vec<String> = served.try_into().unwrap_or_else(|error| panic!("{file}, {name}: {error}"));
    let predicate: Option<MakePredicate> = table.remove("with").map(|kind| match kind.as_str() {
        Some("now") => || predicate(|origin: &Origin<'_>, _: &HttpRequest| vouches(origin)),
        Some("later") => || predicate(vouches_later),
        _ => panic!("{file}, {name}: `with` is \"now\" or \"later\""),
    });
    let listed = predicate.and_then(|_| table.remove("origins"));
    let mut draft: Draft = table.try_into().unwrap_or_else(|error| panic!("{file}, {name}: {error}"));
    if predicate.is_some() {
        let listed: Vec<OriginEntry> = listed.map(|listed| listed.try_into().unwrap()).unwrap_or_default();
        draft = draft.origins(listed.into_iter().chain([OriginEntry::Predicate]));
    }
    let policy: Policy = draft.route_methods(&served).check().unwrap_or_else(|error| panic!("{file}, {name}: {error}"));
    let path: &'static str = format!("/{file}/{name}").leak();
    let methods: Vec<&'static str> = served.into_iter().map(|method| &*method.leak()).collect();
    let predicate = predicate.map(|predicate| &*Box::leak(Box::new(predicate)) as &(dyn Any + Send + Sync));
    crate::annotated::annotated(path, methods.leak(), policy.with_runtime(Runtime { predicate, ..Runtime::NONE }))
}

/// What the application of the test data says about origins that a policy does not list.
pub fn vouches(origin: &Origin<'_>) -> bool {
    origin.as_str().ends_with(".tenant.example")
}

async fn vouches_later(origin: &Origin<'_>, _: &HttpRequest) -> bool {
    tokio::task::yield_now().await;
    vouches(origin)
}

struct Served(&'static AnnotatedRoute);

impl HttpServiceFactory for Served {
    fn register(self, config: &mut AppService) {
        register(config, self.0, route(answer));
    }
}

async fn answer(request: HttpRequest, suite: Data<Suite>) -> HttpResponse {
    let row = request.headers().get("x-row").and_then(|row| row.to_str().ok()?.parse::<usize>().ok());
    suite.exchanges[row.unwrap()].0.handle()
}

fn get() -> String {
    "GET".to_owned()
}

fn ok() -> u16 {
    200
}
