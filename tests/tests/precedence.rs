//! Closest wins: which of several policies around and on a route answers.

use std::cell::Cell;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorTooManyRequests, ErrorUnauthorized};
use actix_web::guard::{GuardContext, Put, fn_guard};
use actix_web::middleware::{Condition, Logger, Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpMessage, HttpResponse, Responder, delete, get, options, put, web};
use cors_actix::{Cors, Draft, Policy, cors, policy};
use cors_tests::ask::{APP, ask, preflight};

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[get("/annotated")]
async fn annotated() -> impl Responder {
    ran();
    "annotated"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[put("/items/{id}")]
async fn edit() -> impl Responder {
    ran();
    "edit"
}

#[get("/plain")]
async fn plain() -> impl Responder {
    ran();
    "plain"
}

async fn any() -> impl Responder {
    ran();
    "any method"
}

thread_local! {
    static RUNS: Cell<u32> = const { Cell::new(0) };
}

fn ran() {
    RUNS.set(RUNS.get() + 1);
}

/// A policy whose preflights and responses tell its name.
fn named(name: &str) -> Policy {
    let draft = Draft::new().origins([APP]).methods(["GET", "PUT", "DELETE"]).headers([format!("x-{name}")]);
    draft.expose([format!("x-{name}")]).check().unwrap()
}

fn layer(name: &str) -> Cors {
    Cors::new(named(name))
}

/// Whose headers the response to a request carries, and whether a handler ran.
async fn who<S, B>(app: &S, method: &str, path: &str) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    RUNS.set(0);
    let answer = ask(app, method, path, &[("origin", APP)]).await;
    match answer.allowed_origin() {
        Some(origin) => {
            assert_eq!(origin, APP, "{answer:?}");
            answer.header("access-control-expose-headers").unwrap().to_owned()
        }
        None => "nobody".to_owned(),
    }
}

/// Who answers the preflight for a request. No handler runs.
async fn who_approves<S, B>(app: &S, method: &str, path: &str) -> String
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    RUNS.set(0);
    let answer = preflight(app, method, path).await;
    // Where no policy is found, a preflight is the application's; that it got there shows in the status.
    assert!(RUNS.get() == 0 || answer.status == 200, "a handler ran for the preflight of {method} {path}");
    match (answer.status, answer.header("access-control-allow-headers")) {
        (204, Some(name)) => name.to_owned(),
        // The routes name no headers.
        (204, None) => "x-route".to_owned(),
        (403, None) => format!("refused: {}", answer.body),
        (status, None) => status.to_string(),
        other => panic!("{other:?}"),
    }
}

#[actix_web::test]
async fn an_application_around_everything() {
    let app = init_service(
        App::new()
            .wrap(layer("app"))
            .service(annotated)
            .service(plain)
            .service(web::resource("/any").to(any))
            .service(web::scope("/v1").service(edit).service(web::resource("/any").to(any))),
    )
    .await;
    for (method, path, expected) in [
        ("GET", "/annotated", "x-route"),
        ("PUT", "/v1/items/7", "x-route"),
        // Nobody serves it there.
        ("PUT", "/items/7", "x-app"),
        ("DELETE", "/v1/items/7", "x-app"),
        ("GET", "/plain", "x-app"),
        ("PUT", "/any", "x-app"),
        ("PUT", "/v1/any", "x-app"),
        ("GET", "/nowhere", "x-app"),
        ("DELETE", "/plain", "x-app"),
    ] {
        assert_eq!(who_approves(&app, method, path).await, expected, "the preflight of {method} {path}");
        assert_eq!(who(&app, method, path).await, expected, "{method} {path}");
    }
}

