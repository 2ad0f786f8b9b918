//! What people most often complain about in other CORS libraries, each shown not to happen here.

use std::process::Command;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorBadRequest, ErrorTooManyRequests};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, Responder, get, options, post, put, route, web};
use cors_actix::{Cors, Draft, PolicyHandle, cors};
use cors_tests::ask::{APP, ask, authenticate, preflight};

const ORIGIN: (&str, &str) = ("origin", APP);

#[cors(origins = "https://app.example.com", headers("authorization", "content-type"))]
#[put("/items")]
async fn edit() -> impl Responder {
    "edited"
}

async fn slow_down(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse, Error> {
    Err(ErrorTooManyRequests("slow down"))
}

/// 1: a 429 or 401 of other middleware shows up as "CORS error".
#[actix_web::test]
async fn complaint_01_errors_of_other_middleware_carry_headers() {
    let limited = App::new().service(edit).wrap(Cors::by_route().around(from_fn(slow_down)));
    let limited = init_service(limited).await;
    let answer = ask(&limited, "PUT", "/items", &[ORIGIN]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (429, Some(APP)));
    let guarded = App::new().service(edit).wrap(Cors::by_route().around(from_fn(authenticate)));
    let guarded = init_service(guarded).await;
    let answer = ask(&guarded, "PUT", "/items", &[ORIGIN]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (401, Some(APP)));
}

/// 2: rejections of the route itself lose the headers.
#[actix_web::test]
async fn complaint_02_rejections_carry_headers() {
    #[cors(origins = "https://app.example.com", headers("content-type"))]
    #[post("/numbers/{number}")]
    async fn number(number: web::Path<u32>, _: web::Json<String>) -> Result<HttpResponse, Error> {
        let _ = number;
        Err(ErrorBadRequest("no number will do"))
    }
    let app = init_service(App::new().service(number)).await;
    let json = ("content-type", "application/json");
    for (path, status) in [("/numbers/many", 404), ("/numbers/7", 400)] {
        let answer = ask(&app, "POST", path, &[ORIGIN, json]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (status, Some(APP)), "{path}");
    }
}

/// 3: authentication outside answers the preflight, which has no credentials, with 401.
#[actix_web::test]
async fn complaint_03_authentication_does_not_see_preflights() {
    let api = web::scope("/api").service(edit).wrap(Cors::by_route().around(from_fn(authenticate)));
    let app = init_service(App::new().service(api)).await;
    let answer = preflight(&app, "PUT", "/api/items").await;
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)));
}

/// 4: CORS on a route never sees OPTIONS.
#[actix_web::test]
async fn complaint_04_a_route_answers_its_own_preflight() {
    let app = init_service(App::new().service(edit).service(web::scope("/v1").service(edit))).await;
    for path in ["/items", "/v1/items"] {
        let answer = preflight(&app, "PUT", path).await;
        assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, Some("PUT")), "{path}");
    }
    let app = init_service(
        App::new().service(
            web::resource("/x")
                .wrap(Cors::new(Draft::new().origins([APP]).check().unwrap()))
                .route(web::get().to(HttpResponse::Ok)),
        ),
    )
    .await;
    assert_eq!(preflight(&app, "GET", "/x").await.status, 204);
}

/// 5: a request with an `Origin` that is not listed ends in 400, though it comes from the same origin, or only reads.
#[actix_web::test]
async fn complaint_05_an_origin_that_is_not_listed_is_served() {
    #[cors(origins = "https://app.example.com")]
    #[get("/items")]
    async fn list() -> impl Responder {
        "listed"
    }
    const HOST: (&str, &str) = ("host", "localhost:8080");
    const EVIL: (&str, &str) = ("origin", "https://evil.example");
    let app = init_service(App::new().service(list).service(edit)).await;
    for (method, headers, status) in [
        // curl, and pages of the server's own.
        ("PUT", &[HOST][..], 200),
        ("PUT", &[HOST, ("origin", "http://localhost:8080")], 200),
        (
            "PUT",
            &[("host", "behind.proxy"), ("origin", "https://front.example"), ("sec-fetch-site", "same-origin")],
            200,
        ),
        // A read has no effect, and other pages cannot see it.
        ("GET", &[HOST, EVIL], 200),
        ("GET", &[HOST, EVIL, ("sec-fetch-site", "cross-site")], 200),
        // A write of another site would have one.
        ("PUT", &[HOST, EVIL], 403),
        ("PUT", &[HOST, EVIL, ("sec-fetch-site", "cross-site")], 403),
        ("PUT", &[HOST, ("origin", "http://localhost:3000")], 403),
    ] {
        let answer = ask(&app, method, "/items", headers).await;
        assert_eq!(answer.status, status, "{method} {headers:?}");
        assert_eq!(answer.allowed_origin(), (status == 200).then_some(APP), "{method} {headers:?}");
    }
}

