//! Applications, with CORS and without it: one route `/data`, or many.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::guard::{Any, Delete, Get, Put};
use actix_web::http::header;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, Handler, HttpRequest, HttpResponse, Resource, get, route, web};
use cors_actix::draft::OriginEntry;
use cors_actix::{Cors, Draft, Origin, Policy, PolicyHandle, cors, policy};

use crate::floor::{Floor, FloorAnswer};
use crate::{numbered, origins, real, routes};

/// What all routes answer.
pub async fn data() -> HttpResponse {
    HttpResponse::Ok().body("hello")
}

#[cors(
    origins(
        "https://app0.example.com",
        "https://app1.example.com",
        "https://app2.example.com",
        "https://app3.example.com",
        "https://app4.example.com",
        "https://app5.example.com",
        "https://app6.example.com",
        "https://app7.example.com",
        "https://app8.example.com",
        "https://app9.example.com"
    ),
    headers("content-type", "x-csrf-token", "authorization"),
    expose("x-total-count", "etag"),
    credentials,
    max_age = "1h"
)]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
pub async fn annotated() -> HttpResponse {
    HttpResponse::Ok().body("hello")
}

#[cors(origins = "https://app5.example.com", expose("x-total-count", "etag"), credentials)]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
async fn one() -> HttpResponse {
    HttpResponse::Ok().body("hello")
}

#[cors(origins = "*", expose("x-total-count", "etag"))]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
async fn any() -> HttpResponse {
    HttpResponse::Ok().body("hello")
}

/// The policy of the attribute, with so many exact origins.
pub fn draft(count: usize) -> Draft {
    Draft::new()
        .origins(origins::exact(count))
        .methods(["GET", "PUT", "DELETE"])
        .headers(["content-type", "x-csrf-token", "authorization"])
        .expose(["x-total-count", "etag"])
        .credentials(true)
        .max_age("1h")
}

/// The same in actix-cors.
pub fn peer(count: usize) -> actix_cors::Cors {
    origins::exact(count)
        .fold(actix_cors::Cors::default(), |cors, origin| cors.allowed_origin(&origin))
        .allowed_methods(["GET", "PUT", "DELETE"])
        .allowed_headers([header::CONTENT_TYPE, header::HeaderName::from_static("x-csrf-token"), header::AUTHORIZATION])
        .expose_headers(["x-total-count", "etag"])
        .supports_credentials()
        .max_age(3600)
}

fn peer_one() -> actix_cors::Cors {
    actix_cors::Cors::default()
        .allowed_origin("https://app5.example.com")
        .allowed_methods(["GET", "PUT", "DELETE"])
        .expose_headers(["x-total-count", "etag"])
        .supports_credentials()
}

fn peer_any() -> actix_cors::Cors {
    actix_cors::Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods(["GET", "PUT", "DELETE"])
        .expose_headers(["x-total-count", "etag"])
}

/// A middleware that does nothing.
pub(crate) async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    next.call(request).await
}

/// The route without CORS.
pub fn plain() -> Resource {
    plain_of(data)
}

fn plain_of<F>(handler: F) -> Resource
where
    F: Handler<(), Output = HttpResponse>,
{
    web::resource("/data").guard(Any(Get()).or(Put()).or(Delete())).to(handler)
}

/// The route without CORS, in a resource that a preflight reaches.
pub fn resource() -> Resource {
    web::resource("/data").route(web::get().to(data)).route(web::put().to(data)).route(web::delete().to(data))
}

/// The policy of the attribute, as far as a GET is concerned.
pub(crate) static TEN: Policy = policy!(
    origins(
        "https://app0.example.com",
        "https://app1.example.com",
        "https://app2.example.com",
        "https://app3.example.com",
        "https://app4.example.com",
        "https://app5.example.com",
        "https://app6.example.com",
        "https://app7.example.com",
        "https://app8.example.com",
        "https://app9.example.com"
    ),
    expose("x-total-count", "etag"),
    credentials
);

/// Answers with a `Vary` of its own.
async fn varied() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::VARY, "accept-encoding")).body("hello")
}

#[cors(policy = TEN)]
#[route("/data", method = "GET", method = "PUT", method = "DELETE")]
async fn annotated_varied() -> HttpResponse {
    varied().await
}

async fn admits_later(_: &Origin<'_>, _: &HttpRequest) -> bool {
    true
}

#[cors(origins("https://app.example.net", with = admits_later), credentials)]
#[get("/data")]
async fn asked() -> HttpResponse {
    data().await
}

/// Nobody asks for it: it makes the application one with an annotated route.
#[cors(origins = "https://app.example.net")]
#[get("/annotated")]
async fn elsewhere() -> HttpResponse {
    data().await
}

/// So many patterns that are known at run time.
fn patterns(count: usize) -> Draft {
    let entry = |number: usize| OriginEntry::Regex(format!(r"https://[a-z]+-{number}\.example\.com"));
    Draft::new().origins((0..count).map(entry)).credentials(true)
}

/// What to do with an application, whatever its type.
pub trait Use {
    /// Does it.
    fn with<S, B>(self, app: S) -> impl Future<Output = ()>
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody;
}

