//! Responses that might carry the headers of another policy than that of the handler.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorConflict;
use actix_web::guard::{self, GuardContext};
use actix_web::middleware::{ErrorHandlers, Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpMessage as _, HttpRequest, HttpResponse, Responder, get, post, web};
use cors_actix::{Cors, Origin, cors};

use super::{
    ADMIN, ANY, APP, EVIL, INNER, LOGIN, PARTNER, WIDE, elsewhere, login, plain, policy_of, ran, runs, shared,
};
use crate::ask::ask;

#[cors(origins("https://admin.example", "https://other.example"), expose("x-strict"), credentials)]
#[get("/strict")]
async fn strict() -> impl Responder {
    "the secret"
}

#[cors(origins("https://admin.example", "https://other.example"), expose("x-strict"))]
#[post("/strict")]
async fn strict_write() -> impl Responder {
    ran();
    "written"
}

#[cors(off)]
#[get("/off")]
async fn off() -> impl Responder {
    "nothing for others"
}

/// Makes a new response with the same words.
async fn rebuild(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    Ok(response.into_response(HttpResponse::Ok().body("the secret, in a new response")))
}

/// Takes the extensions out while the request is served.
async fn borrow(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let kept = std::mem::take(&mut *request.extensions_mut());
    let response = next.call(request).await?;
    *response.request().extensions_mut() = kept;
    Ok(response)
}

/// Middleware clears the extensions of requests, in which a `Cors` leaves a link for the routes inside.
pub async fn cleared_extensions() {
    let routes = App::new().service(strict).service(strict_write).service(off);
    let clear = routes.wrap_fn(|request, service| {
        request.extensions_mut().clear();
        service.call(request)
    });
    let app = init_service(clear.wrap(Cors::new(&ANY))).await;
    for path in ["/strict", "/off"] {
        assert_eq!(ask(&app, "GET", path, &[("origin", EVIL)]).await.allowed_origin(), None, "{path}");
    }
    let answer = ask(&app, "GET", "/strict", &[("origin", ADMIN)]).await;
    assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
    // It takes them out for a while, and puts them back.
    let borrowing = App::new().service(strict).wrap(from_fn(borrow)).wrap(Cors::new(&ANY));
    let answer = ask(&init_service(borrowing).await, "GET", "/strict", &[("origin", EVIL)]).await;
    assert_eq!(answer.allowed_origin(), None);
    let lines = [("origin", EVIL), ("sec-fetch-site", "cross-site")];
    assert_eq!((ask(&app, "POST", "/strict", &lines).await.status, runs()), (403, 0));
}

/// Middleware clears the extensions, and makes a new response with a new request.
pub async fn a_rebuilt_exchange() {
    async fn exchange(
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        request.extensions_mut().clear();
        next.call(request).await?;
        let other = TestRequest::default().to_http_request();
        Ok(ServiceResponse::new(other, HttpResponse::Ok().body("the secret, in a new response")))
    }
    for cors in [Cors::new(&ANY), Cors::new(&WIDE)] {
        let inner = web::scope("").service(strict).wrap(from_fn(exchange)).wrap(Cors::new(&ANY));
        let app = init_service(App::new().service(inner).wrap(from_fn(exchange)).wrap(cors)).await;
        let answer = ask(&app, "GET", "/strict", &[("origin", ADMIN)]).await;
        assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
        assert_eq!(ask(&app, "GET", "/strict", &[("origin", EVIL)]).await.allowed_origin(), None);
    }
}

/// Middleware sends a request twice, first to another path.
pub async fn a_request_that_is_sent_twice() {
    let app = App::new().service(strict).service(any).wrap_fn(|request, routes| {
        let path = request.match_info().clone();
        let first = TestRequest::with_uri("/users").insert_header(("origin", EVIL)).to_srv_request();
        let first = routes.call(first);
        assert_eq!(path.as_str(), request.match_info().as_str());
        let second = routes.call(request);
        async move {
            let second = second.await;
            first.await?;
            second
        }
    });
    let app = init_service(app.wrap(Cors::new(&WIDE))).await;
    let answer = ask(&app, "GET", "/strict", &[("origin", EVIL)]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (200, None));
    let answer = ask(&app, "GET", "/strict", &[("origin", ADMIN)]).await;
    assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
}

