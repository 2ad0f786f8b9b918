//! Attacks of the casebook that take more than one exchange with one policy.

use actix_web::error::{ErrorInternalServerError, ErrorPayloadTooLarge, ErrorUnauthorized};
use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::{App, HttpResponse, Responder, get, guard, put, web};
use cors_actix::{Cors, PolicyHandle, cors};
use cors_core::{Draft, Origin};
use cors_tests::ask::{ask, authenticate};
use cors_tests::server::Server;
use cors_tests::wire::Connection;

use crate::{SITE, refused, site};

const FROM_SITE: (&str, &str) = ("origin", SITE);

fn asks(method: &'static str) -> [(&'static str, &'static str); 2] {
    [FROM_SITE, ("access-control-request-method", method)]
}

#[cors(origins = "https://example.com", max_age = 1)]
#[get("/item")]
async fn read() -> impl Responder {
    "read"
}

#[cors(origins = "https://admin.example", max_age = 2)]
#[put("/item")]
async fn write() -> impl Responder {
    "written"
}

#[cors(off)]
#[actix_web::delete("/item")]
async fn remove() -> impl Responder {
    "removed"
}

/// H13: a preflight for a method that the route lacks must not be answered by a sibling.
#[actix_web::test]
async fn preflights_for_other_methods() {
    let app = init_service(App::new().service(read).service(write).service(remove)).await;
    for (method, status, allowed) in [
        ("GET", 204, Some(SITE)),
        ("PUT", 204, Some("https://admin.example")),
        ("PATCH", 404, None),
        ("put", 404, None),
    ] {
        let answer = ask(&app, "OPTIONS", "/item", &asks(method)).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, allowed), "{method}");
        let own = answer.header("access-control-allow-methods");
        assert!(own.is_none_or(|methods| methods == method), "{method}: {own:?}");
    }
}

/// H14: nor one for a sibling that has CORS switched off.
#[actix_web::test]
async fn preflights_for_a_route_that_is_off() {
    let app =
        init_service(App::new().service(read).service(write).service(remove).wrap(Cors::new(site().check().unwrap())))
            .await;
    let answer = ask(&app, "OPTIONS", "/item", &asks("DELETE")).await;
    assert_eq!((answer.status, answer.allowed_origin()), (403, None));
    for (headers, status) in [(&[][..], 200), (&[FROM_SITE], 403), (&[FROM_SITE, ("host", "example.com")], 200)] {
        let answer = ask(&app, "DELETE", "/item", headers).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, None), "{headers:?}");
    }
}

/// H15: a preflight has no credentials, so it has to be answered before anybody asks for them.
#[actix_web::test]
async fn preflights_before_authentication() {
    let app = App::new().service(read).wrap(Cors::by_route().around(from_fn(authenticate)));
    let app = init_service(app).await;
    let answer = ask(&app, "OPTIONS", "/item", &asks("GET")).await;
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some(SITE)));
    let answer = ask(&app, "GET", "/item", &[FROM_SITE]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (401, Some(SITE)), "and the 401 can be read");
}

/// H20: whatever goes wrong, scripts may read that it did. A panic leaves no response to write on.
#[actix_web::test]
async fn errors_of_every_kind() {
    let app = App::new()
        .wrap(Cors::new(site().check().unwrap()))
        .service(web::resource("/only-get").guard(guard::Get()).to(HttpResponse::Ok))
        .service(web::resource("/get").route(web::get().to(HttpResponse::Ok)))
        .route("/401", web::get().to(async || Err::<&str, _>(ErrorUnauthorized(""))))
        .route("/413", web::get().to(async || Err::<&str, _>(ErrorPayloadTooLarge(""))))
        .route("/500", web::get().to(async || Err::<&str, _>(ErrorInternalServerError(""))));
    let app = init_service(app).await;
    for (method, path, status) in [
        ("GET", "/401", 401),
        ("GET", "/nowhere", 404),
        ("POST", "/get", 405),
        ("POST", "/only-get", 404),
        ("GET", "/413", 413),
        ("GET", "/500", 500),
    ] {
        let answer = ask(&app, method, path, &[FROM_SITE]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, Some(SITE)), "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), Some("true"), "{path}");
        assert_eq!(answer.header("vary"), Some("Origin"), "{path}");
    }
}

