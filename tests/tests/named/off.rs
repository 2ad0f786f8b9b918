//! Handlers that are not shared.

use actix_web::{Responder, get, put, routes};
use cors_actix::cors;
use cors_tests::ask::{APP, ask, preflight};

use crate::{routes_of, words};

#[cors(off)]
#[get("/off")]
async fn single() -> impl Responder {
    "off"
}

#[cors(off = true, crate = ::cors_actix)]
#[routes]
#[get("/off/a")]
#[put("/off/b")]
async fn several() -> impl Responder {
    "off"
}

#[cors(origins = "https://app.example.com")]
#[put("/off")]
async fn beside() -> impl Responder {
    "beside"
}

#[cors_actix::cors(off)]
mod module {
    use actix_web::{Responder, get};

    #[get("/off/module")]
    pub async fn handler() -> impl Responder {
        "off"
    }
}

#[test]
fn off_is_no_policy() {
    assert_eq!(words(single), [None]);
    assert_eq!(words(several), [None, None]);
    assert_eq!(words(module::handler), [None]);
    let paths: Vec<_> = routes_of(several).iter().map(|route| (route.path(), route.methods())).collect();
    assert_eq!(paths, [("/off/a", &["GET"][..]), ("/off/b", &["PUT"])]);
}

#[actix_web::test]
async fn off_sends_nothing_and_leaves_others_alone() {
    let app = app!(single, several, beside);
    let same_host = [("host", "api.example.com"), ("origin", "https://api.example.com")];
    for (method, path, cross_site) in [("GET", "/off", 200), ("GET", "/off/a", 200), ("PUT", "/off/b", 403)] {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (cross_site, None), "{path}");
        for headers in [&[][..], &same_host] {
            let answer = ask(&app, method, path, headers).await;
            assert_eq!((answer.status, answer.body.as_str(), answer.allowed_origin()), (200, "off", None), "{path}");
        }
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (403, None), "{path}");
    }
    assert_eq!(ask(&app, "PUT", "/off", &[("origin", APP)]).await.allowed_origin(), Some(APP));
    assert_eq!(preflight(&app, "PUT", "/off").await.allowed_origin(), Some(APP));
}
