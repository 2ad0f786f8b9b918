//! The report of a whole application.

mod ask;
mod example_path;
mod policies;
mod resources;
mod rows;

use std::fmt;

use actix_http::Request;
use actix_service::IntoServiceFactory;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::{App, Error, web};

use self::ask::{Answer, Asker, Question};
use self::example_path::encoded;
use self::policies::Policies;
use self::resources::{Resource, resources};
use self::rows::{Said, rows};
use crate::report::contents::Report;
use crate::report::row::{AnsweredBy, Preflights, Row, RowKind};
use crate::routing::building;

/// Lists every resource that a configuration registers, and the policy that applies to it.
///
/// The closure or function is the one that the application is configured by. What is wrapped around the whole [`App`] is
/// not part of a configuration; [`Report::of`] takes all of it.
///
/// ```
/// use actix_web::{Responder, get, web};
/// use cors_actix::cors;
/// # async fn health() -> impl Responder { "up" }
///
/// #[cors(origins = "https://app.example.com")]
/// #[get("/items")]
/// async fn list() -> impl Responder {
///     "items"
/// }
///
/// fn configure(config: &mut web::ServiceConfig) {
///     config.service(web::scope("/api").service(list)).route("/health", web::get().to(health));
/// }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let report = cors_actix::report(configure).await.unwrap();
/// assert_eq!(
///     report.snapshot(),
///     "\
/// /* (unmatched): no policy
/// /api/* (unmatched): no policy
/// /api/items list: methods GET
/// /api/items list: origins https://app.example.com
/// /api/items list: serves GET
/// /health (no name): no policy
/// /health (no name): serves GET
/// "
/// );
/// # }
/// ```
///
/// # Errors
/// The application does not start. Standard error says why.
pub async fn report(configure: impl FnOnce(&mut web::ServiceConfig)) -> Result<Report, CannotStart> {
    Report::of(App::new().configure(configure)).await
}

impl Report {
    /// Lists every resource of an application, and the policy that applies to it.
    ///
    /// It builds the application once, as a test does, and asks it: it routes a preflight and a request to each resource,
    /// as [`Cors`](crate::Cors) does, and polls nothing, so no handler and no extractor runs.
    ///
    /// ```
    /// use actix_web::{App, web};
    /// use cors_actix::report::{AnsweredBy, Report};
    /// use cors_actix::{Cors, Policy, policy};
    ///
    /// static FRONTEND: Policy = policy!(origins = "https://app.example.com");
    ///
    /// # #[actix_web::main]
    /// # async fn main() {
    /// let app = App::new().route("/items", web::get().to(|| async { "items" })).wrap(Cors::new(&FRONTEND));
    /// let report = Report::of(app).await.unwrap();
    /// assert!(report.rows.iter().all(|row| row.answered_by == AnsweredBy::Cors));
    /// # }
    /// ```
    ///
    #[doc = include_str!("limits.md")]
    ///
    /// # Errors
    /// The application does not start. Standard error says why.
    pub async fn of<T, B>(app: App<T>) -> Result<Report, CannotStart>
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
                Service: 'static,
            > + 'static,
        B: MessageBody + 'static,
    {
        let asker = Asker::default();
        building::start();
        let factory = app.wrap(asker.clone()).into_factory();
        let app = factory.new_service(AppConfig::default()).await;
        let policies = Policies::new(building::finish());
        let app = app.map_err(|()| CannotStart(()))?;
        let ask = |question, request: Request| asker.ask(question, || drop(app.call(request)));
        let tree = ask(Question::Resources, Request::new()).resources;
        let resources = tree.map(|tree| resources(&tree, policies.routes())).unwrap_or_default();
        let mut report = Report { rows: Vec::new(), notes: Vec::new() };
        for resource in &resources.all {
            let example = resources.example(resource);
            let rows = rows(resource, &policies, |method| {
                let path = encoded(example.as_deref()?);
                let preflight = ask(Question::Preflight, request(resource, &path, method, None)?);
                let actual = addressed(resource, &path, method, &preflight);
                let actual = actual.map(|request| ask(Question::Actual, request));
                policies.note_seen(preflight.policies().chain(actual.iter().flat_map(Answer::policies)));
                Some(Said { preflight, actual })
            });
            let is_new = |row: &Row| !resource.may_be_none || !report.is_unmatched_alike(row);
            report.rows.extend(rows.into_iter().filter(is_new).collect::<Vec<_>>());
        }
        report.note_hidden(&policies.hidden());
        Ok(report)
    }

    /// Whether the unmatched paths of the scope around get the same.
    fn is_unmatched_alike(&self, row: &Row) -> bool {
        let is_around = |other: &&Row| {
            let rest = row.path.strip_prefix(&*other.path);
            other.kind == RowKind::Unmatched && rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let outer = self.rows.iter().filter(is_around).max_by_key(|other| other.path.len());
        outer.is_some_and(|outer| Row { path: outer.path.clone(), ..row.clone() } == *outer)
    }

    /// Says what cannot be told since the report has not reached each `Cors`: which rows it answers.
    fn note_hidden(&mut self, hidden: &[&str]) {
        if hidden.is_empty() {
            return;
        }
        for row in self.rows.iter_mut().filter(|row| row.answered_by != AnsweredBy::Route) {
            (row.answered_by, row.preflights) = (AnsweredBy::Unknown, Preflights::Unknown);
            row.rules.clear();
        }
        let note = |whose| {
            format!(
                "the report has not reached {whose}, which may answer where it says \"unknown\": middleware around it waits \
                 before it calls what is inside, or guards or other routes take its requests away"
            )
        };
        self.notes.extend(hidden.iter().map(note));
    }
}

/// An application that does not start, so there is no report about it. Standard error says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotStart(());

impl fmt::Display for CannotStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the application does not start, so there is no report about it; standard error says why")
    }
}

impl std::error::Error for CannotStart {}

/// A request with the headers that the guards of the resource ask for.
fn request(resource: &Resource, path: &str, method: &str, host: Option<&str>) -> Option<Request> {
    let mut request = TestRequest::with_uri(path).method(method.parse().ok()?);
    if let Some(host) = host {
        request = request.insert_header((HOST, HeaderValue::try_from(host).ok()?));
    }
    for (name, value) in &resource.headers {
        let header = (HeaderName::try_from(name.as_str()).ok()?, HeaderValue::try_from(value.as_str()).ok()?);
        request = request.insert_header(header);
    }
    Some(request.to_request())
}

/// The same, to a host that each `Cors` accepts which the preflight has come to. `None` if there is none.
fn addressed(resource: &Resource, path: &str, method: &str, preflight: &Answer) -> Option<Request> {
    let is_accepted = |request: &Request| preflight.policies().all(|policy| !policy.refuses_host(request.head()));
    let hosts = preflight.policies().flat_map(|policy| policy.hosts());
    let hosts = hosts.map(|host| Some(host.replace("*.", "any.").replace(":*", ""))).chain([None]);
    hosts.filter_map(|host| request(resource, path, method, host.as_deref())).find(is_accepted)
}
