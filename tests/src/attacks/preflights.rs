//! Preflights that another policy might answer, or that might run something.

use actix_web::dev::{Service as _, ServiceRequest, fn_service};
use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::{App, HttpResponse, Responder, delete, get, put, web};
use cors_actix::{Cors, cors};

use super::{
    ADMIN, ANY, APP, EVIL, INNER, LOGIN, PARTNER, WIDE, is_approved, login, plain, preflight, ran, runs, send,
    send_with, shared,
};
use crate::ask::ask;

#[cors(origins = "https://app.example.com", expose("x-route"))]
#[get("/items")]
async fn items() -> impl Responder {
    "items"
}

/// A service acts in the call itself, behind a login. Neither a preflight nor the routing of a request calls it with another
/// method than OPTIONS, and without the login nothing reaches it.
pub async fn a_service_that_acts_in_the_call() {
    let jobs = || {
        web::service("/jobs").finish(fn_service(|request: ServiceRequest| {
            if request.method() == Method::DELETE {
                ran();
            }
            std::future::ready(Ok(request.into_response(HttpResponse::Ok().finish())))
        }))
    };
    let app = App::new().service(items).service(jobs()).wrap(Cors::by_route().around(from_fn(login)));
    let app = init_service(app).await;
    assert_eq!(ask(&app, "DELETE", "/jobs", &[("origin", EVIL)]).await.status, 401);
    assert_eq!(runs(), 0);
    for method in ["DELETE", "PUT"] {
        assert!(!is_approved(&app, EVIL, method, "/jobs").await);
    }
    let app = init_service(App::new().service(jobs()).wrap(from_fn(login)).wrap(Cors::new(&WIDE))).await;
    for origin in [APP, EVIL] {
        preflight(&app, origin, "DELETE", "/jobs").await;
        assert_eq!(
            ask(&app, "DELETE", "/jobs", &[("origin", origin)]).await.status,
            if origin == APP { 401 } else { 403 }
        );
        assert_eq!(runs(), 0);
    }
    let app = init_service(App::new().service(jobs()).wrap(Cors::new(&WIDE))).await;
    let (answer, runs) = send(&app, APP, "DELETE", "/jobs").await;
    assert_eq!((answer.status, runs), (200, 1));
}

struct Limit;

/// A middleware expects data of the application in the call, as actix-limitation does. No request makes it panic, since
/// nobody calls it with anything but the request itself.
pub async fn a_middleware_that_expects_application_data() {
    let limited = || {
        let limit = |request: ServiceRequest| {
            assert!(request.app_data::<web::Data<Limit>>().is_some(), "the data of the application");
            request
        };
        let routes = web::scope("/x").service(items).route("/plain", web::to(plain));
        let app = App::new().app_data(web::Data::new(Limit));
        let inner = routes.wrap_fn(move |request, service| service.call(limit(request)));
        app.service(web::scope("").service(inner).wrap(Cors::new(&INNER))).wrap(Cors::new(&WIDE))
    };
    let app = init_service(limited()).await;
    for origin in [APP, PARTNER, EVIL] {
        for method in ["GET", "PUT"] {
            for path in ["/x/items", "/x/plain", "/x/none"] {
                preflight(&app, origin, method, path).await;
                send(&app, origin, method, path).await;
            }
        }
    }
    assert!(is_approved(&app, APP, "GET", "/x/items").await);
}

mod elsewhere {
    use actix_web::{Responder, put};
    use cors_actix::cors;

    #[cors(origins = "https://other.example")]
    #[put("/elsewhere/{id}")]
    pub(super) async fn edit() -> impl Responder {
        "a handler of the same name"
    }
}

#[cors(origins = "https://admin.example", expose("x-route"))]
#[put("/users/{id}")]
async fn edit() -> impl Responder {
    ran();
    "edited"
}

#[get("/users/{id}")]
async fn show() -> impl Responder {
    "shown"
}