/// H25: a name of the attacker that leads to this machine makes the attacker's page one of the server's own, as far as an
/// origin tells. CORS cannot help, and `enforce` neither; `hosts` does, and so does a guard for the host.
#[actix_web::test]
async fn a_host_that_is_not_ours() {
    let policy = || Cors::new(site().enforce(true).check().unwrap());
    let rebound = [("host", "evil.test"), ("origin", "http://evil.test")];
    let app = init_service(App::new().wrap(policy()).route("/", web::get().to(HttpResponse::Ok))).await;
    let answer = ask(&app, "GET", "/", &rebound).await;
    assert_eq!((answer.status, answer.allowed_origin()), (200, None));
    let hosts = Cors::new(site().hosts(["api.example.com"]).check().unwrap());
    let app = init_service(App::new().wrap(hosts).route("/", web::get().to(HttpResponse::Ok))).await;
    for rebound in [&rebound[..], &[("host", "evil.test"), ("sec-fetch-site", "same-origin")]] {
        assert_eq!(ask(&app, "GET", "/", rebound).await.status, 421);
    }
    assert_eq!(ask(&app, "GET", "/", &[("host", "api.example.com"), FROM_SITE]).await.status, 200);
    let ours = web::scope("").guard(guard::Host("api.example.com")).route("/", web::get().to(HttpResponse::Ok));
    let app = init_service(App::new().wrap(policy()).service(ours)).await;
    assert_eq!(ask(&app, "GET", "/", &rebound).await.status, 404);
    assert_eq!(ask(&app, "GET", "/", &[("host", "api.example.com"), FROM_SITE]).await.status, 200);
}

/// H26: what a browser has been told it keeps. A policy that is replaced cannot recall it, but no lifetime is longer than
/// a day, and whoever asks again is told the new one.
#[actix_web::test]
async fn a_policy_that_became_stricter() {
    refused(&site().max_age(86_401), "max-age-too-long");
    let handle = PolicyHandle::new(&site().max_age(86_400)).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    let answer = ask(&app, "OPTIONS", "/", &asks("PUT")).await;
    assert_eq!((answer.status, answer.header("access-control-max-age")), (204, Some("86400")));
    handle.replace(&Draft::new().origins(["https://b.example", "https://c.example"]).max_age(0)).unwrap();
    let answer = ask(&app, "OPTIONS", "/", &asks("PUT")).await;
    assert_eq!((answer.status, answer.header("access-control-max-age")), (403, None));
}

#[cors(origins = "https://example.com", headers = "*", credentials)]
#[get("/echo")]
async fn echo() -> impl Responder {
    "echo"
}

/// Origins 48 and 55: a line end in a value ends the line, whoever meant it. What follows is a header of the request, and
/// never one of the response; line folding and NUL are no HTTP at all.
#[test]
fn line_ends_in_values() {
    let server = Server::start(|config| {
        config.service(echo);
    });
    let preflight = |injected: &str| {
        let head = "OPTIONS /echo HTTP/1.1\r\nhost: h\r\naccess-control-request-method: GET\r\n";
        let request =
            format!("{head}access-control-request-headers: x-a\r\norigin: https://example.com{injected}\r\n\r\n");
        Connection::open(server.address).send(request.as_bytes(), false)
    };
    let injected = preflight("\r\nx-injected: yes\r\nset-cookie: a=b");
    assert_eq!((injected.status, injected.values("access-control-allow-origin")), (204, vec![SITE]));
    assert!(injected.headers.iter().all(|(name, _)| !["x-injected", "set-cookie"].contains(&name.as_str())));
    for malformed in ["\r\n folded", "\r\n\tfolded", "\0", "\0.evil.test", "\rx", "\nfolded"] {
        let response = preflight(malformed);
        assert_eq!((response.status, response.values("access-control-allow-origin").len()), (400, 0), "{malformed:?}");
    }
}

/// A predicate that asks too little is the application's own, and none is asked about what it could misread.
#[actix_web::test]
async fn a_careless_predicate_sees_origins_only() {
    fn careless(origin: &Origin<'_>, _: &actix_web::HttpRequest) -> bool {
        origin.as_str().ends_with(".example.com")
    }
    #[cors(origins(with = careless), credentials)]
    #[get("/asked")]
    async fn asked() -> impl Responder {
        "asked"
    }
    let app = init_service(App::new().service(asked)).await;
    for (origin, allowed) in [
        ("https://a.example.com", true),
        ("https://evil.test#.example.com", false),
        ("https://evil.test/.example.com", false),
        ("https://evil.test?.example.com", false),
        ("https://evil.test\\.example.com", false),
        ("https://user@.example.com", false),
        ("https://.example.com", false),
        ("null", false),
    ] {
        let answer = ask(&app, "GET", "/asked", &[("origin", origin)]).await;
        assert_eq!(answer.allowed_origin(), allowed.then_some(origin));
        assert_eq!((answer.status, answer.header("vary")), (200, Some("Origin")));
    }
}
