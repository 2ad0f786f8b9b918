//! Handlers with a policy behind middleware, which keeps preflights to itself.

use actix_web::dev::Service as _;
use actix_web::middleware::{Condition, Logger, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Responder, delete, get, web};
use cors_actix::{Cors, Draft, cors};
use cors_tests::ask::{APP, ask, authenticate, preflight, wait};

use crate::order::{delete_any, delete_me};
use crate::{RUNS, annotated, any, assert_answers, edit, layer, plain, ran, who_approves};

/// A handler with a policy stands behind a middleware that keeps preflights to itself, and nobody asks past it.
#[actix_web::test]
async fn what_may_be_hidden_is_not_approved() {
    let app = init_service(
        App::new()
            .service(annotated)
            .service(plain)
            .service(web::scope("/v1").service(edit))
            .service(web::scope("/v2").route("/items/{id}", web::put().to(any)))
            .wrap(from_fn(authenticate))
            .wrap(layer("app")),
    )
    .await;
    let nested = init_service(
        App::new()
            .service(web::scope("/v1").service(edit).service(plain).wrap(from_fn(authenticate)))
            .wrap(layer("app")),
    )
    .await;
    for path in ["/annotated", "/v1/items/7"] {
        let method = if path == "/annotated" { "GET" } else { "PUT" };
        let refused = who_approves(&app, method, path).await;
        assert!(refused.contains("cors.routes()"), "{method} {path}: {refused}");
    }
    assert!(who_approves(&nested, "PUT", "/v1/items/7").await.contains("cors.routes()"));
    let inner = web::scope("/v1").service(edit).service(plain).wrap(from_fn(authenticate)).wrap(layer("inner"));
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
    let api = || web::scope("/v1/{tenant}").service(show).service(remove).wrap(from_fn(authenticate));
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
            .wrap(from_fn(authenticate))
            .wrap(cors),
    )
    .await;
    let expected = [
        ("GET", "/annotated", "x-route"),
        ("PUT", "/v1/items/7", "x-route"),
        ("DELETE", "/v1/items/7", "x-app"),
        ("PUT", "/v2/items/7", "x-app"),
        ("GET", "/plain", "x-app"),
        ("GET", "/v3/plain", "x-v3"),
        ("GET", "/v3/nowhere", "x-v3"),
    ];
    assert_answers(&app, &expected).await;
}

/// Middleware that passes a request on in the call itself hides nothing.
#[actix_web::test]
async fn middleware_that_looks_on_hides_nothing() {
    let app =
        init_service(App::new().service(annotated).service(plain).wrap(Logger::default()).wrap(layer("app"))).await;
    assert_answers(&app, &[("GET", "/annotated", "x-route"), ("GET", "/plain", "x-app")]).await;
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
