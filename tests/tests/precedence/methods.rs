//! The methods that an approval lists.

use actix_web::guard::Put;
use actix_web::test::init_service;
use actix_web::{App, web};
use cors_actix::{Cors, Draft};
use cors_tests::ask::{APP, preflight};

use crate::off::off;
use crate::order::delete_any;
use crate::{any, layer, named, who_approves};

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
