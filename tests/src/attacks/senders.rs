//! Requests that a page of another site sends, and that might run a handler.

use actix_web::body::MessageBody;
use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
use actix_web::guard;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpRequest, HttpResponse, Responder, delete, get, post, web};
use cors_actix::{Cors, cors};

use super::{APP, EVIL, INNER, LOGIN, PARTNER, WIDE, elsewhere, login, plain, ran, runs, send, send_with, shared};
use crate::ask::ask;

#[cors(origins = "*", headers = "*", max_age = 600)]
#[get("/e")]
async fn read() -> impl Responder {
    "read"
}

#[cors(origins("https://app.example.com", "https://b.example"))]
#[post("/e")]
async fn write() -> impl Responder {
    ran();
    "written"
}

/// Script can send `X-Forwarded-Host` where the policy of another method on the path lets it.
pub async fn forwarded_hosts() {
    let app = init_service(App::new().service(read).service(write)).await;
    let forwarded =
        [("x-forwarded-host", "evil.test"), ("x-forwarded-proto", "https"), ("forwarded", "host=evil.test")];
    let (answer, runs) = send_with(&app, EVIL, "POST", "/e", &forwarded).await;
    assert_eq!((answer.status, runs), (403, 0));
    let old_browser = [("origin", EVIL), ("host", "api.example.com")].into_iter().chain(forwarded);
    let answer = ask(&app, "POST", "/e", &old_browser.collect::<Vec<_>>()).await;
    assert_eq!((answer.status, super::runs()), (403, 0));
}

#[cors(origins = "https://partner.example", expose("x-route"))]
#[post("/hook")]
async fn hook(request: HttpRequest, body: String) -> impl Responder {
    ran();
    format!("{} {body}", request.method())
}

#[cors(origins = "https://app.example.com", expose("x-route"), enforce = false)]
#[post("/saml")]
async fn saml() -> impl Responder {
    ran();
    "signed in"
}

#[cors(off, enforce = false)]
#[post("/callback")]
async fn callback() -> impl Responder {
    ran();
    "paid"
}

#[cors(origins = "https://partner.example")]
#[delete("/{id}")]
async fn delete_any() -> impl Responder {
    ran();
    "deleted"
}

async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    next.call(request).await
}

fn routes(config: &mut web::ServiceConfig) {
    let in_scope = web::scope("/data")
        .guard(guard::fn_guard(|context| context.app_data::<web::Data<u8>>().is_some()))
        .service(web::scope("").service(hook));
    let inner = web::scope("/in").route("/x", web::post().to(plain)).wrap(Cors::new(&INNER));
    let by_route = web::scope("/by-route").service(hook).route("/plain", web::post().to(plain));
    config
        .app_data(web::Data::new(5_u8))
        .service(web::resource("/me").guard(guard::Delete()).to(plain))
        .service(hook)
        .service(saml)
        .service(callback)
        .service(in_scope)
        .service(inner)
        .service(by_route.wrap(Cors::by_route().around(from_fn(pass))))
        .service(delete_any);
}

