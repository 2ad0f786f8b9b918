//! The API. What a handler allows pages of other origins is in the attribute above it, and nowhere else. The page shows the
//! comments and the attributes as they are here.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::dev::Payload;
use actix_web::error::{ErrorForbidden, ErrorUnauthorized};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, Responder, delete, get, post, put, web};
use cors_actix::{Cors, PolicyHandle, Report, cors, table};
use serde::{Deserialize, Serialize};

/// Every site can read this.
#[cors(origins = "*")]
#[get("/status")]
async fn status() -> impl Responder {
    "up"
}

/// Scripts can read the response header `x-total-count`, because it is exposed, but not `x-internal`.
#[cors(origins = "http://127.0.0.1:*", expose("x-total-count"))]
#[get("/items")]
async fn list(items: web::Data<Items>) -> impl Responder {
    let items = items.lock();
    HttpResponse::Ok()
        .insert_header(("x-total-count", items.len()))
        .insert_header(("x-internal", "shard 7"))
        .json(&*items)
}

/// Requests can carry the visitor's cookie. Without it the response is a 401, which scripts can read as well.
#[cors(origins = "http://127.0.0.1:*", credentials)]
#[get("/me")]
async fn me(visitor: Visitor) -> impl Responder {
    format!("signed in as {}", visitor.name)
}

/// Any form can send plain text, so the browser does not ask for permission first.
#[cors(origins = "http://127.0.0.1:*")]
#[post("/notes")]
async fn note(text: String) -> impl Responder {
    HttpResponse::Created().body(format!("noted: {text}"))
}

/// The browser asks first, because of the method and both headers. It remembers the answer for an hour.
#[cors(origins = "http://127.0.0.1:*", headers("content-type", "x-csrf-token"), max_age = "1h", credentials)]
#[put("/items/{id}")]
async fn save(
    _: Visitor,
    _: FromScript,
    id: web::Path<u64>,
    item: web::Json<Item>,
    items: web::Data<Items>,
) -> impl Responder {
    let Item { name } = item.into_inner();
    let answer = format!("saved: {name}");
    items.lock().insert(id.into_inner(), Item { name });
    answer
}

/// Another method of the same path has its own policy.
#[cors(origins = "http://127.0.0.1:*", headers("x-csrf-token"), credentials)]
#[delete("/items/{id}")]
async fn remove(_: Visitor, _: FromScript, id: web::Path<u64>, items: web::Data<Items>) -> impl Responder {
    match items.lock().remove(&id) {
        Some(_) => HttpResponse::NoContent().finish(),
        None => HttpResponse::NotFound().body("there is no such item"),
    }
}

/// Only pages of the partner can read this. The handler runs for others, too, but their browsers withhold the response.
#[cors(origins = "https://partner.example")]
#[get("/report")]
async fn report() -> impl Responder {
    "for the partner only"
}

/// Says who sent the request, and with what method.
async fn yours(request: HttpRequest, visitor: Option<Visitor>) -> impl Responder {
    let name = visitor.map_or("somebody without a cookie".to_owned(), |visitor| visitor.name);
    HttpResponse::Ok().insert_header(("x-total-count", 1)).body(format!("{} by {name}", request.method()))
}

/// The methods of the route whose policy the visitor writes.
pub(super) const YOUR_METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// Registers the handlers. Preflights and headers come with them.
pub(super) fn routes(config: &mut web::ServiceConfig, written: &PolicyHandle) {
    config.service(status).service(list).service(me).service(note).service(save).service(remove).service(report);
    let yours = web::resource("/yours").get(yours).post(yours).put(yours).delete(yours);
    config.service(yours.wrap(Cors::new(written)));
}

/// The same handlers with their policies, for the page to show.
pub(super) fn policies() -> Report {
    table![status, list, me, note, save, remove, report]
}

/// What `PUT /items/{id}` takes.
#[derive(Serialize, Deserialize)]
struct Item {
    name: String,
}

/// The items by their numbers.
pub(super) struct Items(Mutex<BTreeMap<u64, Item>>);

impl Items {
    /// Makes them what they were when the program started.
    pub(super) fn restore(&self) {
        *self.lock() = Self::at_start();
    }

    fn at_start() -> BTreeMap<u64, Item> {
        (1..).zip(["bread", "butter", "jam"].map(|name| Item { name: name.to_owned() })).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Item>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Items {
    fn default() -> Self {
        Items(Mutex::new(Self::at_start()))
    }
}

/// Who sent the request, by the cookie that the page's server sets. Cookies know no ports.
struct Visitor {
    name: String,
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let cookie = request.cookie("visitor").ok_or_else(|| ErrorUnauthorized("sign in first"));
        ready(cookie.map(|cookie| Visitor { name: cookie.value().to_owned() }))
    }
}

/// The request has the header `x-csrf-token`, which no form can send. An application would also check its value.
struct FromScript;

impl FromRequest for FromScript {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = request.headers().get("x-csrf-token");
        ready(token.map(|_| FromScript).ok_or_else(|| ErrorForbidden("`x-csrf-token` is missing")))
    }
}
