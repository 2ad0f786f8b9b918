//! Whoever approves a preflight is whose headers the response carries.

use actix_web::guard::Put;
use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::web::ServiceConfig;
use actix_web::{App, web};
use cors_actix::Cors;
use cors_tests::ask::wait;

use crate::guards::keyed;
use crate::off::off;
use crate::order::{delete_any, delete_first, delete_me, export, get_any};
use crate::{annotated, any, edit, layer, plain, who, who_approves};

/// Whatever the path: who approves the preflight is whose headers the response carries. A refusal may be too strict, an
/// approval never.
#[actix_web::test]
async fn who_approves_is_who_shares() {
    let (around, by_route, inner) = (layer("app"), Cors::by_route(), layer("inner"));
    let routes = |config: &mut ServiceConfig| {
        let scope = web::scope("/v1").service(edit).service(web::resource("/any").to(any));
        let by_id = web::scope("/t/{tenant}").service((edit, off, plain));
        let guarded = web::scope("/guarded").guard(Put()).service(keyed).service(web::resource("/{tail:.*}").to(any));
        let two = web::resource(["/two", "/too"]).route(web::put().to(any));
        config
            .service((delete_me, export, delete_first, annotated, off))
            .service((scope, by_id, guarded, two))
            .service((delete_any, get_any));
    };
    let plainly = init_service(App::new().configure(routes).wrap(layer("app"))).await;
    let waiting = App::new().configure(routes).wrap(around.around(from_fn(wait)));
    let waiting = init_service(waiting).await;
    let nested = App::new()
        .service(web::scope("/n").configure(routes).wrap(inner.around(from_fn(wait))))
        .configure(routes)
        .wrap(by_route.around(from_fn(wait)));
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