/// A plain handler asks a service of its own, with a policy for everybody, before it answers.
pub async fn a_request_of_a_handler() {
    async fn ask_inside() -> String {
        let inside = init_service(App::new().service(any)).await;
        let answer = ask(&inside, "GET", "/users", &[("origin", EVIL)]).await;
        assert_eq!(answer.allowed_origin(), Some("*"), "the inner application has a policy");
        answer.body
    }
    let app = init_service(App::new().route("/asks", web::get().to(ask_inside)).wrap(Cors::new(&WIDE))).await;
    for origin in [EVIL, APP] {
        let answer = ask(&app, "GET", "/asks", &[("origin", origin)]).await;
        assert_eq!(shared(&answer), (200, Some(APP), Some("x-wide")), "a constant policy");
    }
}

/// Middleware in `around` calls the routes in another task. The policies inside tell the `Cors` even so.
pub async fn a_handler_in_another_task() {
    let routes = |config: &mut web::ServiceConfig| {
        config.service(strict).service(off).route("/plain", web::get().to(plain));
    };
    let inner = web::scope("/in").configure(routes).wrap(Cors::new(&INNER));
    let app = App::new().configure(routes).service(inner).wrap(Cors::new(&WIDE).around(from_fn(elsewhere)));
    let app = init_service(app).await;
    for (path, origin, expected) in [
        ("/strict", APP, (200, None, None)),
        ("/strict", ADMIN, (200, Some(ADMIN), Some("x-strict"))),
        ("/off", APP, (200, None, None)),
        ("/plain", APP, (200, Some(APP), Some("x-wide"))),
        ("/in/strict", APP, (200, None, None)),
        ("/in/strict", ADMIN, (200, Some(ADMIN), Some("x-strict"))),
        ("/in/off", PARTNER, (200, None, None)),
        ("/in/plain", PARTNER, (200, Some(PARTNER), Some("x-inner"))),
    ] {
        assert_eq!(shared(&ask(&app, "GET", path, &[("origin", origin)]).await), expected, "{path} of {origin}");
    }
    assert_eq!(runs(), 2);
}

#[cors(origins = "*", expose("x-any"))]
#[get("/fails")]
async fn any_that_fails() -> impl Responder {
    ""
}

#[cors(origins("https://admin.example", "https://other.example"), expose("x-strict"))]
#[get("/passes-on")]
async fn passes_on(request: HttpRequest) -> Result<HttpResponse, Error> {
    let fail = from_fn(|request: ServiceRequest, next: Next<_>| async move {
        let response: ServiceResponse<BoxBody> = next.call(request).await?;
        if response.request().path() == "/fails" { Err(ErrorConflict("no")) } else { Ok(response) }
    });
    let inside = web::scope("").service(any_that_fails).wrap(Cors::new(&ANY).around(fail));
    let inside = init_service(App::new().service(any).service(inside)).await;
    let asked = TestRequest::with_uri(request.query_string()).insert_header(("origin", EVIL));
    Ok(inside.call(asked.to_request()).await?.into_parts().1)
}

/// A handler passes on what another application has answered, with the headers of a policy there.
pub async fn a_response_of_another_application() {
    let around = init_service(App::new().service(passes_on).wrap(Cors::new(&WIDE))).await;
    let alone = init_service(App::new().service(passes_on)).await;
    for (asked, status) in [("/users", 200), ("/fails", 409), ("/none", 404)] {
        let path = format!("/passes-on?{asked}");
        for (origin, expected) in [(EVIL, (status, None, None)), (ADMIN, (status, Some(ADMIN), Some("x-strict")))] {
            let lines = [("origin", origin)];
            assert_eq!(shared(&ask(&around, "GET", &path, &lines).await), expected, "{asked} of {origin}");
            assert_eq!(shared(&ask(&alone, "GET", &path, &lines).await), expected, "{asked} of {origin}, alone");
        }
    }
}

