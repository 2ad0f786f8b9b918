//! CORS switched off for a handler.

use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::{App, HttpResponse, Responder, put, web};
use cors_actix::cors;
use cors_tests::ask::{APP, ask, authenticate};

use crate::{layer, plain, ran, who, who_approves};

#[cors(off)]
#[put("/off")]
pub async fn off() -> impl Responder {
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
    let told =
        init_service(App::new().service(off).service(plain).wrap(layer("app").around(from_fn(authenticate)))).await;
    for path in ["/off", "/scope/off"] {
        assert!(who_approves(&app, "PUT", path).await.contains("CORS is off"), "{path}");
        // No origin may write.
        let refused = ask(&app, "PUT", path, &[("origin", APP), ("sec-fetch-site", "cross-site")]).await;
        assert_eq!((refused.status, refused.allowed_origin()), (403, None), "{path}");
        let answer = ask(&app, "PUT", path, &[("origin", APP), ("sec-fetch-site", "same-origin")]).await;
        // What the handler says itself is its own business.
        assert_eq!(answer.header("access-control-expose-headers"), Some("x-own"));
        assert_eq!((answer.status, answer.allowed_origin(), answer.header("vary")), (200, None, None), "{path}");
    }
    assert_eq!(who_approves(&app, "GET", "/scope/plain").await, "x-scope");
    assert_eq!(who_approves(&app, "GET", "/scope/off").await, "x-scope", "the path without the method is nobody's");
    assert!(who_approves(&told, "PUT", "/off").await.contains("CORS is off"));
    let unauthorized = ask(&told, "PUT", "/off", &[("origin", APP)]).await;
    assert_eq!((unauthorized.status, unauthorized.allowed_origin()), (401, None));
    assert_eq!(who(&told, "GET", "/plain").await, "x-app");
}