/// A write that the default refuses, and that a policy inside admits, runs its handler: with its own method and body, once.
pub async fn writes_that_a_policy_inside_admits() {
    let around = init_service(App::new().configure(routes).wrap(Cors::new(&WIDE).around(from_fn(pass)))).await;
    let alone = init_service(App::new().configure(routes).wrap(Cors::new(&WIDE))).await;
    for (method, path, origin, expected) in [
        ("POST", "/hook", PARTNER, 200),
        ("POST", "/hook", EVIL, 403),
        ("POST", "/saml", EVIL, 200),
        ("POST", "/callback", EVIL, 200),
        // A plain handler comes first.
        ("DELETE", "/me", PARTNER, 403),
        ("DELETE", "/7", PARTNER, 200),
        ("DELETE", "/7", EVIL, 403),
        ("POST", "/data/hook", PARTNER, 200),
        ("POST", "/in/x", PARTNER, 200),
        ("POST", "/in/x", APP, 403),
        ("POST", "/in/none", PARTNER, 404),
        ("POST", "/by-route/hook", PARTNER, 200),
        ("POST", "/by-route/plain", PARTNER, 403),
        ("POST", "/by-route/plain", APP, 200),
        ("POST", "/none", PARTNER, 403),
        ("POST", "/none", APP, 404),
        ("OPTIONS", "/hook", EVIL, 404),
    ] {
        let expected = (expected, u32::from(expected == 200));
        let (answer, runs) = send(&around, origin, method, path).await;
        assert_eq!((answer.status, runs), expected, "around: {method} {path} of {origin}: {}", answer.body);
        let (answer, runs) = send(&alone, origin, method, path).await;
        assert_eq!((answer.status, runs), expected, "{method} {path} of {origin}: {}", answer.body);
    }
    let request = actix_web::test::TestRequest::post().uri("/hook").set_payload("the body");
    let request = request.insert_header(("origin", PARTNER)).insert_header(("sec-fetch-site", "cross-site"));
    let response = actix_web::test::call_service(&around, request.to_request()).await;
    assert_eq!(response.headers().get("access-control-allow-origin").unwrap(), PARTNER);
    assert_eq!(actix_web::test::read_body(response).await, "POST the body");
    runs();
}

/// A middleware outside of a `Cors` around a resource keeps a clone of the request, so its method cannot be changed.
pub async fn a_clone_of_the_request_is_kept() {
    async fn keep(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        let kept = request.request().clone();
        let response = next.call(request).await?;
        assert_eq!(kept.path(), response.request().path());
        Ok(response)
    }
    let resource =
        || web::resource("/x").route(web::post().to(plain).wrap(Cors::new(&INNER))).route(web::get().to(plain));
    let app = App::new().service(resource().wrap(Cors::new(&WIDE)).wrap(from_fn(keep)));
    let nowhere = web::route().to(plain).wrap(Cors::new(&WIDE)).wrap(from_fn(keep));
    let nested = web::scope("/in").service(resource().wrap(Cors::new(&INNER)).wrap(from_fn(keep)));
    let app = init_service(app.service(nested).default_service(nowhere).wrap(Cors::new(&WIDE))).await;
    for (method, path, origin, expected) in [
        ("POST", "/nowhere", EVIL, (403, 0)),
        ("POST", "/nowhere", APP, (200, 1)),
        ("GET", "/x", EVIL, (200, 1)),
        ("POST", "/x", EVIL, (403, 0)),
        ("PUT", "/x", EVIL, (403, 0)),
        ("POST", "/in/x", EVIL, (403, 0)),
        ("GET", "/in/x", EVIL, (200, 1)),
    ] {
        let (answer, runs) = send(&app, origin, method, path).await;
        assert_eq!((answer.status, runs), expected, "{method} {path} of {origin}");
    }
    super::preflight(&app, APP, "PUT", "/x").await;
}

/// A login inside of a `Cors` acts in the call, and lets every OPTIONS request pass. A write that the default refuses is routed
/// as what it is, so the login sees it.
pub async fn a_login_that_lets_options_pass() {
    let logged_in = |request: &ServiceRequest| {
        request.method() == Method::OPTIONS || request.headers().contains_key("authorization")
    };
    let inner = web::scope("/in").route("/x", web::post().to(plain)).wrap(Cors::new(&INNER));
    let routes = App::new().service(hook).service(saml).service(callback).service(inner);
    let app = routes.wrap_fn(move |request, service| {
        let answer = if logged_in(&request) { Ok(service.call(request)) } else { Err(request) };
        async move {
            match answer {
                Ok(inside) => Ok(inside.await?.map_into_left_body()),
                Err(request) => Ok(request.into_response(HttpResponse::Unauthorized().finish()).map_into_right_body()),
            }
        }
    });
    let app = init_service(app.wrap(Cors::new(&WIDE))).await;
    for path in ["/hook", "/saml", "/callback", "/in/x"] {
        for origin in [PARTNER, EVIL, APP] {
            assert_eq!(send(&app, origin, "POST", path).await.1, 0, "{path} of {origin} without a login");
        }
        let login = [("authorization", "yes")];
        assert_eq!(send_with(&app, PARTNER, "POST", path, &login).await.1, 1, "{path} with a login");
    }
}

