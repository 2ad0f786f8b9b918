//! Every form of route that the attribute goes with, in code that tolerates no warning.
#![deny(warnings, clippy::pedantic)]

use actix_web::test::init_service;
use actix_web::{App, Scope, web};
use cors_tests::ask::{APP, ask, preflight};

/// Methods by plain name.
mod plain {
    use actix_web::{Responder, connect, delete, get, head, options, patch, post, put, query, trace};
    use cors_actix::cors;

    macro_rules! handlers {
        ($($name:ident $attribute:ident;)+) => {
            $(
                #[cors(origins = "https://app.example.com")]
                #[$attribute("/plain")]
                async fn $name() -> impl Responder {
                    stringify!($attribute)
                }
            )+

            pub fn configure(config: &mut actix_web::web::ServiceConfig) {
                config$(.service($name))+;
            }

            pub const METHODS: &[&str] = &[$(stringify!($attribute)),+];
        };
    }

    handlers! {
        on_get get;
        on_post post;
        on_put put;
        on_delete delete;
        on_patch patch;
        on_head head;
        on_options options;
        on_trace trace;
        on_connect connect;
        on_query query;
    }
}

/// By full path, and by a path through a renamed crate.
mod full_path {
    use actix_web as framework;
    use cors_actix::cors;
    use framework::Responder;

    #[cors(origins = "https://app.example.com")]
    #[actix_web::get("/full")]
    pub async fn full() -> impl Responder {
        "full"
    }

    #[cors(origins = "https://app.example.com")]
    #[::actix_web::post("/full")]
    pub async fn absolute() -> impl Responder {
        "absolute"
    }

    #[cors(origins = "https://app.example.com")]
    #[framework::put("/full")]
    pub async fn through() -> impl Responder {
        "through"
    }

    #[cors_actix::cors(origins = "https://app.example.com")]
    #[actix_web::route("/full", method = "DELETE")]
    pub async fn route() -> impl Responder {
        "route"
    }

    #[cors_actix::cors(origins = "https://app.example.com")]
    #[actix_web::routes]
    #[patch("/full")]
    pub async fn routes() -> impl Responder {
        "routes"
    }
}

/// Imports under another name.
mod renamed {
    use actix_web::{Responder, get as read, route as serve, routes as many};
    use cors_actix::cors as share;

    #[share(route = get, origins = "https://app.example.com")]
    #[read("/renamed")]
    pub async fn one() -> impl Responder {
        "one"
    }

    #[share(route = route, origins = "https://app.example.com")]
    #[serve("/renamed", method = "PUT", method = "PURGE")]
    pub async fn custom() -> impl Responder {
        "custom"
    }

    #[share(route = routes, origins = "https://app.example.com")]
    #[allow(clippy::unused_async)]
    #[many]
    #[post("/renamed")]
    #[delete("/renamed/too")]
    pub async fn several() -> impl Responder {
        "several"
    }
}

/// Arguments of the route attribute.
mod arguments {
    use actix_web::body::MessageBody;
    use actix_web::dev::{ServiceRequest, ServiceResponse};
    use actix_web::guard::GuardContext;
    use actix_web::http::header::{HeaderName, HeaderValue};
    use actix_web::middleware::{Compress, DefaultHeaders, Next, from_fn};
    use actix_web::{Error, HttpRequest, Responder, get, route};
    use cors_actix::cors;

    #[cors(origins = "https://app.example.com")]
    #[get("/named/{id}", name = "the-name")]
    pub async fn named(request: HttpRequest) -> impl Responder {
        request.url_for("the-name", ["7"]).map(|url| url.path().to_owned())
    }

    fn is_tenant_a(context: &GuardContext<'_>) -> bool {
        context.head().headers().get("host").is_some_and(|host| host == "a.example")
    }

    #[cors(origins = "https://app.example.com")]
    #[get("/guarded", guard = "is_tenant_a")]
    pub async fn tenant_a() -> impl Responder {
        "a"
    }

