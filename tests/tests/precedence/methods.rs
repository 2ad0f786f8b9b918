//! The methods that an approval lists.

use actix_web::guard::{Delete, Patch, Put};
use actix_web::test::init_service;
use actix_web::{App, Responder, route, web};
use cors_actix::{Cors, Draft, Policy, cors, policy};
use cors_tests::ask::{APP, ask, preflight};

use crate::off::off;
use crate::order::delete_any;
use crate::{any, layer, named, who, who_approves};

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

/// A route that a `Cors` asks leaves out what resources before it get, in its own scope and further out.
#[actix_web::test]
async fn methods_of_resources_before_are_left_out_on_every_level() {
    static EDITORS: Policy = policy!(origins("https://app.example.com"), methods(PUT, PATCH, DELETE));
    #[cors(policy = EDITORS)]
    #[route("/{id}", method = "PUT", method = "PATCH", method = "DELETE")]
    async fn edit() -> impl Responder {
        "edited"
    }
    let scope = web::scope("/s").service(web::resource("/{id}").guard(Patch()).to(any)).service(edit);
    let app = App::new().service(web::resource("/s/{id}").guard(Delete()).to(any));
    let app = init_service(app.service(scope.wrap(layer("scope"))).wrap(layer("app"))).await;
    let approved = preflight(&app, "PUT", "/s/7").await;
    assert_eq!((approved.status, approved.header("access-control-allow-methods")), (204, Some("PUT")));
}

/// `*` stays where nobody else on the path has a policy.
#[actix_web::test]
async fn any_method() {
    let everything = Draft::new().origins([APP]).methods(["*"]).check().unwrap();
    let app = init_service(App::new().service(web::resource("/x").to(any)).wrap(Cors::new(everything))).await;
    let approved = preflight(&app, "DELETE", "/x").await;
    assert_eq!(approved.header("access-control-allow-methods"), Some("*"));
}

/// A preflight is routed as what it is, OPTIONS: a guard on the method around a resource or scope turns it away, so the policy
/// further out answers. The request itself is decided by the policy that it reaches.
#[actix_web::test]
async fn guards_on_the_method() {
    let app = init_service(
        App::new()
            .service(web::resource("/x").guard(Put()).wrap(layer("resource")).to(any))
            .service(web::scope("/z").guard(Put()).service(off))
            .wrap(layer("app")),
    )
    .await;
    for (method, path) in [("PUT", "/x"), ("DELETE", "/x"), ("PUT", "/z/off")] {
        assert_eq!(who_approves(&app, method, path).await, "x-app", "{method} {path}");
    }
    assert_eq!(who(&app, "PUT", "/x").await, "x-resource");
    let lines = [("origin", APP), ("sec-fetch-site", "cross-site")];
    assert_eq!(ask(&app, "PUT", "/z/off", &lines).await.status, 403);
}
