//! The API: what a handler allows pages of other sites stands above it, and nowhere else.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::dev::Payload;
use actix_web::error::{ErrorForbidden, ErrorUnauthorized};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, Responder, delete, get, post, put, web};
use cors_actix::{Report, cors, table};
use serde::{Deserialize, Serialize};

/// Every site may ask whether the API is up.
#[cors(origins = "*")]
#[get("/status")]
async fn status() -> impl Responder {
    "up"
}

/// Script sees the header `x-total-count`, because it is exposed; it does not see `x-internal`.
#[cors(origins = "http://127.0.0.1:*", expose("x-total-count"))]
#[get("/items")]
async fn list(items: web::Data<Items>) -> impl Responder {
    let items = items.lock();
    HttpResponse::Ok()
        .insert_header(("x-total-count", items.len()))
        .insert_header(("x-internal", "shard 7"))
        .json(&*items)
}

/// Requests may carry the visitor's cookie. Without it the answer is a 401, which script may read as well.
#[cors(origins = "http://127.0.0.1:*", credentials)]
#[get("/me")]
async fn me(visitor: Visitor) -> impl Responder {
    format!("signed in as {}", visitor.name)
}

/// Plain text is what any form can send: the browser asks for no permission beforehand.
#[cors(origins = "http://127.0.0.1:*")]
#[post("/notes")]
async fn note(text: String) -> impl Responder {
    HttpResponse::Created().body(format!("noted: {text}"))
}

/// The browser asks first, because of the method and of both headers, and remembers the answer for an hour.
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

/// The same path with another method has a policy of its own.
#[cors(origins = "http://127.0.0.1:*", headers("x-csrf-token"), credentials)]
#[delete("/items/{id}")]
async fn remove(_: Visitor, _: FromScript, id: web::Path<u64>, items: web::Data<Items>) -> impl Responder {
    match items.lock().remove(&id) {
        Some(_) => HttpResponse::NoContent().finish(),
        None => HttpResponse::NotFound().body("there is no such item"),
    }
}

/// Only pages of the partner may read this. The handler runs for others, too, and their browsers keep the answer.
#[cors(origins = "https://partner.example")]
#[get("/report")]
async fn report() -> impl Responder {
    "for the partner's eyes only"
}

/// Registers the handlers, which is all there is to do: preflights and headers come with them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(status).service(list).service(me).service(note).service(save).service(remove).service(report);
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