    #[cors(origins = "https://app.example.com")]
    #[get("/guarded")]
    pub async fn tenant_b() -> impl Responder {
        "b"
    }

    async fn mark(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        let mut response = next.call(request).await?;
        response.headers_mut().append(HeaderName::from_static("x-mark"), HeaderValue::from_static("outer"));
        Ok(response)
    }

    #[cors(origins("https://app.example.com", "https://b.example"))]
    #[route(
        "/wrapped",
        method = "GET",
        method = "PUT",
        wrap = "DefaultHeaders::new().add((\"x-mark\", \"inner\"))",
        wrap = "Compress::default()",
        wrap = "from_fn(mark)"
    )]
    pub async fn wrapped() -> impl Responder {
        "w".repeat(1000)
    }
}

/// What is around a handler.
mod surroundings {
    use actix_web::{Responder, get};
    use cors_actix::cors;

    /// A documented handler.
    ///
    /// In two paragraphs.
    #[cors(origins = "https://app.example.com")]
    #[cfg_attr(all(), get("/conditional"))]
    #[cfg_attr(any(), doc = "never")]
    #[allow(clippy::unused_async)]
    pub(crate) async fn conditional() -> impl Responder {
        "conditional"
    }

    #[cfg_attr(all(), cors(origins = "https://app.example.com"))]
    #[get("/policy-if")]
    async fn policy_if() -> impl Responder {
        "policy-if"
    }

    #[cfg(any())]
    #[cors(origins = "not even an origin")]
    #[get("/never")]
    async fn never() -> impl Responder {
        "never"
    }

    macro_rules! handler {
        ($name:ident, $path:literal, $origin:literal, $max_age:expr) => {
            #[cors(origins = $origin, max_age = $max_age)]
            #[get($path)]
            async fn $name() -> impl Responder {
                $path
            }
        };
    }

    #[cors(origins = "https://app.example.com")]
    #[allow(non_snake_case)]
    #[get("/camel")]
    async fn camelCase() -> impl Responder {
        "camel"
    }

    #[cors(origins = "https://app.example.com")]
    #[get("/raw")]
    async fn r#type() -> impl Responder {
        "raw"
    }

    handler!(from_macro, "/from-macro", "https://app.example.com", 600);

    pub fn configure(app: &mut actix_web::web::ServiceConfig) {
        #[cors(origins = "https://app.example.com")]
        #[get("/local")]
        async fn config() -> impl Responder {
            "local"
        }

        app.service(config)
            .service(conditional)
            .service(policy_if)
            .service(from_macro)
            .service(camelCase)
            .service(r#type);
    }
}

/// Regular expressions, in attributes and through macros.
mod regexes {
    use actix_web::{Responder, get};
    use cors_actix::cors;

    /// A handler.
    #[cors(
        origins("https://app.example.com", regex = r"https://pr-[0-9]+\.(preview|staging)\.example\.org(:[0-9]+)?"),
        credentials
    )]
    #[get("/regex")]
    pub async fn regex() -> impl Responder {
        "regex"
    }

    macro_rules! handler {
        ($name:ident, $pattern:literal) => {
            #[cors(origins(regex = $pattern), dangerously(unproven_regex))]
            #[get("/unproven")]
            async fn $name() -> impl Responder {
                "unproven"
            }
        };
    }

    handler!(unproven, r"https://.*\.test");

    pub fn configure(app: &mut actix_web::web::ServiceConfig) {
        app.service(regex).service(unproven);
    }
}

/// Names that are not what they seem.
mod shadowed {
    #![expect(dead_code, reason = "what is shadowed is not used")]
    mod core {}
    mod std {}
    mod actix_web {}
    mod cors_actix {}
    struct Some;
    struct None;
    struct Option;
    struct Vec;
    struct Box;
    struct Policy;
    trait Into {}

    use ::actix_web::get;
    use ::cors_actix::cors;

