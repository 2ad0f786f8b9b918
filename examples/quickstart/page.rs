//! The page, which is another origin than the API: its files, what it has to know, and the log that it shows.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::{HttpRequest, HttpResponse, Responder, get, post, web};
use cors_actix::report::Row;
use serde::Serialize;

use super::api;
use super::log::Log;
use super::verdict::{Call, Verdict};

/// What the page has to know.
#[derive(Serialize)]
pub(super) struct Setup {
    api: String,
    page: String,
    /// The page by the machine's other name, which makes it another origin.
    alias: String,
    routes: Vec<Route>,
}

/// A route of the API, and its policy in words.
#[derive(Serialize)]
struct Route {
    #[serde(flatten)]
    row: Row,
    words: String,
}

impl Setup {
    pub(super) fn new(api: String, page: String) -> Self {
        let alias = page.replace("127.0.0.1", "localhost");
        Setup { api, page, alias, routes: api::policies().rows.into_iter().map(Route::from).collect() }
    }
}

impl From<Row> for Route {
    fn from(row: Row) -> Self {
        let words = row.rules.iter().map(|policy| policy.words.as_str()).collect::<Vec<_>>().join("; ");
        Route { row, words }
    }
}

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(html).service(describe).service(requests).service(verdict).configure(frame).service(file);
}

/// A frame that makes calls for the page around it. Each origin serves it, the API's, too.
pub(super) fn frame(config: &mut web::ServiceConfig) {
    config.service(frame_html).service(frame_js);
}

#[get("/")]
async fn html(setup: web::Data<Setup>) -> impl Responder {
    let visitor = Cookie::build("visitor", "ada").path("/").http_only(true).same_site(SameSite::Strict).finish();
    let Setup { api, page, alias, .. } = &**setup;
    let content = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' {api}; \
         frame-src {page} {alias} {api}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    );
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, content))
        .cookie(visitor)
        .body(include_str!("page.html"))
}

/// No other site may have it make calls: `frame-ancestors`.
#[get("/frame")]
async fn frame_html(setup: web::Data<Setup>) -> impl Responder {
    let Setup { api, page, alias, .. } = &**setup;
    let content = format!("default-src 'none'; script-src 'self'; connect-src {api}; frame-ancestors {page} {alias}");
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, content))
        .body(include_str!("frame.html"))
}

#[get("/frame.js")]
async fn frame_js() -> impl Responder {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("frame.js"))
}

#[get("/{file}")]
async fn file(name: web::Path<String>) -> impl Responder {
    let (kind, text) = match name.as_str() {
        "page.css" => ("css", include_str!("page.css")),
        "playground.css" => ("css", include_str!("playground.css")),
        "page.js" => ("javascript", include_str!("page.js")),
        "playground.js" => ("javascript", include_str!("playground.js")),
        "exchange.js" => ("javascript", include_str!("exchange.js")),
        "policies.js" => ("javascript", include_str!("policies.js")),
        "element.js" => ("javascript", include_str!("element.js")),
        _ => return HttpResponse::NotFound().finish(),
    };
    HttpResponse::Ok().content_type(format!("text/{kind}; charset=utf-8")).body(text)
}

/// Whoever opens the page finds the API as it was at the start.
#[get("/setup")]
async fn describe(setup: web::Data<Setup>, items: web::Data<api::Items>) -> impl Responder {
    items.restore();
    web::Json(setup)
}

/// The requests to the API that had the same query as this one.
#[get("/log")]
async fn requests(request: HttpRequest, log: web::Data<Log>) -> impl Responder {
    let seen = log.with_query(request.query_string());
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(seen)
}

/// What `cors_fetch` makes of them.
#[post("/verdict")]
async fn verdict(request: HttpRequest, call: web::Json<Call>, log: web::Data<Log>) -> impl Responder {
    web::Json(Verdict::of(&call, &log.with_query(request.query_string())))
}