#[actix_web::test]
async fn an_application_around_scopes_and_resources() {
    let app = init_service(
        App::new()
            .wrap(layer("app"))
            .service(
                web::scope("/scope")
                    .wrap(layer("scope"))
                    .service(annotated)
                    .service(plain)
                    .service(web::resource("/resource").wrap(layer("resource")).to(any))
                    .service(web::scope("/inner").wrap(layer("inner")).service(annotated).service(plain)),
            )
            .service(web::resource("/resource").wrap(layer("resource")).route(web::get().to(any)))
            .service(plain),
    )
    .await;
    for (method, path, expected) in [
        ("GET", "/plain", "x-app"),
        ("GET", "/resource", "x-resource"),
        ("DELETE", "/resource", "x-resource"),
        ("GET", "/scope/annotated", "x-route"),
        ("GET", "/scope/plain", "x-scope"),
        ("GET", "/scope/nowhere", "x-scope"),
        ("PUT", "/scope/annotated", "x-scope"),
        ("PUT", "/scope/resource", "x-resource"),
        ("GET", "/scope/inner/annotated", "x-route"),
        ("GET", "/scope/inner/plain", "x-inner"),
        ("GET", "/nowhere", "x-app"),
    ] {
        assert_eq!(who_approves(&app, method, path).await, expected, "the preflight of {method} {path}");
        assert_eq!(who(&app, method, path).await, expected, "{method} {path}");
    }
}

#[actix_web::test]
async fn responses_of_the_application_without_origin_vary_once() {
    let app = init_service(
        App::new().wrap(layer("app")).service(
            web::scope("/a")
                .wrap(Cors::new(Draft::new().origins(["https://a.example", "https://b.example"]).check().unwrap())),
        ),
    )
    .await;
    let answer = ask(&app, "GET", "/a/x", &[("origin", "https://b.example")]).await;
    assert_eq!(answer.allowed_origin(), Some("https://b.example"));
    assert_eq!(answer.header("vary"), Some("Origin"));
    let answer = ask(&app, "GET", "/a/x", &[]).await;
    assert_eq!((answer.allowed_origin(), answer.header("vary")), (None, Some("Origin")));
}

#[options("/own")]
async fn own_options() -> impl Responder {
    ran();
    HttpResponse::Ok().insert_header(("allow", "GET")).body("options of the application")
}

#[actix_web::test]
async fn other_options_belong_to_the_application() {
    let app = init_service(App::new().wrap(layer("app")).service(own_options).service(annotated)).await;
    let answer = ask(&app, "OPTIONS", "/own", &[("origin", APP)]).await;
    assert_eq!((answer.body.as_str(), answer.allowed_origin()), ("options of the application", Some(APP)));
    let answer = ask(&app, "OPTIONS", "/own", &[("access-control-request-method", "PUT")]).await;
    assert_eq!(answer.body, "options of the application");
    assert_eq!(who_approves(&app, "PUT", "/own").await, "x-app");
}

async fn no_token(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !request.headers().contains_key("authorization") {
        return Err(ErrorUnauthorized("no token"));
    }
    next.call(request).await
}

async fn too_many<B: MessageBody>(request: ServiceRequest, _: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let _ = request;
    Err(ErrorTooManyRequests("slow down"))
}

#[actix_web::test]
async fn errors_of_middleware_inside() {
    let app = init_service(App::new().service(plain).wrap(from_fn(too_many)).wrap(layer("app"))).await;
    let answer = ask(&app, "GET", "/plain", &[("origin", APP)]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (429, Some(APP)));
    assert_eq!(who_approves(&app, "PUT", "/plain").await, "x-app");
}

#[actix_web::test]
async fn errors_of_extractors() {
    async fn number(_: web::Path<u32>) -> impl Responder {
        "a number"
    }
    let app = init_service(App::new().wrap(layer("app")).route("/{number}", web::get().to(number))).await;
    let answer = ask(&app, "GET", "/none", &[("origin", APP)]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (404, Some(APP)));
}