/// Middleware calls a `Cors` inside of another one in another task.
pub async fn a_cors_in_another_task() {
    async fn failing() -> Result<&'static str, Error> {
        Err(ErrorConflict("no"))
    }
    async fn fail(
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        if request.path() == "/in/error" { Err(ErrorConflict("no")) } else { next.call(request).await }
    }
    let routes = web::scope("/in").service(strict).route("/plain", web::get().to(plain));
    let inner = routes.route("/failing", web::get().to(failing)).wrap(Cors::new(&INNER).around(from_fn(fail)));
    let app = init_service(App::new().service(inner.wrap(from_fn(elsewhere))).wrap(Cors::new(&WIDE))).await;
    for (path, expected) in [
        ("/in/strict", (200, None, None)),
        ("/in/plain", (200, Some(PARTNER), Some("x-inner"))),
        ("/in/failing", (409, Some(PARTNER), Some("x-inner"))),
        ("/in/error", (409, Some(PARTNER), Some("x-inner"))),
        ("/in/none", (404, Some(PARTNER), Some("x-inner"))),
    ] {
        assert_eq!(shared(&ask(&app, "GET", path, &[("origin", APP)]).await), expected, "{path}");
    }
    runs();
}

/// Middleware makes a new response, without the mark of the policy that wrote the first one.
pub async fn a_rebuilt_response() {
    let app = App::new().service(strict).service(off).wrap(from_fn(rebuild));
    let app = init_service(app.wrap(Cors::new(&ANY))).await;
    for path in ["/strict", "/off"] {
        assert_eq!(ask(&app, "GET", path, &[("origin", EVIL)]).await.allowed_origin(), None, "{path}");
    }
    let answer = ask(&app, "GET", "/strict", &[("origin", ADMIN)]).await;
    assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
    let around = App::new().service(strict).wrap(Cors::new(&ANY).around(from_fn(rebuild)));
    let answer = ask(&init_service(around).await, "GET", "/strict", &[("origin", ADMIN)]).await;
    assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
}

