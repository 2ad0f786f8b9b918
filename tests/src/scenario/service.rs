//! The routes that the scenarios ask, the same for every engine: each policy has its own, for every row.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use actix_web::dev::{AppService, HttpServiceFactory, Service as _};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType, HeaderValue, IF_NONE_MATCH};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use cors_actix::__private::{AnnotatedRoute, register, route};
use cors_actix::{Cors, Draft, Policy};

use super::Table;
use super::seen::Seen;
use crate::annotated::annotated;

/// What the routes share: the table, and what they saw.
#[derive(Debug)]
pub struct Shared {
    table: Table,
    annotated: Vec<&'static AnnotatedRoute>,
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    /// The call that each row is at.
    current: BTreeMap<usize, usize>,
    /// What was seen, with row and call.
    seen: Vec<((usize, usize), Seen)>,
}

impl Shared {
    /// Tests live until the process ends, and so may their policies.
    #[expect(clippy::missing_panics_doc, reason = "a policy that breaks a rule fails the test")]
    pub fn new(mut table: Table) -> Arc<Self> {
        let annotated = std::mem::take(&mut table.policy).into_iter().map(|(name, draft)| {
            let (draft, served) = draft_of(draft);
            let policy = draft.route_methods(&served).check().unwrap_or_else(|error| panic!("{name}: {error}"));
            let path: &'static str = format!("/{{row}}/{name}{{rest:(/.*)?}}").leak();
            let methods: Vec<&'static str> = served.into_iter().map(|method| &*method.leak()).collect();
            annotated(path, methods.leak(), policy)
        });
        let annotated = annotated.collect();
        Arc::new(Shared { table, annotated, log: Mutex::default() })
    }

    /// The rows.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The requests of a row that come now belong to this call of it.
    #[expect(clippy::missing_panics_doc, reason = "a route that panics fails the test")]
    pub fn mark(&self, (row, call): (usize, usize)) {
        self.log.lock().unwrap().current.insert(row, call);
    }

    /// What the routes saw of a call, by row and call.
    #[expect(clippy::missing_panics_doc, reason = "a route that panics fails the test")]
    pub fn take_seen(&self, call: (usize, usize)) -> Vec<Seen> {
        let mut log = self.log.lock().unwrap();
        log.seen.extract_if(.., |(of, _)| *of == call).map(|(_, seen)| seen).collect()
    }

    /// Adds the routes.
    #[expect(clippy::missing_panics_doc, reason = "a policy that breaks a rule fails the test")]
    pub fn configure(self: &Arc<Self>, config: &mut ServiceConfig) {
        let shared = Arc::clone(self);
        let mut all = web::scope("").wrap_fn(move |request, service| {
            shared.note(request.request());
            service.call(request)
        });
        for route in &self.annotated {
            all = all.service(Served(route));
        }
        for (name, draft) in &self.table.around {
            let (draft, served) = draft_of(draft.clone());
            let policy: Policy = draft.check().unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut resource = web::resource(["", "/{rest}"]);
            for method in served {
                resource = resource.route(web::method(method.parse().unwrap()).to(answer));
            }
            all = all.service(web::scope(&format!("/{{row}}/{name}")).wrap(Cors::new(policy)).service(resource));
        }
        config.app_data(Data::from(Arc::clone(self))).service(
            all.route("/page", web::get().to(page))
                .route("/mark/{row}/{call}", web::get().to(mark))
                .route("/sandbox", web::get().to(sandbox))
                // Without any policy: what the row says is all that is said.
                .route("/{row}/bare{rest:(/.*)?}", web::to(answer)),
        );
    }

    fn note(&self, request: &HttpRequest) {
        let Some((row, seen)) = Seen::of(request) else { return };
        let mut log = self.log.lock().unwrap();
        let call = log.current.get(&row).copied().unwrap_or_default();
        log.seen.push(((row, call), seen));
    }
}

fn draft_of(mut draft: toml::Table) -> (Draft, Vec<String>) {
    let served = draft.remove("served").unwrap_or_else(|| vec!["GET"].into());
    (draft.try_into().unwrap(), served.try_into().unwrap())
}

struct Served(&'static AnnotatedRoute);

impl HttpServiceFactory for Served {
    fn register(self, config: &mut AppService) {
        register(config, self.0, route(answer));
    }
}

/// What the row says; the body that came, where there is one.
async fn answer(request: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    let (row, seen) = Seen::of(&request).expect("the routes are those of rows");
    let answers = &shared.table.scenario[row].answers;
    let answer = answers.get(&format!("{} {}", seen.kind(), seen.path)).or_else(|| answers.get(&seen.path));
    let answer = answer.cloned().unwrap_or_default();
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status.unwrap_or(200)).unwrap());
    response.content_type(ContentType::plaintext()).insert_header(("x-total-count", "3"));
    for (name, value) in &answer.headers {
        response.append_header((name.as_str(), value.replace("{row}", &row.to_string())));
    }
    // As the browser asks when it revalidates what it has.
    let tag = answer.headers.iter().find(|(name, _)| name == "etag").map(|(_, value)| value.as_bytes());
    let known = request.headers().get(IF_NONE_MATCH).map(HeaderValue::as_bytes);
    if tag.is_some() && tag == known {
        response.status(StatusCode::NOT_MODIFIED);
    }
    if body.is_empty() { response.body("served") } else { response.body(body) }
}

async fn mark(place: web::Path<(usize, usize)>, shared: Data<Shared>) -> &'static str {
    shared.mark(*place);
    "marked"
}

const PAGE: &str = "<!doctype html><title>A page</title><link rel=icon href=data:,>";

async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(PAGE)
}

/// A page of the origin `null`.
async fn sandbox() -> HttpResponse {
    let policy = (CONTENT_SECURITY_POLICY, "sandbox allow-scripts");
    HttpResponse::Ok().content_type(ContentType::html()).insert_header(policy).body(PAGE)
}