/// A handler with a policy stands behind a middleware that keeps preflights to itself, and nobody asks past it.
#[actix_web::test]
async fn what_may_be_hidden_is_not_approved() {
    let app = init_service(
        App::new()
            .service(annotated)
            .service(plain)
            .service(web::scope("/v1").service(edit))
            .service(web::scope("/v2").route("/items/{id}", web::put().to(any)))
            .wrap(from_fn(no_token))
            .wrap(layer("app")),
    )
    .await;
    let nested = init_service(
        App::new().service(web::scope("/v1").service(edit).service(plain).wrap(from_fn(no_token))).wrap(layer("app")),
    )
    .await;
    for path in ["/annotated", "/v1/items/7"] {
        let method = if path == "/annotated" { "GET" } else { "PUT" };
        let refused = who_approves(&app, method, path).await;
        assert!(refused.contains("cors.routes()"), "{method} {path}: {refused}");
    }
    assert!(who_approves(&nested, "PUT", "/v1/items/7").await.contains("cors.routes()"));
    let inner = web::scope("/v1").service(edit).service(plain).wrap(from_fn(no_token)).wrap(layer("inner"));
    let twice = init_service(App::new().service(inner).wrap(layer("app"))).await;
    assert!(who_approves(&twice, "PUT", "/v1/items/7").await.contains("cors.routes()"));
    assert_eq!(who_approves(&twice, "GET", "/v1/plain").await, "x-inner");
    assert_eq!(who_approves(&nested, "GET", "/v1/plain").await, "x-app");
    for (method, path) in [
        ("GET", "/plain"),
        ("GET", "/v1/annotated"),
        ("DELETE", "/v1/items/7"),
        ("GET", "/v1/items/7"),
        ("PUT", "/v2/items/7"),
    ] {
        assert_eq!(who_approves(&app, method, path).await, "x-app", "{method} {path}");
    }
}

