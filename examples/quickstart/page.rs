//! The page, which is another origin than the API: its files, what it has to know, and the log that it shows.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::{HttpRequest, HttpResponse, Responder, get, web};
use cors_actix::AnnotatedRoute;
use serde::Serialize;

use super::api;
use super::log::Log;

/// What the page has to know.
#[derive(Serialize)]
pub(super) struct Setup {
    api: String,
    routes: Vec<Route>,
}

/// A route of the API, and its policy in words.
#[derive(Serialize)]
struct Route {
    handler: &'static str,
    methods: &'static [&'static str],
    path: &'static str,
    policy: String,
}

impl Setup {
    pub(super) fn new(api: String) -> Self {
        Setup { api, routes: api::described().map(Route::from).collect() }
    }
}

impl From<&'static AnnotatedRoute> for Route {
    fn from(route: &'static AnnotatedRoute) -> Self {
        Route {
            handler: route.name(),
            methods: route.methods(),
            path: route.path(),
            policy: match route.policy() {
                Ok(Some(policy)) => policy.to_string(),
                Ok(None) => "no CORS".to_owned(),
                Err(violations) => violations.to_string(),
            },
        }
    }
}

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(html).service(css).service(js).service(describe).service(requests);
}

#[get("/")]
async fn html(setup: web::Data<Setup>) -> impl Responder {
    let visitor = Cookie::build("visitor", "ada").path("/").http_only(true).same_site(SameSite::Strict).finish();
    let content = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' {}",
        setup.api
    );
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, content))
        .cookie(visitor)
        .body(include_str!("page.html"))
}

#[get("/page.css")]
async fn css() -> impl Responder {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("page.css"))
}

#[get("/page.js")]
async fn js() -> impl Responder {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("page.js"))
}

#[get("/setup")]
async fn describe(setup: web::Data<Setup>) -> impl Responder {
    web::Json(setup)
}

/// The requests to the API that had the same query as this one.
#[get("/log")]
async fn requests(request: HttpRequest, log: web::Data<Log>) -> impl Responder {
    let seen = log.with_query(request.query_string());
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(seen)
}
