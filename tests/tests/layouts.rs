//! Applications put together at random: whoever approves a preflight is whose headers the response carries.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::guard::{Any, Delete, Get, GuardContext, Put, fn_guard};
use actix_web::middleware::{Compress, Logger, NormalizePath, from_fn};
use actix_web::test::init_service;
use actix_web::web::ServiceConfig;
use actix_web::{App, Error, Responder, delete, get, put, route, routes, web};
use cors_actix::{Cors, Draft, cors};
use cors_tests::ask::{APP, Answer, ask, preflight, wait};
use cors_tests::random::Random;

const LAYOUTS: usize = 150;

#[cors(origins = "https://app.example.com", headers("x-read"), expose("x-read"))]
#[get("/x")]
async fn read() -> impl Responder {
    "read"
}

#[cors(origins = "https://app.example.com", headers("x-write"), expose("x-write"))]
#[route("/{id}", method = "PUT", method = "DELETE")]
async fn write() -> impl Responder {
    "write"
}

#[cors(origins = "https://app.example.com", headers("x-edit"), expose("x-edit"))]
#[route("/x", method = "DELETE", method = "PATCH", method = "GET")]
async fn edit() -> impl Responder {
    "edit"
}

#[cors(origins("https://app.example.com", "https://b.example"), headers("x-deep"), expose("x-deep"))]
#[get("/{a}/{b}")]
async fn deep() -> impl Responder {
    "deep"
}

#[cors(origins("https://app.example.com", "https://b.example"), headers("x-tail"), expose("x-tail"))]
#[put("/{tail:.*}")]
async fn tail() -> impl Responder {
    "tail"
}

#[cors(origins = "https://app.example.com", headers("x-options"), expose("x-options"))]
#[route("/x", method = "OPTIONS", method = "PUT")]
async fn options() -> impl Responder {
    "options"
}

#[cors(origins = "https://app.example.com", headers("x-several"), expose("x-several"))]
#[routes]
#[get("/x")]
#[put("/y")]
async fn several() -> impl Responder {
    "several"
}

#[cors(off)]
#[put("/x")]
async fn off() -> impl Responder {
    "off"
}

#[cors(off)]
#[delete("/{id}")]
async fn off_for_any() -> impl Responder {
    "off for any"
}

#[get("/x")]
async fn plain_read() -> impl Responder {
    "plain read"
}

#[put("/{id}")]
async fn plain_write() -> impl Responder {
    "plain write"
}

#[route("/x", method = "DELETE", method = "PUT")]
async fn plain_edit() -> impl Responder {
    "plain edit"
}

async fn any() -> impl Responder {
    "any"
}

/// A policy whose preflights and responses tell its name.
fn layer(name: &str, depth: usize, methods: &[&str]) -> Cors {
    let name = format!("x-{name}-{depth}");
    let draft =
        Draft::new().origins([APP, "https://b.example"]).methods(methods.to_vec()).headers([&name]).expose([&name]);
    Cors::new(draft.check().unwrap())
}

const LISTED: &[&str] = &["GET", "PUT", "DELETE", "PATCH"];
const ALL: &[&str] = &["*"];

fn is_even(context: &GuardContext<'_>) -> bool {
    context.head().uri.path().len().is_multiple_of(2)
}