/// Makes the application with this name; a number behind `@` is that of its origins, routes or headers.
pub async fn with(name: &str, it: impl Use) {
    let (name, count) = numbered(name, 10);
    let policy = |draft: Draft| draft.check().expect("the policy is right");
    let constant = |draft: Draft| policy(draft.methods(["GET", "PUT", "DELETE"]).expose(["x-total-count", "etag"]));
    macro_rules! app {
        ($app:expr) => {
            it.with(init_service($app).await).await
        };
    }
    match name {
        "bare" => app!(App::new().service(plain())),
        "floor-resource" => app!(App::new().service(plain().wrap(Floor(count)))),
        "floor-app" => app!(App::new().wrap(Floor(count)).service(plain())),
        "floor-approve-resource" => app!(App::new().service(web::resource("/data").wrap(FloorAnswer::Approve))),
        "floor-approve-app" => app!(App::new().wrap(FloorAnswer::Approve)),
        "floor-refuse-resource" => app!(App::new().service(web::resource("/data").wrap(FloorAnswer::Refuse))),
        "floor-refuse-app" => app!(App::new().wrap(FloorAnswer::Refuse)),
        name if name.starts_with("real-") => real::with(name, it).await,
        "vary-bare" => app!(App::new().service(plain_of(varied))),
        "ours-vary-resource" => app!(App::new().service(annotated_varied)),
        "ours-vary-app" => app!(App::new().wrap(Cors::new(policy(draft(count)))).service(plain_of(varied))),
        "actix-cors-vary-app" => app!(App::new().wrap(peer(count)).service(plain_of(varied))),
        "ours-predicate" => app!(App::new().service(asked)),
        "ours-patterns" => app!(App::new().wrap(Cors::new(policy(patterns(count)))).service(plain())),
        "mixed-bare" => app!(App::new().configure(|config| routes::register_bare(config, count)).service(elsewhere)),
        "mixed-ours" => {
            let app = App::new().configure(|config| routes::register_bare(config, count)).service(elsewhere);
            app!(app.wrap(Cors::new(policy(draft(10)))));
        }
        "mixed-actix-cors" => {
            let app = App::new().configure(|config| routes::register_bare(config, count)).service(elsewhere);
            app!(app.wrap(peer(10)));
        }
        "ours-resource" => app!(App::new().service(annotated)),
        "ours-app" => app!(App::new().wrap(Cors::new(policy(draft(count)))).service(plain())),
        "ours-around" => app!(App::new().wrap(Cors::new(policy(draft(count))).around(from_fn(pass))).service(plain())),
        "around" => app!(App::new().wrap(from_fn(pass)).service(plain())),
        "ours-nested" => {
            let cors = || Cors::new(policy(draft(10)));
            // Around each of seven scopes, and around the application.
            let scopes =
                (0..7).fold(web::scope("").service(plain()), |inner, _| web::scope("").service(inner.wrap(cors())));
            app!(App::new().service(scopes).wrap(cors()));
        }
        "ours-around-scopes" => {
            let scopes = (0..7).fold(web::scope("").service(plain()), |inner, _| web::scope("").service(inner));
            app!(App::new().service(scopes).wrap(Cors::new(policy(draft(10)))));
        }
        "ours-handle" => app!(App::new().wrap(Cors::new(PolicyHandle::from(policy(draft(count))))).service(plain())),
        "ours-one-resource" => app!(App::new().service(one)),
        "ours-one-app" => {
            let policy = constant(Draft::new().origins([origins::LISTED]).credentials(true));
            app!(App::new().wrap(Cors::new(policy)).service(plain()));
        }
        "ours-any-resource" => app!(App::new().service(any)),
        "ours-any-app" => app!(App::new().wrap(Cors::new(constant(Draft::new().origins(["*"])))).service(plain())),
        "actix-cors-resource" => app!(App::new().service(resource().wrap(peer(count)))),
        "actix-cors-app" => app!(App::new().wrap(peer(count)).service(plain())),
        "actix-cors-one-resource" => app!(App::new().service(resource().wrap(peer_one()))),
        "actix-cors-one-app" => app!(App::new().wrap(peer_one()).service(plain())),
        "actix-cors-any-resource" => app!(App::new().service(resource().wrap(peer_any()))),
        "actix-cors-any-app" => app!(App::new().wrap(peer_any()).service(plain())),
        "routes-bare" => app!(App::new().configure(|config| routes::register_bare(config, count))),
        "routes-split" => app!(App::new().configure(|config| routes::register_split(config, count))),
        "routes-ours" => app!(App::new().configure(|config| routes::register(config, count))),
        "routes-layer" => {
            let app = App::new().configure(|config| routes::register(config, count));
            app!(app.wrap(Cors::by_route().around(from_fn(pass))));
        }
        "routes-nested" => {
            let cors = || Cors::new(policy(draft(10)));
            let routes = web::scope("").configure(|config| routes::register(config, count));
            let scopes = (0..7).fold(routes, |inner, _| web::scope("").service(inner.wrap(cors())));
            app!(App::new().service(scopes).wrap(cors()));
        }
        "routes-actix-cors" => {
            app!(App::new().configure(|config| routes::register_bare(config, count)).wrap(peer(10)));
        }
        other => panic!("there is no application {other}"),
    }
}