/// The resource has a policy of its own, and so has a handler at the root of a scope, behind middleware.
pub async fn writes_to_resources_and_roots() {
    let resource = web::resource("/x").route(web::put().to(plain)).wrap(Cors::new(&INNER));
    let root = web::scope("/root").service(root_hook).wrap(from_fn(pass));
    let app = init_service(App::new().service(resource).service(root).wrap(Cors::new(&WIDE))).await;
    assert_eq!(send(&app, PARTNER, "PUT", "/x").await.1, 1);
    assert_eq!(send(&app, EVIL, "PUT", "/x").await.1, 0);
    let eager = web::scope("/root").service(root_hook).wrap(actix_web::middleware::Logger::default());
    let app = init_service(App::new().service(eager).wrap(Cors::new(&WIDE))).await;
    assert_eq!(send(&app, PARTNER, "POST", "/root").await.1, 1);
    assert_eq!(send(&app, EVIL, "POST", "/root").await.1, 0);
}

#[cors(origins = "https://partner.example")]
#[post("")]
async fn root_hook() -> impl Responder {
    ran();
    "root"
}

/// Makes a DELETE of every request.
async fn delete(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    request.head_mut().method = Method::DELETE;
    next.call(request).await
}

/// Middleware changes the method, in `around` of a `by_route` inside a `Cors` with a policy.
pub async fn a_method_that_is_overridden_by_route() {
    let scope = web::scope("/s").route("/x", web::delete().to(plain));
    let app = App::new().service(scope.wrap(Cors::by_route().around(from_fn(delete)))).wrap(Cors::new(&WIDE));
    let app = init_service(app).await;
    assert_eq!(send(&app, EVIL, "GET", "/s/x").await.1, 0);
    assert_eq!(send(&app, APP, "GET", "/s/x").await.1, 1);
}

/// Middleware changes the method, in `around`: the method that the router gets is decided about.
pub async fn a_method_that_is_overridden() {
    let app = App::new().route("/o", web::delete().to(plain)).service(delete_any);
    let app = init_service(app.wrap(Cors::new(&WIDE).around(from_fn(delete)))).await;
    for path in ["/o", "/7"] {
        let (answer, runs) = send(&app, EVIL, "GET", path).await;
        assert_eq!((answer.status, runs), (403, 0), "{path}");
    }
}

#[cors(origins("https://app.example.com", "https://b.example"), hosts("api.example.com", "localhost:*"))]
#[get("/named")]
async fn named() -> impl Responder {
    ran();
    "named"
}

/// A `Cors` without a policy is inside of one with a policy, and middleware in `around` of the one or the other calls its
/// routes in another task.
pub async fn a_scope_by_route_in_another_task() {
    let scope = || web::scope("/in").route("/x", web::post().to(plain)).service(hook);
    let inside = scope().wrap(Cors::by_route().around(from_fn(elsewhere)));
    let inside = init_service(App::new().service(inside).wrap(Cors::new(&WIDE))).await;
    let outside = scope().wrap(Cors::by_route().around(from_fn(login)));
    let outside = App::new().service(outside).wrap(Cors::new(&WIDE).around(from_fn(elsewhere)));
    let outside = init_service(outside).await;
    for (path, origin, expected) in [
        ("/in/x", EVIL, (403, None, None)),
        ("/in/x", APP, (200, Some(APP), Some("x-wide"))),
        ("/in/hook", APP, (403, None, None)),
        ("/in/hook", PARTNER, (200, Some(PARTNER), Some("x-route"))),
    ] {
        let expected = (expected, u32::from(expected.0 == 200));
        let (answer, runs) = send(&inside, origin, "POST", path).await;
        assert_eq!((shared(&answer), runs), expected, "in `around` of the inner one: {path} of {origin}");
        let (answer, runs) = send_with(&outside, origin, "POST", path, &[LOGIN]).await;
        assert_eq!((shared(&answer), runs), expected, "in `around` of the outer one: {path} of {origin}");
    }
}