/// A handler is behind a login that nobody asks past, and others have its name, or a path that URLs encode. The policy around
/// approves the preflight, which is a nuisance; the request is decided by the policy of the handler.
pub async fn a_handler_behind_a_login() {
    let routes = |config: &mut web::ServiceConfig| {
        config.service(show).service(edit).service(elsewhere::edit).service(encoded).service(off_encoded);
    };
    let app = init_service(App::new().configure(routes).wrap(from_fn(login)).wrap(Cors::new(&WIDE))).await;
    for path in ["/users/1", "/gr%C3%B6%C3%9Fe/1", "/a%20b/1"] {
        assert!(is_approved(&app, APP, "PUT", path).await, "{path}");
        let (answer, runs) = send_with(&app, APP, "PUT", path, &[LOGIN]).await;
        assert_eq!((answer.status, answer.allowed_origin(), runs), (403, None, 0), "{path}");
        // The policy around refuses what the handler would admit, and says how it can be heard.
        let (answer, runs) = send_with(&app, ADMIN, "PUT", path, &[LOGIN]).await;
        assert_eq!((answer.status, runs), (403, 0), "{path}");
        assert!(answer.body.contains("`Cors::around`"), "{}", answer.body);
    }
    let app = init_service(App::new().configure(routes).wrap(Cors::new(&WIDE).around(from_fn(login)))).await;
    for path in ["/users/1", "/gr%C3%B6%C3%9Fe/1"] {
        assert!(!is_approved(&app, APP, "PUT", path).await, "{path}");
        assert!(is_approved(&app, ADMIN, "PUT", path).await, "{path}");
        let (answer, runs) = send_with(&app, ADMIN, "PUT", path, &[LOGIN]).await;
        assert_eq!((shared(&answer), runs), ((200, Some(ADMIN), Some("x-route")), 1), "{path}");
        assert_eq!(send_with(&app, APP, "PUT", path, &[LOGIN]).await.1, 0, "{path}");
    }
}

#[cors(origins = "https://admin.example", expose("x-route"))]
#[put("/größe/{id}")]
async fn encoded() -> impl Responder {
    ran();
    "edited"
}

#[cors(off)]
#[put("/a b/{id}")]
async fn off_encoded() -> impl Responder {
    ran();
    "edited"
}

mod twins {
    use actix_web::{Responder, put};

    #[put("/{id}")]
    pub(super) async fn twin() -> impl Responder {
        "plain"
    }
}

#[cors(origins = "https://admin.example")]
#[put("/{id}")]
async fn twin() -> impl Responder {
    "annotated"
}

/// Elsewhere in the application a handler has the same name and the end of the path. It changes nothing here.
pub async fn a_twin_elsewhere() {
    let app = App::new().service(web::scope("/a").service(twin)).service(web::scope("/b").service(twins::twin));
    let app = init_service(app.wrap(Cors::new(&WIDE))).await;
    assert!(is_approved(&app, APP, "PUT", "/b/1").await);
    assert!(!is_approved(&app, APP, "PUT", "/a/1").await);
}

fn has_tenant(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-tenant")
}

#[cors(off)]
#[delete("/users/{id}", guard = "has_tenant")]
async fn purge() -> impl Responder {
    ran();
    "purged"
}

#[cors(off)]
#[delete("/users/{id}")]
async fn remove() -> impl Responder {
    ran();
    "removed"
}

/// A handler with a guard comes before a scope with a policy: the preflight lacks what the guard looks for.
pub async fn a_guarded_handler_before_a_scope() {
    let kinds = web::resource("/{kind}/{id}").guard(guard::Get()).to(plain);
    let scope = web::scope("/users").route("/{id}", web::to(plain)).wrap(Cors::new(&WIDE));
    let app = init_service(App::new().service(kinds).service(purge).service(scope)).await;
    let refused = preflight(&app, APP, "DELETE", "/users/1").await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("another route gets the request"), "{}", refused.body);
    let (answer, runs) = send_with(&app, APP, "DELETE", "/users/1", &[("x-tenant", "1")]).await;
    assert_eq!((answer.status, runs), (403, 0));
    // A plain handler in its place: its method guard is seen.
    let guarded = web::resource("/users/{id}").guard(guard::Delete()).guard(guard::fn_guard(has_tenant)).to(plain);
    let scope = web::scope("/users").route("/{id}", web::to(plain)).wrap(Cors::new(&WIDE));
    let app = init_service(App::new().service(guarded).service(scope)).await;
    assert!(!is_approved(&app, APP, "DELETE", "/users/1").await);
    assert_eq!(
        preflight(&app, APP, "PUT", "/users/1").await.header("access-control-allow-methods"),
        Some("PUT, PATCH")
    );
}

/// The list of an approval leaves out the methods of other handlers, annotated or not, that come before.
pub async fn the_list_of_a_scope_behind_other_handlers() {
    let scope = || web::scope("/users").route("/{id}", web::put().to(plain)).wrap(Cors::new(&WIDE));
    let app = init_service(App::new().service(remove).service(scope())).await;
    let approved = preflight(&app, APP, "PUT", "/users/1").await;
    assert_eq!((approved.status, approved.header("access-control-allow-methods")), (204, Some("PUT, PATCH")));
    let (answer, runs) = send(&app, APP, "DELETE", "/users/1").await;
    assert_eq!((answer.status, runs), (403, 0));
    let plain_one = web::resource("/users/{id}").guard(guard::Delete()).to(plain);
    let app = init_service(App::new().service(plain_one).service(scope())).await;
    let approved = preflight(&app, APP, "PUT", "/users/1").await;
    assert_eq!(approved.header("access-control-allow-methods"), Some("PUT, PATCH"));
    assert!(!is_approved(&app, APP, "DELETE", "/users/1").await);
}