/// 6: OPTIONS that is no preflight is swallowed.
#[actix_web::test]
async fn complaint_06_other_options_reach_the_application() {
    #[options("/whep")]
    async fn whep() -> impl Responder {
        HttpResponse::NoContent().insert_header(("accept-post", "application/sdp")).finish()
    }
    let policy = Draft::new().origins([APP]).expose(["accept-post"]).check().unwrap();
    let app = init_service(App::new().wrap(Cors::new(policy)).service(whep)).await;
    for headers in [&[][..], &[ORIGIN], &[("access-control-request-method", "POST")]] {
        let answer = ask(&app, "OPTIONS", "/whep", headers).await;
        assert_eq!(answer.header("accept-post"), Some("application/sdp"), "{headers:?}");
        assert_eq!(answer.allowed_origin(), Some(APP), "{headers:?}");
    }
}

/// 7: a wrong origin ends the process with "Can not start server service 0" and no reason.
#[test]
fn complaint_07_what_keeps_a_server_from_starting_is_said() {
    let program = env!("CARGO_BIN_EXE_origins_from_environment");
    let output = Command::new(program).env("CORS_TESTS_ORIGINS", "https://app.example.com/").output().unwrap();
    assert!(!output.status.success());
    let reason = String::from_utf8_lossy(&output.stderr);
    for words in
        ["CORS_TESTS_ORIGINS", "https://app.example.com/", "ends in a slash", "write `https://app.example.com`"]
    {
        assert!(reason.contains(words), "{words} in {reason}");
    }
}

/// 8: `*` in a list that a user supplied, or with credentials, panics in production.
#[test]
fn complaint_08_nothing_panics_over_a_star() {
    for draft in [
        Draft::new().origins(["*", APP]),
        Draft::new().origins(["*"]).credentials(true),
        Draft::new().origins([APP]).credentials(true).expose(["*"]),
    ] {
        let violations = draft.check().unwrap_err();
        assert!(violations.iter().all(|violation| !violation.help().is_empty()), "{violations}");
    }
    let any = Draft::new().origins([APP]).credentials(true).headers(["*"]).methods(["*"]);
    assert!(any.check().is_ok(), "these have a meaning with credentials");
}

/// 9: mixed case, a trailing slash or a path are accepted and never match.
#[test]
fn complaint_09_what_would_never_match_is_refused() {
    for (written, meant) in [
        ("https://App.Example.com", APP),
        ("https://app.example.com/", APP),
        ("https://app.example.com/login", APP),
        ("https://app.example.com:443", APP),
        ("app.example.com", APP),
    ] {
        let violations = Draft::new().origins([written]).check().unwrap_err();
        let help = violations.iter().next().unwrap().help();
        assert!(help.contains(&format!("write `{meant}`")), "{written}: {help}");
    }
}

/// 10: no `Vary`, or the application's is overwritten, or it is on responses that never vary.
#[actix_web::test]
async fn complaint_10_vary_is_what_it_should_be() {
    async fn page() -> impl Responder {
        HttpResponse::Ok().insert_header(("vary", "accept-language")).body("a page ".repeat(100))
    }
    let serve = async |origins: &[&str]| {
        let policy = Draft::new().origins(origins.to_vec()).check().unwrap();
        init_service(App::new().route("/", web::get().to(page)).wrap(Compress::default()).wrap(Cors::new(policy))).await
    };
    let varying = serve(&[APP, "https://b.example"]).await;
    let constant = serve(&[APP]).await;
    for headers in [&[][..], &[ORIGIN], &[("origin", "https://evil.example")]] {
        let headers = [headers, &[("accept-encoding", "gzip")]].concat();
        let vary = |answer: cors_tests::ask::Answer| {
            let lines = answer.headers.iter().filter(|(name, _)| name == "vary");
            let lines: Vec<_> = lines.map(|(_, value)| value.to_ascii_lowercase()).collect();
            let mut names: Vec<String> = lines.join(", ").split(", ").map(str::to_owned).collect();
            names.sort();
            names
        };
        let names = vary(ask(&varying, "GET", "/", &headers).await);
        assert_eq!(names, ["accept-encoding", "accept-language", "origin"], "{headers:?}");
        let names = vary(ask(&constant, "GET", "/", &headers).await);
        assert_eq!(names, ["accept-encoding", "accept-language"], "{headers:?}");
    }
}

