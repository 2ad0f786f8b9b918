//! Authentication in between: a scope with actix-web-httpauth, first without a `Cors` around it, then with.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorPayloadTooLarge, ErrorTooManyRequests};
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, HttpResponse, Responder, delete, get, put, routes};
use actix_web_httpauth::extractors::AuthenticationError;
use actix_web_httpauth::extractors::bearer::{BearerAuth, Config};
use actix_web_httpauth::middleware::HttpAuthentication;
use cors_actix::{Cors, cors};
use cors_tests::ask::{APP, ask, preflight, wait};

#[cors(origins = "https://app.example.com", headers("authorization"), expose("x-list"), credentials)]
#[get("/items")]
async fn list() -> impl Responder {
    "the items"
}

#[cors(origins("https://app.example.com", "https://b.example"), headers("authorization"), expose("x-edit"))]
#[put("/items/{id:[0-9]+}")]
async fn edit() -> impl Responder {
    "edited"
}

#[cors(origins("https://app.example.com", "https://b.example"), expose("x-remove"))]
#[delete("/items/{id}")]
async fn remove() -> impl Responder {
    "removed"
}

#[cors(origins = "*", expose("x-file"))]
#[get("/files/{path:.*}")]
async fn file() -> impl Responder {
    "a file"
}

#[cors(origins = "https://app.example.com", expose("x-both"))]
#[routes]
#[get("/one")]
#[post("/two")]
async fn both() -> impl Responder {
    "both"
}

#[cors(origins = "https://app.example.com", expose("x-user"))]
#[get("/users/{id}")]
async fn user() -> impl Responder {
    "a user"
}

#[cors(origins = "https://app.example.com", expose("x-root"))]
#[get("")]
async fn root() -> impl Responder {
    "the root of the scope"
}

#[get("/plain")]
async fn plain() -> impl Responder {
    "plain"
}

fn configure(config: &mut ServiceConfig) {
    let admin = web::scope("/admin/{area}").service(user).service(web::scope("/deep/{part}").service(user));
    config.service((list, edit, remove, file, both, root, plain, admin));
}

async fn check(request: ServiceRequest, token: BearerAuth) -> Result<ServiceRequest, (Error, ServiceRequest)> {
    if token.token() == "secret" {
        Ok(request)
    } else {
        Err((AuthenticationError::from(Config::default()).into(), request))
    }
}

const TOKEN: (&str, &str) = ("authorization", "Bearer secret");
const ORIGIN: (&str, &str) = ("origin", APP);

/// The complaint, with plain annotated routes: who wraps a scope into authentication has its preflights refused.
#[actix_web::test]
async fn without_cors_around_it_authentication_answers_the_preflight() {
    let scope = web::scope("/api").configure(configure).wrap(HttpAuthentication::bearer(check));
    let app = init_service(App::new().service(scope)).await;
    let answer = preflight(&app, "PUT", "/api/items/7").await;
    assert_eq!((answer.status, answer.allowed_origin()), (401, None));
    let answer = ask(&app, "GET", "/api/items", &[ORIGIN]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (401, None), "script cannot even see that it is a 401");
}

async fn all<S, B>(app: &S)
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    for (method, path, name) in [
        ("GET", "/api/items", "x-list"),
        ("PUT", "/api/items/7", "x-edit"),
        ("DELETE", "/api/items/7", "x-remove"),
        ("GET", "/api/files/a/b.txt", "x-file"),
        ("GET", "/api/one", "x-both"),
        ("POST", "/api/two", "x-both"),
        ("GET", "/api/admin/eu/users/7", "x-user"),
        ("GET", "/api/admin/eu/deep/de/users/7", "x-user"),
        ("GET", "/api", "x-root"),
    ] {
        let approved = preflight(app, method, path).await;
        assert_eq!(approved.status, 204, "{method} {path}: {}", approved.body);
        let methods = approved.header("access-control-allow-methods").unwrap();
        assert!(methods.contains(method), "{method} {path}: {methods}");
        for (headers, status) in [(&[ORIGIN][..], 401), (&[ORIGIN, TOKEN], 200)] {
            let answer = ask(app, method, path, headers).await;
            assert_eq!(answer.status, status, "{method} {path}");
            assert_eq!(answer.header("access-control-expose-headers"), Some(name), "{method} {path} {status}");
        }
    }
    let foreign = [("origin", "https://evil.example"), ("access-control-request-method", "PUT")];
    assert_eq!(ask(app, "OPTIONS", "/api/items/7", &foreign).await.status, 403);
    let refused = ask(app, "PUT", "/api/items/7", &[foreign[0]]).await;
    assert_eq!(
        (refused.status, refused.allowed_origin(), refused.header("vary")),
        (401, None, Some("Origin, Sec-Fetch-Site"))
    );
    // What is no handler with a policy is the authentication's. Its preflights would not pass, and the refusal says why.
    for (method, path) in [("GET", "/api/plain"), ("PUT", "/api/items/seven"), ("POST", "/api/one"), ("GET", "/api/x")]
    {
        let answer = preflight(app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (403, None), "the preflight of {method} {path}");
        assert!(answer.body.contains("no handler with `#[cors]`"), "{}", answer.body);
        let answer = ask(app, method, path, &[ORIGIN]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (401, None), "{method} {path}");
    }
    // A credential-less OPTIONS that is no preflight is authentication's, too.
    assert_eq!(ask(app, "OPTIONS", "/api/items", &[]).await.status, 401);
}

#[actix_web::test]
async fn with_cors_around_the_scope() {
    let scope = web::scope("/api").configure(configure);
    let scope = scope.wrap(Cors::by_route().around(HttpAuthentication::bearer(check)));
    all(&init_service(App::new().service(scope)).await).await;
}

#[actix_web::test]
async fn with_cors_around_the_application() {
    let app = App::new().service(web::scope("/api").configure(configure));
    all(&init_service(app.wrap(Cors::by_route().around(HttpAuthentication::bearer(check)))).await).await;
}

#[actix_web::test]
async fn with_cors_around_cors() {
    let scope = web::scope("/api").configure(configure);
    let scope = scope.wrap(Cors::by_route().around(HttpAuthentication::bearer(check)));
    all(&init_service(App::new().service(scope).wrap(Cors::by_route().around(from_fn(wait)))).await).await;
}

/// Middleware of the application in between: whoever answers in place of the route, script can read it.
#[actix_web::test]
async fn whatever_answers_in_place_of_the_route() {
    async fn answer_instead(
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        match request.headers().get("x-test").map(HeaderValue::as_bytes) {
            Some(b"rate") => Err(ErrorTooManyRequests("slow down")),
            Some(b"payload") => Err(ErrorPayloadTooLarge("too much")),
            Some(b"response") => {
                let response = HttpResponse::Forbidden().insert_header(("access-control-allow-origin", "*")).finish();
                Ok(request.into_response(response).map_into_right_body())
            }
            _ => Ok(next.call(request).await?.map_into_left_body()),
        }
    }
    let cors = Cors::by_route().around(from_fn(answer_instead));
    let app = init_service(App::new().service(list).service(edit).wrap(cors)).await;
    for (test, status) in [("rate", 429), ("payload", 413), ("response", 403), ("none", 200)] {
        let answer = ask(&app, "GET", "/items", &[ORIGIN, ("x-test", test)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, Some(APP)), "{test}");
        assert_eq!(answer.header("access-control-allow-credentials"), Some("true"), "{test}");
        let refused = ask(&app, "PUT", "/items/7", &[("origin", "https://evil.example"), ("x-test", test)]).await;
        assert_eq!(refused.allowed_origin(), None, "{test}");
    }
}