#[cors(origins = "https://app.example.com")]
#[delete("/{id}")]
async fn delete_any() -> impl Responder {
    ran();
    "deleted"
}

/// A plain handler comes before a scope, or before an annotated handler, with the same method.
pub async fn a_plain_handler_before() {
    let me = || web::resource("/me").guard(guard::Delete()).to(plain);
    let scope = web::scope("").route("/{id}", web::delete().to(plain)).wrap(Cors::new(&WIDE));
    let app = init_service(App::new().service(me()).service(scope)).await;
    assert!(!is_approved(&app, APP, "DELETE", "/me").await);
    assert!(is_approved(&app, APP, "DELETE", "/7").await);
    let app = init_service(App::new().service(me()).service(delete_any)).await;
    assert!(!is_approved(&app, APP, "DELETE", "/me").await);
    assert!(is_approved(&app, APP, "DELETE", "/7").await);
    // The same where a `Cors` around the scope asks the annotated handler.
    let scope = web::scope("").service(delete_any).wrap(Cors::new(&WIDE));
    let app = init_service(App::new().service(me()).service(scope)).await;
    assert!(!is_approved(&app, APP, "DELETE", "/me").await);
    assert!(is_approved(&app, APP, "PUT", "/me").await);
    // The policy around is that of the plain handler.
    let app = init_service(App::new().service(me()).service(delete_any).wrap(Cors::new(&INNER))).await;
    assert!(is_approved(&app, PARTNER, "DELETE", "/me").await);
    assert!(!is_approved(&app, APP, "DELETE", "/me").await);
    let (answer, runs) = send(&app, APP, "DELETE", "/me").await;
    assert_eq!((answer.status, runs), (403, 0));
    let (answer, runs) = send(&app, PARTNER, "DELETE", "/me").await;
    assert_eq!((shared(&answer), runs), ((200, Some(PARTNER), Some("x-inner")), 1));
    let (answer, runs) = send(&app, APP, "DELETE", "/7").await;
    assert_eq!((answer.status, runs), (200, 1));
}

#[cors(off)]
#[delete("/items")]
async fn delete_items() -> impl Responder {
    ran();
    "deleted"
}

#[cors(origins = "https://app.example.com", expose("x-api"))]
#[delete("/items")]
async fn delete_api_items() -> impl Responder {
    ran();
    "deleted"
}

/// A `Cors` around a scope does not answer for paths outside, nor one around the application for a scope.
pub async fn a_scope_by_route_in_an_application() {
    let scope = || {
        let own = web::route().method(Method::OPTIONS).to(plain);
        let routes =
            web::scope("/api").service(delete_api_items).route("/own", own).route("/plain", web::post().to(plain));
        routes.wrap(Cors::by_route().around(from_fn(login)))
    };
    let app = init_service(App::new().service(scope()).service(delete_items).wrap(Cors::new(&INNER))).await;
    assert!(!is_approved(&app, APP, "DELETE", "/items").await);
    assert!(is_approved(&app, APP, "DELETE", "/api/items").await);
    let (answer, runs) = send_with(&app, APP, "DELETE", "/api/items", &[LOGIN]).await;
    assert_eq!((shared(&answer), runs), ((200, Some(APP), Some("x-api")), 1));
    // What has no policy there belongs to the one around the application.
    assert!(is_approved(&app, PARTNER, "POST", "/api/plain").await);
    let (answer, runs) = send_with(&app, APP, "POST", "/api/plain", &[LOGIN]).await;
    assert_eq!((answer.status, runs), (403, 0));
    let (answer, runs) = send_with(&app, PARTNER, "POST", "/api/plain", &[LOGIN]).await;
    assert_eq!((shared(&answer), runs), ((200, Some(PARTNER), Some("x-inner")), 1));
    let (answer, _) = send(&app, PARTNER, "POST", "/api/plain").await;
    assert_eq!((answer.status, answer.allowed_origin()), (401, Some(PARTNER)));
    // By itself it refuses, with a text of its own, and does not pass the login.
    let app = init_service(App::new().service(scope())).await;
    for path in ["/api/own", "/api/none", "/api/plain"] {
        let refused = preflight(&app, APP, "PUT", path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.body.contains("no handler with `#[cors]`"), "{}", refused.body);
    }
}