    #[cors(
        origins("https://app.example.com", "https://*.b.example:*"),
        headers("x-a"),
        expose("x-b"),
        credentials,
        max_age = 1
    )]
    #[get("/shadowed")]
    pub async fn shadowed() -> &'static str {
        "shadowed"
    }

    #[cors(
        origins("https://app.example.com", regex = r"https://[a-z]+\.example\.org", env = "ALLOWED_ORIGINS"),
        methods(GET),
        headers("x-a"),
        expose("x-b"),
        credentials,
        max_age = "1h",
        timing,
        enforce,
        preflight_status = 200,
        dangerously(insecure_origins, public_suffixes, null_origin)
    )]
    #[get("/shadowed/environment")]
    pub async fn from_environment() -> &'static str {
        "from_environment"
    }
}

/// No prelude: neither traits nor types are in scope.
mod without_prelude {
    #![no_implicit_prelude]
    use ::actix_web::{get, routes};
    use ::cors_actix::cors;

    #[cors(origins("https://app.example.com", "https://*.b.example", env = "ALLOWED_ORIGINS"), methods(PUT))]
    #[routes]
    #[get("/without-prelude/a")]
    #[put("/without-prelude/b")]
    pub async fn several() -> ::std::string::String {
        ::std::string::String::new()
    }

    fn is_any(_: &::actix_web::guard::GuardContext<'_>) -> bool {
        true
    }

    #[cors(origins = "https://app.example.com", max_age = "1h", expose("x-a"))]
    #[get("/without-prelude", guard = "is_any", wrap = "::actix_web::middleware::NormalizePath::trim()")]
    pub async fn one() -> &'static str {
        "one"
    }
}

/// `#[scope]` edits the paths below it before `#[cors]` sees them.
#[actix_web::scope("/v1")]
mod scoped {
    use actix_web::{Responder, get};
    use cors_actix::cors;

    #[cors(origins = "https://app.example.com")]
    #[get("/items")]
    pub async fn items() -> impl Responder {
        "items"
    }
}

macro_rules! app {
    ($configure:expr) => {
        init_service(App::new().configure($configure)).await
    };
}

#[actix_web::test]
async fn every_method_by_plain_name() {
    let app = app!(plain::configure);
    for method in plain::METHODS {
        let answer = ask(&app, &method.to_uppercase(), "/plain", &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)), "{method}");
        let answer = preflight(&app, &method.to_uppercase(), "/plain").await;
        assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)), "{method}");
        let own = (!["trace", "connect"].contains(method)).then(|| method.to_uppercase());
        assert_eq!(answer.header("access-control-allow-methods"), own.as_deref());
    }
}

#[actix_web::test]
async fn full_paths_and_renamed_imports() {
    let app = app!(|config| {
        config
            .service(full_path::full)
            .service(full_path::absolute)
            .service(full_path::through)
            .service(full_path::route)
            .service(full_path::routes)
            .service(renamed::one)
            .service(renamed::custom)
            .service(renamed::several);
    });
    for (method, path, body, methods) in [
        ("GET", "/full", "full", "GET"),
        ("POST", "/full", "absolute", "POST"),
        ("PUT", "/full", "through", "PUT"),
        ("DELETE", "/full", "route", "DELETE"),
        ("PATCH", "/full", "routes", "PATCH"),
        ("GET", "/renamed", "one", "GET"),
        ("PUT", "/renamed", "custom", "PUT, PURGE"),
        ("PURGE", "/renamed", "custom", "PUT, PURGE"),
        ("POST", "/renamed", "several", "POST"),
        ("DELETE", "/renamed/too", "several", "DELETE"),
    ] {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.body.as_str(), answer.allowed_origin()), (body, Some(APP)), "{method} {path}");
        let answer = preflight(&app, method, path).await;
        assert_eq!(answer.status, 204, "{method} {path}");
        assert_eq!(answer.header("access-control-allow-methods"), Some(methods), "{method} {path}");
    }
}

