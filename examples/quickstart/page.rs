//! The page, which is on another origin than the API: its files, what it has to know, and what it asks.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::{HttpRequest, HttpResponse, Responder, get, post, web};
use cors_actix::report::Row;
use cors_actix::{PolicyHandle, cors};
use serde::Serialize;

use super::log::Log;
use super::verdict::{Call, Verdict};
use super::{api, policy};

/// What the page has to know.
#[derive(Serialize)]
pub(super) struct Setup {
    api: String,
    page: String,
    /// The page by the machine's other name, which makes it another origin.
    alias: String,
    routes: Vec<Route>,
}

/// A route of the API, and its handler as it is in the source.
#[derive(Serialize)]
struct Route {
    handler: String,
    method: String,
    path: String,
    /// The comment above it.
    about: String,
    /// Its `#[cors(…)]`.
    attribute: String,
}

impl Setup {
    pub(super) fn new(api: String, page: String) -> Self {
        let alias = page.replace("127.0.0.1", "localhost");
        Setup { api, page, alias, routes: api::policies().rows.into_iter().map(Route::from).collect() }
    }
}

impl From<Row> for Route {
    fn from(row: Row) -> Self {
        let handler = row.handler.unwrap_or_default();
        let source = include_str!("api.rs");
        let (above, _) = source.split_once(&format!("async fn {handler}(")).unwrap_or_default();
        let (_, above) = above.rsplit_once("\n\n").unwrap_or_default();
        let (comments, code): (Vec<_>, Vec<_>) = above.lines().partition(|line| line.starts_with("///"));
        let about: Vec<_> = comments.iter().map(|line| line.trim_start_matches("///").trim()).collect();
        // The last line is actix-web's attribute.
        let attribute = code[..code.len().saturating_sub(1)].join("\n");
        let method = row.methods.into_iter().next().unwrap_or_default();
        Route { handler, method, path: row.path, about: about.join(" "), attribute }
    }
}

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.app_data(web::PayloadConfig::new(policy::LONGEST));
    config.service(html).service(setup_js).service(requests).service(verdict).service(written).service(restore);
    config.configure(frame).service(file);
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
        "page.js" => ("javascript", include_str!("page.js")),
        "policy.js" => ("javascript", include_str!("policy.js")),
        "call.js" => ("javascript", include_str!("call.js")),
        "exchange.js" => ("javascript", include_str!("exchange.js")),
        "ten_calls.js" => ("javascript", include_str!("ten_calls.js")),
        "element.js" => ("javascript", include_str!("element.js")),
        _ => return HttpResponse::NotFound().finish(),
    };
    HttpResponse::Ok().content_type(format!("text/{kind}; charset=utf-8")).body(text)
}

/// A module, so the page has it when its own modules start.
#[get("/setup.js")]
async fn setup_js(setup: web::Data<Setup>) -> serde_json::Result<impl Responder> {
    let module = format!("export default {};", serde_json::to_string(&setup)?);
    Ok(HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(module))
}

/// Takes the policy that the visitor writes. Pages of other origins are refused, also those that make a name of their own point
/// to this server.
#[cors(off, hosts("127.0.0.1:*", "localhost:*"))]
#[post("/policy")]
async fn written(text: String, in_force: web::Data<PolicyHandle>) -> impl Responder {
    web::Json(policy::replace(&text, &in_force))
}

/// Puts the items back that the API had at the start.
#[cors(off, hosts("127.0.0.1:*", "localhost:*"))]
#[post("/restore")]
async fn restore(items: web::Data<api::Items>) -> impl Responder {
    items.restore();
    HttpResponse::NoContent()
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