/// A `Cors` behind a login in another one, without `around`: its preflights are answered by the outer one, and its requests
/// by itself.
pub async fn a_cors_behind_a_login_in_another_one() {
    let inner = web::scope("/in").route("/x", web::to(plain)).wrap(Cors::new(&INNER)).wrap(from_fn(login));
    let app = init_service(App::new().service(inner).wrap(Cors::new(&WIDE))).await;
    assert!(is_approved(&app, APP, "PUT", "/in/x").await);
    let (answer, runs) = send_with(&app, APP, "PUT", "/in/x", &[LOGIN]).await;
    assert_eq!((answer.status, runs), (403, 0));
    let (answer, runs) = send_with(&app, PARTNER, "PUT", "/in/x", &[LOGIN]).await;
    assert_eq!((answer.status, runs), (403, 0));
    assert!(answer.body.contains("`Cors::around`"), "{}", answer.body);
}

/// The handler is in the second of two scopes that the host tells apart, behind a login.
pub async fn the_second_of_two_scopes_by_host() {
    let admin = web::scope("").guard(guard::Host("admin.api")).service(edit);
    let pages = web::scope("").guard(guard::Host("www.api")).route("/pages", web::get().to(plain));
    let app = init_service(App::new().service(pages).service(admin.wrap(from_fn(login))).wrap(Cors::new(&WIDE))).await;
    let lines = [("host", "admin.api"), ("origin", APP), ("sec-fetch-site", "cross-site"), LOGIN];
    assert_eq!((ask(&app, "PUT", "/users/1", &lines).await.status, runs()), (403, 0));
}

struct Domain(&'static str);

fn is_admins(context: &GuardContext<'_>) -> bool {
    let host = context.head().headers().get("host");
    context.app_data::<web::Data<Domain>>().is_some_and(|domain| host.is_some_and(|host| host == domain.0))
}

#[cors(origins = "*", expose("x-any"))]
#[put("/users/{id}")]
async fn edit_any() -> impl Responder {
    ran();
    "edited"
}

/// A guard looks at the data of the application: preflights and requests are routed with it.
pub async fn guards_on_application_data() {
    let app = || {
        let admin = web::scope("").guard(guard::fn_guard(is_admins)).route("/users/{id}", web::put().to(plain));
        App::new().app_data(web::Data::new(Domain("admin.api"))).service(admin).service(edit_any)
    };
    let app = init_service(app().wrap(Cors::new(&WIDE))).await;
    let lines = |host| [("host", host), ("origin", EVIL), ("sec-fetch-site", "cross-site")];
    assert_eq!((ask(&app, "PUT", "/users/1", &lines("admin.api")).await.status, runs()), (403, 0));
    assert_eq!((ask(&app, "PUT", "/users/1", &lines("www.api")).await.status, runs()), (200, 1));
    let asked = |host| [("host", host), ("origin", EVIL), ("access-control-request-method", "PUT")];
    let answer = ask(&app, "OPTIONS", "/users/1", &asked("www.api")).await;
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some("*")));
    let answer = ask(&app, "OPTIONS", "/users/1", &asked("admin.api")).await;
    assert_ne!(answer.allowed_origin(), Some("*"), "the scope of the administrators is the default's");
}

/// Middleware inside of a `Cors` lets a header or the query change the method, of any request. Neither a preflight nor the
/// copy of a request that a login has turned away reaches a handler by it.
pub async fn a_method_that_is_overridden() {
    let routes = |config: &mut web::ServiceConfig| {
        config.service(delete_api_items).service(web::scope("/in").service(delete_any).wrap(Cors::new(&INNER)));
        config.route("/plain", web::delete().to(plain));
    };
    let app = App::new().configure(routes).wrap_fn(|mut request, service| {
        if request.query_string() == "delete" {
            request.head_mut().method = Method::DELETE;
        }
        service.call(request)
    });
    let app = init_service(app.wrap(Cors::new(&WIDE).around(from_fn(login)))).await;
    for path in ["/items", "/in/1", "/plain"] {
        let path = format!("{path}?delete");
        for origin in [APP, EVIL, PARTNER] {
            preflight(&app, origin, "DELETE", &path).await;
            let answer = ask(&app, "GET", &path, &[("origin", origin)]).await;
            assert_eq!((answer.status, runs()), (401, 0), "{path} of {origin} without a login");
        }
    }
}

/// A preflight costs as much as the routing of one request, whatever it lists, and whatever comes in many lines.
pub async fn many_methods_and_many_lines() {
    let app = init_service(App::new().service(items).default_service(web::to(plain)).wrap(Cors::new(&ANY))).await;
    let names = "x-a,".repeat(20_000);
    let mut lines = vec![("origin", APP), ("access-control-request-method", "PUT")];
    lines.extend(std::iter::repeat_n(("access-control-request-headers", &*names), 3));
    assert_eq!(ask(&app, "OPTIONS", "/none", &lines).await.status, 204);
    let methods = std::iter::repeat_n(("access-control-request-method", "PUT"), 300);
    let lines: Vec<_> = [("origin", APP)].into_iter().chain(methods).collect();
    assert_eq!((ask(&app, "OPTIONS", "/none", &lines).await.status, runs()), (403, 0));
}