#[actix_web::test]
async fn names_and_guards() {
    let app = app!(|config| {
        config.service(arguments::named).service(arguments::tenant_a).service(arguments::tenant_b);
    });
    assert_eq!(ask(&app, "GET", "/named/7", &[("host", "localhost")]).await.body, "/named/7");
    let tenant = |host| [("host", host), ("origin", APP), ("access-control-request-method", "GET")];
    for (host, body) in [("a.example", "a"), ("b.example", "b")] {
        let answer = ask(&app, "GET", "/guarded", &tenant(host)).await;
        assert_eq!((answer.body.as_str(), answer.allowed_origin()), (body, Some(APP)));
        let answer = ask(&app, "OPTIONS", "/guarded", &tenant(host)).await;
        assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)), "{host}");
    }
}

#[actix_web::test]
async fn wraps_run_inside_and_never_see_a_preflight() {
    let app = app!(|config| {
        config.service(arguments::wrapped);
    });
    let answer = ask(&app, "PUT", "/wrapped", &[("origin", APP), ("accept-encoding", "gzip")]).await;
    let marks: Vec<_> =
        answer.headers.iter().filter(|(name, _)| name == "x-mark").map(|(_, mark)| mark.as_str()).collect();
    assert_eq!(marks, ["inner", "outer"], "in the order in which actix-web runs them");
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.allowed_origin(), Some(APP));
    let varies: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "vary").map(|(_, on)| on.as_str()).collect();
    assert_eq!(varies, ["accept-encoding, Origin"]);
    let answer = preflight(&app, "PUT", "/wrapped").await;
    assert_eq!((answer.status, answer.header("x-mark")), (204, None));
}

#[actix_web::test]
async fn surroundings_are_kept() {
    let app = app!(|config| {
        config.configure(surroundings::configure).service(shadowed::shadowed).service(without_prelude::one);
    });
    for path in
        ["/conditional", "/policy-if", "/from-macro", "/local", "/camel", "/raw", "/shadowed", "/without-prelude"]
    {
        let answer = ask(&app, "GET", path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)), "{path}");
        assert_eq!(preflight(&app, "GET", path).await.status, 204, "{path}");
    }
}

#[actix_web::test]
async fn regular_expressions() {
    let app = app!(regexes::configure);
    for (path, origin, admitted) in [
        ("/regex", APP, true),
        ("/regex", "https://pr-7.preview.example.org", true),
        ("/regex", "https://pr-7.staging.example.org:8443", true),
        ("/regex", "https://pr-.staging.example.org", false),
        ("/regex", "https://pr-7.staging.example.org.evil.test", false),
        ("/regex", "https://pr-7.stagingxexample.org", false),
        ("/regex", "https://pr-7.staging.example.org:443", false),
        ("/unproven", "https://any.test", true),
        ("/unproven", "https://any.test.example", false),
    ] {
        let answer = ask(&app, "GET", path, &[("origin", origin)]).await;
        assert_eq!(answer.allowed_origin(), admitted.then_some(origin), "{path} {origin}");
        assert_eq!(answer.header("vary"), Some("Origin"));
    }
    let policy = <regexes::regex as cors_actix::report::Annotated>::routes()[0].policies().unwrap()[0].to_string();
    assert!(policy.contains("all of example.org may read, with credentials"), "{policy}");
}

#[actix_web::test]
async fn scopes_of_every_kind() {
    let nested: fn() -> Scope =
        || web::scope("/api").service(web::scope("/v2").service(full_path::full)).service(scoped::items);
    let app = init_service(App::new().service(nested()).service(scoped::items)).await;
    for path in ["/api/v2/full", "/api/v1/items", "/v1/items"] {
        assert_eq!(ask(&app, "GET", path, &[("origin", APP)]).await.allowed_origin(), Some(APP), "{path}");
        assert_eq!(preflight(&app, "GET", path).await.allowed_origin(), Some(APP), "{path}");
    }
    assert_eq!(preflight(&app, "GET", "/v2/full").await.status, 404);
}