/// 11: "expose any header" does nothing, or something else.
#[actix_web::test]
async fn complaint_11_expose_means_what_it_says() {
    #[cors(origins = "https://app.example.com", expose = "*")]
    #[get("/")]
    async fn all() -> impl Responder {
        HttpResponse::Ok().insert_header(("x-total-count", "3")).finish()
    }
    let app = init_service(App::new().service(all)).await;
    let answer = ask(&app, "GET", "/", &[ORIGIN, ("x-request", "1")]).await;
    assert_eq!(answer.header("access-control-expose-headers"), Some("*"));
    assert_eq!(answer.allowed_origin(), Some(APP), "and nothing about origins");
    assert_eq!(preflight(&app, "GET", "/").await.header("access-control-expose-headers"), None);
}

/// 12: a failure does not say which step failed.
#[actix_web::test]
async fn complaint_12_a_refused_preflight_says_why() {
    let app = init_service(App::new().service(edit).service(web::scope("/two").service(
        web::resource("").wrap(Cors::new(Draft::new().origins([APP, "https://b.example"]).check().unwrap())),
    )))
    .await;
    for (headers, words) in [
        (&[("origin", "https://evil.example")][..], "does not list the request's Origin"),
        (&[("origin", "https://evil.example/")], "not in the form in which browsers send it"),
        (&[ORIGIN, ORIGIN], "more than one Origin line"),
    ] {
        let headers = [headers, &[("access-control-request-method", "PUT")]].concat();
        let answer = ask(&app, "OPTIONS", "/two", &headers).await;
        assert_eq!((answer.status, answer.header("content-type")), (403, Some("text/plain; charset=utf-8")));
        assert!(answer.body.contains(words), "{}", answer.body);
    }
}

/// 13: no policy from a file, none replaced while the program runs, `*` ↔ list least of all.
#[actix_web::test]
async fn complaint_13_policies_come_from_files_and_change() {
    let draft = |text: &str| toml::from_str::<Draft>(text).unwrap();
    let handle = PolicyHandle::new(&draft(r#"origins = "*""#)).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    let allowed =
        async |origin: &str| ask(&app, "GET", "/", &[("origin", origin)]).await.allowed_origin().map(str::to_owned);
    assert_eq!(allowed("https://any.example").await.as_deref(), Some("*"));
    handle.replace(&draft(r#"origins = ["https://app.example.com", "https://b.example"]"#)).unwrap();
    assert_eq!(allowed("https://any.example").await, None);
    assert_eq!(allowed(APP).await.as_deref(), Some(APP));
    assert!(handle.replace(&draft(r#"origins = ["https://app.example.com", "*"]"#)).is_err());
    assert_eq!(allowed(APP).await.as_deref(), Some(APP));
}

/// 14: "any header", "any method", "any origin" do not mean any.
#[actix_web::test]
async fn complaint_14_any_means_any() {
    #[cors(origins = "*", headers("*", "authorization"))]
    #[route("/any", method = "QUERY", method = "PURGE")]
    async fn any() -> impl Responder {
        "any"
    }
    let with_credentials = Draft::new().origins([APP]).credentials(true).headers(["*"]).methods(["*"]).check().unwrap();
    let app = init_service(
        App::new()
            .service(any)
            .service(web::resource("/credentials").wrap(Cors::new(with_credentials)).to(HttpResponse::Ok)),
    )
    .await;
    let answer = preflight(&app, "QUERY", "/any").await;
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some("*")));
    assert_eq!(answer.header("access-control-allow-headers"), Some("*, authorization"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("QUERY, PURGE"));
    let asked = [
        ORIGIN,
        ("access-control-request-method", "QUERY"),
        ("access-control-request-headers", "authorization,x-anything"),
    ];
    let answer = ask(&app, "OPTIONS", "/credentials", &asked).await;
    assert_eq!(answer.header("access-control-allow-methods"), Some("QUERY"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization, x-anything"));
}

/// 15: subdomains need a predicate, and `ends_with` admits too much.
#[test]
fn complaint_15_subdomains_have_a_pattern() {
    let policy = Draft::new().origins(["https://*.rust-lang.org"]).credentials(true).check().unwrap();
    for origin in ["https://www.rust-lang.org", "https://a.b.rust-lang.org"] {
        assert!(policy.allows(origin.as_bytes()), "{origin}");
    }
    for origin in [
        "http://www.rust-lang.org",
        "https://rust-lang.org",
        "https://evil-rust-lang.org",
        "https://.rust-lang.org",
        "https://www.rust-lang.org.evil.example",
        "https://www.rust-lang.org:8443",
        "https://evil.example#.rust-lang.org",
        "null",
    ] {
        assert!(!policy.allows(origin.as_bytes()), "{origin}");
    }
}