struct Domain(&'static str);

fn is_admins(context: &GuardContext<'_>) -> bool {
    let host = context.head().headers().get("host");
    context.app_data::<web::Data<Domain>>().is_some_and(|domain| host.is_some_and(|host| host == domain.0))
}

#[cors(origins = "*", expose("x-any"))]
#[get("/users")]
async fn any() -> impl Responder {
    "for everybody"
}

/// A rebuilt response of a plain handler that a guard on application data has chosen: a copy of the request would reach the
/// annotated handler behind it.
pub async fn a_rebuilt_response_behind_a_guard() {
    let admin = web::scope("").guard(guard::fn_guard(is_admins)).route("/users", web::get().to(plain));
    let app = App::new().app_data(web::Data::new(Domain("admin.api"))).service(admin).service(any);
    let app = init_service(app.wrap(Cors::new(&WIDE).around(from_fn(rebuild)))).await;
    let answer = ask(&app, "GET", "/users", &[("origin", EVIL), ("host", "admin.api")]).await;
    assert_ne!(answer.allowed_origin(), Some("*"), "{answer:?}");
    runs();
}

async fn login_with_a_response(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    Ok(request.into_response(HttpResponse::Unauthorized().finish()).map_into_right_body())
}

/// A login answers in place of the handler, as an error and as a response: the headers are those of the handler.
pub async fn a_login_that_answers() {
    let routes = |config: &mut web::ServiceConfig| {
        config.service(strict).service(strict_write).service(off).route("/plain", web::get().to(plain));
    };
    let failing = init_service(App::new().configure(routes).wrap(Cors::new(&WIDE).around(from_fn(login)))).await;
    let cors = Cors::new(&WIDE).around(from_fn(login_with_a_response));
    let answering = init_service(App::new().configure(routes).wrap(cors)).await;
    // Where a panic ends the process, a copy of the request is not routed, and the default answers.
    let is_asked = cfg!(panic = "unwind");
    for (method, path, origin, expected) in [
        ("GET", "/strict", ADMIN, is_asked.then_some(ADMIN)),
        ("GET", "/strict", EVIL, None),
        ("POST", "/strict", ADMIN, is_asked.then_some(ADMIN)),
        ("GET", "/off", EVIL, None),
    ] {
        let lines = [("origin", origin)];
        let answers = [ask(&failing, method, path, &lines).await, ask(&answering, method, path, &lines).await];
        for answer in answers {
            let allowed = answer.allowed_origin().filter(|allowed| *allowed == origin);
            assert_eq!((answer.status, allowed), (401, expected), "{method} {path} of {origin}: {answer:?}");
        }
    }
    for app in [
        ask(&failing, "GET", "/plain", &[("origin", APP)]).await,
        ask(&answering, "GET", "/plain", &[("origin", APP)]).await,
    ] {
        assert_eq!(shared(&app), (401, Some(APP), Some("x-wide")));
    }
    let answer = ask(&failing, "GET", "/strict", &[("origin", ADMIN), LOGIN]).await;
    assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
}

/// A guard that panics without the data of the application is met by a copy of a request alone: the default answers.
pub async fn a_guard_that_panics_in_a_copy() {
    fn insists(context: &GuardContext<'_>) -> bool {
        context.app_data::<web::Data<Domain>>().expect("the data of the application").0 == "admin.api"
    }
    let admin = web::scope("").guard(guard::fn_guard(insists)).service(strict);
    let app = App::new().app_data(web::Data::new(Domain("admin.api"))).service(admin);
    let app = init_service(app.wrap(Cors::new(&WIDE).around(from_fn(login)))).await;
    let answer = ask(&app, "GET", "/strict", &[("origin", APP)]).await;
    assert_eq!(shared(&answer), (401, Some(APP), Some("x-wide")));
    let answer = ask(&app, "GET", "/strict", &[("origin", ADMIN), LOGIN]).await;
    assert_eq!(shared(&answer), (200, Some(ADMIN), Some("x-strict")));
}

/// A cache answers in place of the handler, in `around`, a request without an `Origin`. A policy around that is the same for
/// everybody is not that of the handler, and caches further out would give its permission to anybody.
pub async fn a_cache_that_answers() {
    async fn cached(
        request: ServiceRequest,
        _: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        Ok(request.into_response(HttpResponse::Ok().body("the secret")))
    }
    let routes = |config: &mut web::ServiceConfig| {
        config.service(strict).service(off).route("/plain", web::get().to(plain));
    };
    let app = init_service(App::new().configure(routes).wrap(Cors::new(&ANY).around(from_fn(cached)))).await;
    let by_route = web::scope("").configure(routes).wrap(Cors::by_route().around(from_fn(cached)));
    let nested = init_service(App::new().service(by_route).wrap(Cors::new(&ANY))).await;
    if cfg!(panic = "unwind") {
        for path in ["/strict", "/off"] {
            assert_eq!(shared(&ask(&app, "GET", path, &[]).await), (200, None, None), "{path}");
            assert_eq!(shared(&ask(&nested, "GET", path, &[]).await), (200, None, None), "{path}, nested");
        }
        assert_eq!(ask(&app, "GET", "/strict", &[]).await.header("vary"), Some("Origin"));
    }
    assert_eq!(shared(&ask(&app, "GET", "/plain", &[]).await), (200, Some("*"), Some("x-any")));
    assert_eq!(shared(&ask(&nested, "GET", "/plain", &[]).await), (200, Some("*"), Some("x-any")));
}

/// A login in a `Cors` without a policy answers a write that the policy around refuses, and one further out admits.
pub async fn a_login_between_two_policies() {
    let scope = web::scope("/by-route").route("/plain", web::post().to(plain)).service(strict_write);
    let scope = scope.wrap(Cors::by_route().around(from_fn(login)));
    let inner = web::scope("/in").service(scope).wrap(Cors::new(&INNER));
    let app = init_service(App::new().service(inner).wrap(Cors::new(&WIDE))).await;
    let lines = [("origin", APP), ("sec-fetch-site", "cross-site")];
    let answer = ask(&app, "POST", "/in/by-route/plain", &lines).await;
    assert_eq!((answer.status, answer.allowed_origin().filter(|allowed| *allowed == APP)), (401, None));
    let lines = [("origin", PARTNER), ("sec-fetch-site", "cross-site")];
    let answer = ask(&app, "POST", "/in/by-route/plain", &lines).await;
    assert_eq!(shared(&answer), (401, Some(PARTNER), Some("x-inner")));
    if cfg!(panic = "unwind") {
        let answer = ask(&app, "POST", "/in/by-route/strict", &[("origin", ADMIN)]).await;
        assert_eq!(shared(&answer), (401, Some(ADMIN), Some("x-strict")));
    }
}

fn is_tenant(origin: &Origin<'_>, request: &HttpRequest) -> bool {
    let domain = request.app_data::<web::Data<Domain>>().expect("the data of the application").0;
    origin.as_str().ends_with(domain)
}

#[cors(origins(with = is_tenant), expose("x-tenant"))]
#[get("/tenant")]
async fn tenant() -> impl Responder {
    "of a tenant"
}

/// A function of `with` expects the data of the application, which the copy of a request lacks that asks whose a 401 is.
pub async fn a_function_that_expects_application_data() {
    let app = App::new().app_data(web::Data::new(Domain(".tenant.example"))).service(tenant);
    let app = init_service(app.wrap(Cors::new(&ANY).around(from_fn(login_with_a_response)))).await;
    // Where a panic ends the process, nobody is asked, and the default answers.
    if cfg!(panic = "unwind") {
        let answer = ask(&app, "GET", "/tenant", &[("origin", EVIL)]).await;
        assert_eq!(shared(&answer), (401, None, None));
        let answer = ask(&app, "GET", "/tenant", &[("origin", "https://a.tenant.example")]).await;
        assert_eq!(shared(&answer), (401, Some("https://a.tenant.example"), Some("x-tenant")));
    }
}

/// `Err`s of handlers and of middleware, and what other middleware makes of them.
pub async fn errors() {
    async fn failing() -> Result<&'static str, Error> {
        Err(ErrorConflict("no"))
    }
    #[cors(origins("https://admin.example", "https://other.example"), expose("x-strict"))]
    #[get("/failing")]
    async fn strict_failing() -> Result<&'static str, Error> {
        Err(ErrorConflict("no"))
    }
    let routes = |config: &mut web::ServiceConfig| {
        config.service(strict_failing).route("/plain", web::get().to(failing));
    };
    let clear = |request: ServiceRequest| {
        request.extensions_mut().clear();
        request
    };
    let inner = web::scope("/in").configure(routes).wrap(Cors::new(&ANY));
    let app = App::new().configure(routes).service(inner).wrap(ErrorHandlers::new());
    let app = app.wrap_fn(move |request, service| service.call(clear(request)));
    let app = init_service(app.wrap(Cors::new(&WIDE))).await;
    for (path, origin, expected) in [
        ("/failing", ADMIN, (409, Some(ADMIN), Some("x-strict"))),
        ("/failing", APP, (409, None, None)),
        ("/plain", APP, (409, Some(APP), Some("x-wide"))),
        ("/in/failing", ADMIN, (409, Some(ADMIN), Some("x-strict"))),
        ("/in/failing", EVIL, (409, None, None)),
        ("/in/plain", EVIL, (409, Some("*"), Some("x-any"))),
    ] {
        let answer = ask(&app, "GET", path, &[("origin", origin)]).await;
        assert_eq!(shared(&answer), expected, "{path} of {origin}");
    }
    assert_eq!(policy_of(&ask(&app, "GET", "/in/failing", &[]).await), None);
}

fn from_tenant(context: &GuardContext<'_>) -> bool {
    context.head().headers().get("origin").is_some_and(|origin| origin == "https://tenant.example")
}

#[cors(origins = "https://tenant.example")]
#[get("/t", guard = "from_tenant")]
async fn of_tenant() -> impl Responder {
    "of the tenant"
}

/// A guard looks at `Origin`: caches have to know, though the policy is constant.
pub async fn a_guard_that_looks_at_the_origin() {
    let app = init_service(App::new().service(of_tenant)).await;
    let answer = ask(&app, "GET", "/t", &[("origin", "https://tenant.example")]).await;
    assert_eq!((answer.status, answer.header("vary")), (200, Some("Origin")));
}