/// A middleware that counts.
async fn count(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    ran();
    next.call(request).await
}

/// A request to another name of the server is answered 421, before the handler, and on a `Cors` before everything inside.
pub async fn another_host() {
    let app = init_service(App::new().service(named)).await;
    for (host, status) in [
        ("api.example.com", 200),
        ("API.example.com:443", 200),
        ("localhost:8080", 200),
        ("evil.test", 421),
        ("api.example.com.evil.test", 421),
        ("api.example.com:8080", 421),
    ] {
        let answer = ask(&app, "GET", "/named", &[("host", host), ("sec-fetch-site", "same-origin")]).await;
        assert_eq!((answer.status, runs()), (status, u32::from(status == 200)), "{host}");
        let lines = [("host", host), ("origin", APP), ("access-control-request-method", "GET")];
        let expected = if status == 200 { 204 } else { 421 };
        assert_eq!(ask(&app, "OPTIONS", "/named", &lines).await.status, expected, "{host}");
    }
    assert_eq!(ask(&app, "GET", "/named", &[]).await.status, 421, "no host at all");
    let draft = cors_actix::Draft::new().origins(["*"]).hosts(["api.example.com"]);
    let policy = draft.check().unwrap();
    let cors = || Cors::new(policy.clone());
    let routes = |config: &mut web::ServiceConfig| {
        config.service(hook).route("/plain", web::to(plain));
    };
    let around = init_service(App::new().configure(routes).wrap(cors().around(from_fn(count)))).await;
    let alone = init_service(App::new().configure(routes).wrap(cors())).await;
    for (method, path) in [("GET", "/plain"), ("POST", "/plain"), ("POST", "/hook"), ("GET", "/none")] {
        let lines = [("host", "evil.test"), ("origin", PARTNER), ("sec-fetch-site", "cross-site")];
        assert_eq!((ask(&around, method, path, &lines).await.status, runs()), (421, 0), "{method} {path}");
        assert_eq!((ask(&alone, method, path, &lines).await.status, runs()), (421, 0), "{method} {path}");
    }
}

/// Any method, the default service, and WebSocket handshakes, under the policy around an application.
pub async fn what_has_no_policy_of_its_own() {
    let app = App::new().service(web::resource("/any").to(plain)).default_service(web::to(plain));
    let app = init_service(app.wrap(Cors::new(&WIDE))).await;
    for path in ["/any", "/none"] {
        for (method, more, expected) in [
            ("GET", &[][..], (200, 1)),
            ("QUERY", &[], (200, 1)),
            ("POST", &[], (403, 0)),
            ("PURGE", &[], (403, 0)),
            ("GET", &[("upgrade", "h2c, WebSocket"), ("connection", "upgrade")], (403, 0)),
        ] {
            let (answer, runs) = send_with(&app, EVIL, method, path, more).await;
            assert_eq!((answer.status, runs), expected, "{method} {path} {more:?}");
            assert_eq!(answer.allowed_origin().filter(|allowed| *allowed == EVIL), None);
        }
        let (answer, runs) = send(&app, APP, "POST", path).await;
        assert_eq!((shared(&answer), runs), ((200, Some(APP), Some("x-wide")), 1));
    }
    let refused = send(&app, EVIL, "POST", "/any").await.0;
    assert_eq!(refused.header("vary"), Some("Origin, Sec-Fetch-Site"));
    assert!(refused.body.contains("`enforce = false`"), "{}", refused.body);
    assert_eq!(refused.header("content-type"), Some("text/plain; charset=utf-8"));
}