/// Registers up to four services, in `log`, too.
fn some(config: &mut ServiceConfig, depth: usize, random: &mut Random, log: &mut Vec<String>) {
    for _ in 0..=random.below(4) {
        let kind = random.below(if depth > 1 { 17 } else { 24 });
        log.push(format!("{depth}: {kind}"));
        let mut inside = |config: &mut ServiceConfig| some(config, depth + 1, random, log);
        match kind {
            0 => config.service(read),
            1 => config.service(write),
            2 => config.service(edit),
            3 => config.service(deep),
            4 => config.service(tail),
            5 => config.service(options),
            6 => config.service(several),
            7 => config.service(off),
            8 => config.service(off_for_any),
            9 => config.service(plain_read),
            10 => config.service(plain_write),
            11 => config.service(plain_edit),
            12 => config.service(web::resource("/x").wrap(layer("put", depth, LISTED)).route(web::put().to(any))),
            13 => config.service(web::resource("/x").guard(Delete()).to(any)),
            14 => config.route("/x", web::patch().to(any)),
            15 => {
                let route = web::route().guard(Any(Put()).or(Get())).to(any);
                config.service(web::resource("/{id}").wrap(layer("all", depth, ALL)).route(route))
            }
            16 => config.service(web::resource("/y").wrap(layer("y", depth, LISTED)).route(web::put().to(any))),
            17 => config.service(web::scope("/s").configure(inside)),
            18 => config.service(web::scope("/s").configure(inside).wrap(layer("scope", depth, LISTED))),
            19 => {
                let cors = layer("pair", depth, LISTED);
                let scope = web::scope(&format!("/{{s{depth}}}")).configure(&mut inside);
                config.service(scope.wrap(cors.around(from_fn(wait))))
            }
            20 => {
                let scope = web::scope("/s").guard(fn_guard(is_even)).configure(&mut inside);
                config.service(scope.wrap(Logger::default()))
            }
            21 => config.service(web::scope("").configure(inside).wrap(Compress::default())),
            22 => {
                let scope = web::scope("/s").configure(&mut inside);
                config.service(scope.wrap(Cors::by_route().around(from_fn(wait))))
            }
            _ => config.service(
                web::scope("/s").guard(fn_guard(is_even)).configure(inside).wrap(layer("guarded", depth, ALL)),
            ),
        };
    }
}

/// Whose headers a response carries, if anybody's.
fn who(answer: &Answer) -> Option<&str> {
    answer.allowed_origin().map(|_| answer.header("access-control-expose-headers").unwrap_or("nobody"))
}

/// How many preflights are approved. What they list is what the browser keeps.
async fn approvals<S, B>(app: &S, log: &[String]) -> usize
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut approvals = 0;
    for path in ["/x", "/y", "/s/x", "/s/y", "/s/s/x", "/q/x", "/s", "/s/", "/nn", "/s/q/x/x"] {
        for method in ["GET", "PUT", "DELETE", "PATCH", "POST", "OPTIONS"] {
            let approval = preflight(app, method, path).await;
            if approval.allowed_origin().is_none() {
                assert_eq!(approval.status, 403, "{method} {path} of {log:?}");
                continue;
            }
            approvals += 1;
            let policy = approval.header("access-control-allow-headers");
            let listed = match approval.header("access-control-allow-methods") {
                Some("*") => "GET, HEAD, PUT, DELETE, PATCH, POST, OPTIONS, PURGE",
                listed => listed.unwrap_or_default(),
            };
            for method in listed.split(", ").filter(|name| !name.is_empty()).chain([method]) {
                let shared = ask(app, method, path, &[("origin", APP)]).await;
                assert_eq!(who(&shared), policy, "{method} {path} of {log:?}");
            }
            let foreign = ask(app, method, path, &[("origin", "https://evil.example")]).await;
            assert!(foreign.allowed_origin().is_none_or(|origin| origin == APP), "{method} {path} of {log:?}");
            assert!(
                foreign.allowed_origin().is_some() || foreign.header("vary").is_some(),
                "{method} {path} of {log:?}"
            );
        }
    }
    approvals
}

#[actix_web::test]
async fn who_approves_is_who_shares() {
    let mut approved = 0;
    for seed in 0..LAYOUTS {
        let mut random = Random::new(seed);
        let mut log = vec![format!("layout {seed}")];
        let cors = layer("app", 0, LISTED);
        let app = App::new().configure(|config| some(config, 0, &mut random, &mut log));
        approved += approvals(&init_service(app.wrap(cors)).await, &log).await;

        let cors = layer("app", 0, ALL);
        let app = App::new().configure(|config| some(config, 0, &mut random, &mut log));
        let app = app.wrap(cors.around(from_fn(wait))).wrap(NormalizePath::trim());
        approved += approvals(&init_service(app).await, &log).await;
    }
    assert!(approved > 10_000, "{approved} approvals");
}