#[get("/items/{name}")]
async fn show() -> impl Responder {
    ran();
    "a plain handler on the path of another one's"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[delete("/items/{name}")]
async fn remove() -> impl Responder {
    ran();
    "removed"
}

/// The application's map of its resources knows the first one on a path alone, and that one may be plain.
#[actix_web::test]
async fn what_is_hidden_behind_a_plain_handler_of_its_path_is_not_approved() {
    let api = || web::scope("/v1/{tenant}").service(show).service(remove).wrap(from_fn(no_token));
    let elsewhere = web::scope("/v2").service(show).route("/items/{name}", web::delete().to(any));
    let app = init_service(App::new().service(api()).service(elsewhere).wrap(layer("app"))).await;
    assert!(who_approves(&app, "DELETE", "/v1/a/items/7").await.contains("cors.routes()"));
    assert_eq!(who_approves(&app, "GET", "/v1/a/items/7").await, "x-app");
    assert_eq!(who_approves(&app, "DELETE", "/v2/items/7").await, "x-app");
}

#[actix_web::test]
async fn what_is_asked_past_the_middleware_is_not_hidden() {
    let cors = layer("app");
    let app = init_service(
        App::new()
            .service(annotated)
            .service(plain)
            .service(web::scope("/v1").service(edit))
            .service(web::scope("/v3").wrap(layer("v3")).service(plain))
            .wrap(cors.routes())
            .wrap(from_fn(no_token))
            .wrap(cors),
    )
    .await;
    for (method, path, expected) in [
        ("GET", "/annotated", "x-route"),
        ("PUT", "/v1/items/7", "x-route"),
        ("DELETE", "/v1/items/7", "x-app"),
        ("PUT", "/v2/items/7", "x-app"),
        ("GET", "/plain", "x-app"),
        ("GET", "/v3/plain", "x-v3"),
        ("GET", "/v3/nowhere", "x-v3"),
    ] {
        assert_eq!(who_approves(&app, method, path).await, expected, "the preflight of {method} {path}");
        assert_eq!(who(&app, method, path).await, expected, "the 401 of {method} {path}");
    }
}

/// Middleware that passes a request on in the call itself hides nothing.
#[actix_web::test]
async fn middleware_that_looks_on_hides_nothing() {
    let app =
        init_service(App::new().service(annotated).service(plain).wrap(Logger::default()).wrap(layer("app"))).await;
    assert_eq!(who_approves(&app, "GET", "/annotated").await, "x-route");
    assert_eq!(who(&app, "GET", "/annotated").await, "x-route");
    assert_eq!(who_approves(&app, "GET", "/plain").await, "x-app");
}

#[delete("/me")]
async fn delete_me() -> impl Responder {
    ran();
    "a plain handler"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[delete("/{id}")]
async fn delete_any() -> impl Responder {
    ran();
    "any"
}

#[cors(origins = "https://app.example.com", expose("x-first"), headers("x-first"))]
#[delete("/first")]
async fn delete_first() -> impl Responder {
    ran();
    "first"
}

#[get("/export")]
async fn export() -> impl Responder {
    "export"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[get("/{id}")]
async fn get_any() -> impl Responder {
    ran();
    "any"
}

/// Plain handlers before annotated ones, and annotated ones before each other: it is the application's own router that
/// says who is meant.
#[actix_web::test]
async fn the_route_that_the_request_would_reach() {
    let cors = Cors::by_route();
    let by_route = init_service(
        App::new()
            .service(delete_me)
            .service(export)
            .service(delete_first)
            .service(delete_any)
            .service(get_any)
            .wrap(cors.routes())
            .wrap(from_fn(no_token))
            .wrap(cors),
    )
    .await;
    let around = init_service(
        App::new()
            .service(delete_me)
            .service(export)
            .service(delete_first)
            .service(delete_any)
            .service(get_any)
            .wrap(layer("app")),
    )
    .await;
    for (method, path, by_route_answers, around_answers) in [
        ("DELETE", "/first", "x-first", "x-first"),
        ("DELETE", "/7", "x-route", "x-route"),
        ("GET", "/7", "x-route", "x-route"),
        ("DELETE", "/me", "401", "x-app"),
        ("GET", "/export", "401", "x-app"),
    ] {
        assert_eq!(who_approves(&by_route, method, path).await, by_route_answers, "{method} {path}");
        assert_eq!(who_approves(&around, method, path).await, around_answers, "{method} {path}");
        let expected = if by_route_answers == "401" { "nobody" } else { by_route_answers };
        let authorized = [("origin", APP), ("authorization", "yes")];
        let answer = ask(&by_route, method, path, &authorized).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-expose-headers").unwrap_or("nobody"), expected, "{method} {path}");
        assert_eq!(who(&by_route, method, path).await, expected, "the 401 of {method} {path}");
        assert_eq!(who(&around, method, path).await, around_answers, "{method} {path}");
    }
}

/// What an approval lists are the methods that this policy answers for, and no other's.
#[actix_web::test]
async fn methods_of_other_policies_are_left_out_of_an_approval() {
    let everything = Draft::new().origins([APP]).methods(["*"]).check().unwrap();
    for (policy, methods) in [(named("app"), "GET, PUT"), (everything, "PUT")] {
        let app = App::new().service(delete_any).service(web::resource("/{id}").to(any)).wrap(Cors::new(policy));
        let app = init_service(app).await;
        let approved = preflight(&app, "PUT", "/7").await;
        assert_eq!((approved.status, approved.header("access-control-allow-methods")), (204, Some(methods)));
    }
}

/// A browser takes `*` for every method of the path, also for those that another `Cors` answers for.
#[actix_web::test]
async fn any_method_is_not_approved_beside_another_cors() {
    let everything = || Cors::new(Draft::new().origins([APP]).methods(["*"]).check().unwrap());
    let alone = init_service(App::new().service(web::resource("/x").to(any)).wrap(everything())).await;
    let approved = preflight(&alone, "DELETE", "/x").await;
    assert_eq!(approved.header("access-control-allow-methods"), Some("*"));
    let resource = web::resource("/x").guard(Put()).wrap(layer("resource")).to(any);
    let app = App::new().service(resource).service(web::resource("/x").to(any)).wrap(everything());
    let app = init_service(app).await;
    assert_eq!(who_approves(&app, "PUT", "/x").await, "x-resource");
    let approved = preflight(&app, "DELETE", "/x").await;
    assert_eq!(approved.header("access-control-allow-methods"), Some("DELETE"));
}

/// A guard on the method around a scope or resource lets through what the preflight asks about.
#[actix_web::test]
async fn guards_on_the_method() {
    let app = init_service(
        App::new()
            .service(web::resource("/x").guard(Put()).wrap(layer("resource")).to(any))
            .service(web::scope("/z").guard(Put()).service(off))
            .wrap(layer("app")),
    )
    .await;
    assert_eq!(who_approves(&app, "PUT", "/x").await, "x-resource");
    assert_eq!(who_approves(&app, "DELETE", "/x").await, "x-app");
    assert!(who_approves(&app, "PUT", "/z/off").await.contains("not shared"));
}

#[cors(off)]
#[put("/off")]
async fn off() -> impl Responder {
    ran();
    HttpResponse::Ok().insert_header(("access-control-expose-headers", "x-own")).finish()
}

#[actix_web::test]
async fn off_under_whatever_is_around() {
    let app = init_service(
        App::new()
            .service(off)
            .service(web::scope("/scope").wrap(layer("scope")).service(off).service(plain))
            .wrap(layer("app")),
    )
    .await;
    let cors = layer("app");
    let told =
        init_service(App::new().service(off).service(plain).wrap(cors.routes()).wrap(from_fn(no_token)).wrap(cors))
            .await;
    for path in ["/off", "/scope/off"] {
        assert!(who_approves(&app, "PUT", path).await.contains("not shared"), "{path}");
        let answer = ask(&app, "PUT", path, &[("origin", APP)]).await;
        // What the handler says itself is its own business.
        assert_eq!(answer.header("access-control-expose-headers"), Some("x-own"));
        assert_eq!((answer.status, answer.allowed_origin(), answer.header("vary")), (200, None, None), "{path}");
    }
    assert_eq!(who_approves(&app, "GET", "/scope/plain").await, "x-scope");
    assert_eq!(who_approves(&app, "GET", "/scope/off").await, "x-scope", "the path without the method is nobody's");
    assert!(who_approves(&told, "PUT", "/off").await.contains("not shared"));
    let unauthorized = ask(&told, "PUT", "/off", &[("origin", APP)]).await;
    assert_eq!((unauthorized.status, unauthorized.allowed_origin()), (401, None));
    assert_eq!(who(&told, "GET", "/plain").await, "x-app");
}

static PARTNERS: Policy = policy!(origins = "https://app.example.com", headers("x-partners"), expose("x-partners"));

#[cors(policy = PARTNERS)]
#[put("/partners")]
async fn for_partners() -> impl Responder {
    ran();
    "partners"
}

#[actix_web::test]
async fn a_named_policy_on_a_route_and_around_an_application() {
    let app = init_service(App::new().service(for_partners).service(plain).wrap(Cors::new(&PARTNERS))).await;
    for (method, path, methods) in [("PUT", "/partners", Some("PUT")), ("GET", "/plain", None)] {
        let approved = preflight(&app, method, path).await;
        assert_eq!((approved.status, approved.header("access-control-allow-methods")), (204, methods), "{path}");
        assert_eq!(who(&app, method, path).await, "x-partners");
    }
}

fn is_tenant(context: &GuardContext<'_>) -> bool {
    context.head().headers().get("origin").is_some_and(|origin| origin == "https://tenant.example")
}

#[cors(origins = "https://tenant.example", expose("x-tenant"), headers("x-tenant"))]
#[put("/guarded", guard = "is_tenant")]
async fn for_a_tenant() -> impl Responder {
    ran();
    "for a tenant"
}

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[put("/guarded")]
async fn for_the_rest() -> impl Responder {
    ran();
    "for the rest"
}

fn has_key(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-key")
}

#[cors(origins = "https://tenant.example", headers("x-key"))]
#[put("/keyed", guard = "has_key")]
async fn keyed() -> impl Responder {
    ran();
    "keyed"
}

#[cors(origins = "https://app.example.com", headers("x-key"))]
#[put("/keyed")]
async fn unkeyed() -> impl Responder {
    ran();
    "unkeyed"
}

/// A guard that sees of the preflight what it sees of the request tells handlers apart; what cannot be told is refused.
#[actix_web::test]
async fn guards_of_handlers() {
    let cors = layer("app");
    let app = App::new().service(for_a_tenant).service(for_the_rest).service(keyed).service(unkeyed);
    let app = init_service(app.wrap(cors.routes()).wrap(from_fn(no_token)).wrap(cors)).await;
    let tenant = [("origin", "https://tenant.example"), ("access-control-request-method", "PUT")];
    let approved = ask(&app, "OPTIONS", "/guarded", &tenant).await;
    assert_eq!((approved.status, approved.header("access-control-allow-headers")), (204, Some("x-tenant")));
    for path in ["/guarded", "/keyed"] {
        let refused = who_approves(&app, "PUT", path).await;
        assert!(refused.contains("may reach another route"), "{path}: {refused}");
    }
    let app = App::new().service(keyed).service(web::resource("/keyed").to(any)).wrap(layer("app"));
    let refused = who_approves(&init_service(app).await, "PUT", "/keyed").await;
    assert!(refused.contains("may reach another route"), "{refused}");
}

fn is_known(context: &GuardContext<'_>) -> bool {
    context.req_data().get::<Known>().is_some()
}

struct Known;

async fn find_out(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        request.extensions_mut().insert(Known);
    }
    next.call(request).await
}

/// Where the request has come to the routes, it is the handler that it met whose policy counts, and not what a likeness
/// without extensions would meet.
#[actix_web::test]
async fn guards_that_see_more_of_a_request_than_of_its_likeness() {
    let cors = layer("app");
    let known = web::resource("/annotated").guard(fn_guard(is_known)).to(any);
    let app = App::new().service(known).service(annotated).wrap(cors.routes()).wrap(from_fn(find_out)).wrap(cors);
    let app = init_service(app).await;
    assert_eq!(who(&app, "GET", "/annotated").await, "x-route");
    let answer = ask(&app, "GET", "/annotated", &[("origin", APP), ("authorization", "yes")]).await;
    assert_eq!((answer.body.as_str(), answer.header("access-control-expose-headers")), ("any method", Some("x-app")));
}

/// An enforced default turns away whom only the default decides about.
#[actix_web::test]
async fn an_enforced_default_asks_past_the_middleware() {
    let enforced = Draft::new().origins(["https://b.example"]).enforce(true).check().unwrap();
    let cors = Cors::new(enforced);
    let app = App::new().service(delete_me).service(delete_any).wrap(cors.routes()).wrap(from_fn(wait));
    let app = init_service(app.wrap(cors)).await;
    for (path, status, runs) in [("/me", 403, 0), ("/7", 200, 1)] {
        RUNS.set(0);
        assert_eq!(ask(&app, "DELETE", path, &[("origin", APP)]).await.status, status, "{path}");
        assert_eq!(RUNS.get(), runs, "{path}");
    }
}

async fn wait(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    next.call(request).await
}

/// Whatever the path: who approves the preflight is whose headers the response carries. A refusal may be too strict, an
/// approval never.
#[actix_web::test]
async fn who_approves_is_who_shares() {
    let (around, by_route, inner) = (layer("app"), Cors::by_route(), layer("inner"));
    let routes = |config: &mut web::ServiceConfig| {
        config
            .service(delete_me)
            .service(export)
            .service(delete_first)
            .service(annotated)
            .service(off)
            .service(web::scope("/v1").service(edit).service(web::resource("/any").to(any)))
            .service(web::scope("/t/{id}").service(edit).service(off).service(plain))
            .service(web::scope("/guarded").guard(Put()).service(keyed).service(web::resource("/{tail:.*}").to(any)))
            .service(web::resource(["/two", "/too"]).route(web::put().to(any)))
            .service(delete_any)
            .service(get_any);
    };
    let plainly = init_service(App::new().configure(routes).wrap(layer("app"))).await;
    let waiting = App::new().configure(routes).wrap(around.routes()).wrap(from_fn(wait)).wrap(around);
    let waiting = init_service(waiting).await;
    let nested = App::new()
        .service(web::scope("/n").configure(routes).wrap(inner.routes()).wrap(from_fn(wait)).wrap(inner))
        .configure(routes)
        .wrap(by_route.routes())
        .wrap(from_fn(wait))
        .wrap(by_route);
    let nested = init_service(nested).await;
    let paths = [
        "/",
        "/me",
        "/export",
        "/first",
        "/7",
        "/annotated",
        "/annotated/",
        "//annotated",
        "/off",
        "/off/",
        "/v1/items/7",
        "/v1//items/7",
        "/v1/items/7/",
        "/v1/any",
        "/v1/items/%2e%2e",
        "/v1/items/a%2Fb",
        "/v2/items/7",
        "/t/1/items/2",
        "/t/1/off",
        "/t/1/plain",
        "/t//off",
        "/guarded/keyed",
        "/guarded/x/y",
        "/two",
        "/too",
        "/n/off",
        "/n/me",
        "/n/annotated",
        "/n/v1/items/7",
        "/n/7",
        "/n",
        "/%6f%66%66",
        "/off?x=1",
        "/t/1/items/2?a=/off",
    ];
    let mut approvals = 0;
    for path in paths {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"] {
            for (name, approved, shared) in [
                ("plainly", who_approves(&plainly, method, path).await, who(&plainly, method, path).await),
                ("waiting", who_approves(&waiting, method, path).await, who(&waiting, method, path).await),
                ("nested", who_approves(&nested, method, path).await, who(&nested, method, path).await),
            ] {
                if approved.starts_with("x-") {
                    assert_eq!(approved, shared, "{name}: {method} {path}");
                    approvals += 1;
                }
            }
        }
    }
    assert!(approvals > 300, "{approvals} approvals");
}

/// What a likeness lacks may be more than a middleware can bear: actix-limitation is one of this kind.
#[actix_web::test]
async fn a_middleware_that_expects_application_data() {
    struct Limit(&'static str);
    let app = |cors: Cors, with_routes: bool| {
        let routes = Condition::new(with_routes, if with_routes { cors.routes() } else { layer("nowhere").routes() });
        let limited = web::scope("").service(annotated).wrap(routes).wrap_fn(|request, service| {
            let limit = request.app_data::<web::Data<Limit>>().expect("the data of the application");
            assert_eq!(limit.0, "a hundred");
            service.call(request)
        });
        App::new().app_data(web::Data::new(Limit("a hundred"))).service(web::scope("").wrap(cors).service(limited))
    };
    for (with_routes, expected) in [(true, 204), (false, 403)] {
        let app = init_service(app(layer("around"), with_routes)).await;
        let answer = preflight(&app, "GET", "/annotated").await;
        assert_eq!(answer.status, expected, "{}", answer.body);
        assert_eq!(answer.body.contains("cors.routes()"), !with_routes);
        let answer = ask(&app, "GET", "/annotated", &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)));
    }
}
