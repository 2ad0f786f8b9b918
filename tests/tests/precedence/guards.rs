//! Handlers that guards tell apart.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::guard::{GuardContext, fn_guard};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpMessage as _, Responder, put, web};
use cors_actix::cors;
use cors_tests::ask::{APP, ask, authenticate};

use crate::{annotated, any, layer, ran, who, who_approves};

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
pub async fn keyed() -> impl Responder {
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
    let app = init_service(app.wrap(cors.around(from_fn(authenticate)))).await;
    let tenant = [("origin", "https://tenant.example"), ("access-control-request-method", "PUT")];
    let approved = ask(&app, "OPTIONS", "/guarded", &tenant).await;
    assert_eq!((approved.status, approved.header("access-control-allow-headers")), (204, Some("x-tenant")));
    for path in ["/guarded", "/keyed"] {
        let refused = who_approves(&app, "PUT", path).await;
        assert!(refused.contains("another route gets the request"), "{path}: {refused}");
    }
    let app = App::new().service(keyed).service(web::resource("/keyed").to(any)).wrap(layer("app"));
    let refused = who_approves(&init_service(app).await, "PUT", "/keyed").await;
    assert!(refused.contains("another route gets the request"), "{refused}");
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

/// Where the request has come to the routes, it is the handler that it met whose policy counts, and not what a probe
/// without extensions would meet.
#[actix_web::test]
async fn guards_that_see_more_of_a_request_than_of_its_probe() {
    let cors = layer("app");
    let known = web::resource("/annotated").guard(fn_guard(is_known)).to(any);
    let app = App::new().service(known).service(annotated).wrap(cors.around(from_fn(find_out)));
    let app = init_service(app).await;
    assert_eq!(who(&app, "GET", "/annotated").await, "x-route");
    let answer = ask(&app, "GET", "/annotated", &[("origin", APP), ("authorization", "yes")]).await;
    assert_eq!((answer.body.as_str(), answer.header("access-control-expose-headers")), ("any method", Some("x-app")));
}
