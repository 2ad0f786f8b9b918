//! Policies with a name, policies of a module, none at all, and those that ask the application.
#![deny(warnings, clippy::pedantic)]

use actix_web::App;
use actix_web::test::init_service;
use cors_actix::{Annotated, AnnotatedRoute, Draft, Policy, policy};
use cors_tests::ask::{APP, ask, preflight};

static PARTNERS: Policy = policy!(origins("https://app.example.com", "https://*.partner.example"), credentials);

/// The methods are those of more than one route.
const WRITERS: Policy = policy!(origins = "https://app.example.com", methods(PUT, DELETE, "PURGE"), max_age = "1h",);

/// Policies that no handler has to do with.
mod made {
    use cors_actix::{Policy, policy};

    pub static ANY_METHOD: Policy = policy!(origins = "*", methods = "*");
    pub const PROVEN: Policy = policy! { origins(regex = r"https://[a-z]+\.example\.org"), timing };

    pub fn in_a_function() -> &'static Policy {
        const { &policy!(origins = "*", crate = ::cors_actix) }
    }

    macro_rules! sharing_with {
        ($($origin:literal),+) => {
            policy!(origins($($origin),+), expose("x-a"))
        };
    }

    pub static BY_MACRO: Policy = sharing_with!("https://a.example", "https://b.example");
}

/// Named policies on handlers.
mod named {
    use actix_web::{Responder, get, put, route, routes};
    use cors_actix::{Policy, cors};

    use super::WRITERS;

    #[cors(policy = super::PARTNERS)]
    #[get("/get")]
    pub async fn on_get() -> impl Responder {
        "get"
    }

    #[cors(policy = super::PARTNERS)]
    #[put("/put")]
    pub async fn on_put() -> impl Responder {
        "put"
    }

    #[cors(policy = WRITERS)]
    #[route("/route", method = "GET", method = "DELETE", method = "PURGE")]
    pub async fn on_route() -> impl Responder {
        "route"
    }

    /// Without methods each path has its own.
    #[cors(policy = crate::PARTNERS, crate = ::cors_actix)]
    #[routes]
    #[get("/several")]
    #[put("/several/{id}")]
    pub async fn on_several() -> impl Responder {
        "several"
    }

    /// With methods each path has those of them that it serves.
    #[cors(policy = WRITERS)]
    #[routes]
    #[put("/written")]
    #[delete("/written/{id}")]
    pub async fn on_several_named() -> impl Responder {
        "written"
    }

    macro_rules! handler {
        ($name:ident, $path:literal, $policy:path) => {
            #[cors(policy = $policy)]
            #[get($path)]
            pub async fn $name() -> impl Responder {
                $path
            }
        };
    }

    handler!(by_macro, "/by-macro", super::PARTNERS);

    pub struct Tenant;

    impl Tenant {
        pub const POLICY: Policy = PARTNERS_AGAIN;
    }

    const PARTNERS_AGAIN: Policy = cors_actix::policy!(origins = "https://again.example");

    #[cors(policy = Tenant::POLICY)]
    #[get("/associated")]
    pub async fn associated() -> impl Responder {
        "associated"
    }

    #[cors(route = get, policy = super::PARTNERS)]
    #[read("/renamed")]
    pub async fn renamed() -> impl Responder {
        "renamed"
    }

    use actix_web::get as read;
}

/// Handlers that are not shared.
mod off {
    use actix_web::{Responder, get, put, routes};
    use cors_actix::cors;

    #[cors(off)]
    #[get("/off")]
    pub async fn single() -> impl Responder {
        "off"
    }

    #[cors(off = true, crate = ::cors_actix)]
    #[routes]
    #[get("/off/a")]
    #[put("/off/b")]
    pub async fn several() -> impl Responder {
        "off"
    }

    #[cors(origins = "https://app.example.com")]
    #[put("/off")]
    pub async fn beside() -> impl Responder {
        "beside"
    }
}

/// Policies that ask the application.
mod asking {
    use actix_web::dev::RequestHead;
    use actix_web::{Responder, get, put};
    use cors_actix::{Origin, cors};

    pub fn admits(origin: &Origin<'_>, head: &RequestHead) -> bool {
        origin.host().starts_with('t') && head.uri.path() != "/"
    }

    pub async fn admits_later(origin: &Origin<'_>, head: &RequestHead) -> bool {
        std::future::ready(admits(origin, head)).await
    }

    #[cors(origins("https://app.example.com", with = admits))]
    #[get("/asking")]
    pub async fn at_once() -> impl Responder {
        "asking"
    }

    #[cors(origins(with = admits_later), credentials)]
    #[put("/asking")]
    pub async fn later() -> impl Responder {
        "asking"
    }

    #[cors(origins(env = "NAMED_ORIGINS", with = admits), methods(GET))]
    #[get("/asking/environment")]
    pub async fn and_environment() -> impl Responder {
        "asking"
    }

    pub fn configure(app: &mut actix_web::web::ServiceConfig) {
        async fn local(_: &Origin<'_>, _: &RequestHead) -> bool {
            true
        }

        #[cors(origins(with = local))]
        #[get("/asking/local")]
        async fn handler() -> impl Responder {
            "asking"
        }

        app.service(at_once).service(later).service(handler);
    }
}

// A module gives its policy to the handlers that have none.
#[cors_actix::cors(origins("https://app.example.com", "https://*.b.example"), credentials)]
mod module {
    //! Inner attributes belong to the module.
    #![allow(clippy::unused_async)]

    use actix_web::{Responder, get, route, routes};
    use cors_actix::cors;

    /// Documented.
    #[doc(alias = "one")]
    #[get("/first")]
    pub async fn first() -> impl Responder {
        not_routed()
    }

    /// actix-web puts the slash in front of it.
    #[get("without-slash")]
    pub async fn without_slash() -> impl Responder {
        "without-slash"
    }

    #[routes]
    #[get("/second")]
    #[put("/second/{id}")]
    pub(super) async fn second() -> impl Responder {
        "second"
    }

    #[cors(origins = "https://own.example")]
    #[actix_web::put("/own")]
    pub async fn own() -> impl Responder {
        "own"
    }

    #[cors(off)]
    #[get("/switched-off")]
    pub async fn switched_off() -> impl Responder {
        "off"
    }

    #[cfg(any())]
    #[get("/never")]
    async fn never() -> Nothing {}

    #[cfg(test)]
    #[route("/always", method = "GET", method = "PATCH")]
    pub async fn always() -> impl Responder {
        "always"
    }

    #[cfg_attr(all(), get("/conditional"))]
    #[cfg_attr(any(), doc = "never")]
    pub async fn conditional() -> impl Responder {
        "conditional"
    }

    #[cfg_attr(any(), cors(origins = "not even an origin"))]
    #[get("/conditional/never-own")]
    pub async fn never_own() -> impl Responder {
        "never-own"
    }

    #[cfg_attr(all(), cfg_attr(all(), cors(origins = "https://own.example")))]
    #[get("/conditional/own")]
    pub async fn conditional_own() -> impl Responder {
        "conditional-own"
    }

    fn not_routed() -> &'static str {
        const fn name() -> &'static str {
            "first"
        }
        name()
    }

    pub mod nested {
        pub mod deeply {
            use actix_web::{Responder, delete};

            #[delete("/deeply")]
            pub async fn handler() -> impl Responder {
                "deeply"
            }
        }

        #[cors_actix::cors(origins = "https://nested.example")]
        pub mod with_its_own {
            use actix_web::{Responder, get};

            #[get("/with-its-own")]
            pub async fn handler() -> impl Responder {
                "with-its-own"
            }
        }

        #[cfg_attr(any(), cors_actix::cors(origins = "not even an origin"))]
        pub mod never_with_its_own {
            use actix_web::{Responder, get};

            #[get("/never-with-its-own")]
            pub async fn handler() -> impl Responder {
                "never-with-its-own"
            }
        }

        #[cfg_attr(all(), cors_actix::cors(origins = "https://nested.example"))]
        pub mod conditionally_with_its_own {
            use actix_web::{Responder, get};

            #[get("/conditionally-with-its-own")]
            pub async fn handler() -> impl Responder {
                "conditionally-with-its-own"
            }
        }
    }
}

/// `#[scope]` above and below.
mod scoped {
    use actix_web::scope;
    use cors_actix::cors;

    #[scope("/above")]
    #[cors(policy = super::super::PARTNERS)]
    pub mod above {
        use actix_web::{Responder, put};

        #[put("/items")]
        pub async fn items() -> impl Responder {
            "above"
        }
    }

    #[cors(policy = super::super::PARTNERS)]
    #[scope("/below")]
    pub mod below {
        use actix_web::{Responder, get, put};

        #[put("/items")]
        pub async fn items() -> impl Responder {
            "below"
        }

        #[cors_actix::cors(origins = "https://own.example")]
        #[get("/own")]
        pub async fn own() -> impl Responder {
            "own"
        }
    }
}

/// What is given to a module may be an argument of any kind.
mod kinds {
    #[cors_actix::cors(off)]
    pub mod off {
        use actix_web::{Responder, get};

        #[get("/kinds/off")]
        pub async fn handler() -> impl Responder {
            "off"
        }
    }

    #[cors_actix::cors(origins("https://app.example.com", with = admits))]
    pub mod with {
        use actix_web::dev::RequestHead;
        use actix_web::{Responder, get, put};
        use cors_actix::Origin;

        fn admits(_: &Origin<'_>, _: &RequestHead) -> bool {
            true
        }

        #[get("/kinds/with")]
        pub async fn one() -> impl Responder {
            "one"
        }

        #[put("/kinds/with")]
        pub async fn other() -> impl Responder {
            "other"
        }
    }

    #[cors_actix::cors(origins(env = "NAMED_ORIGINS"), crate = ::cors_actix,)]
    pub mod environment {
        use actix_web::{Responder, get};

        #[get("/kinds/environment")]
        pub async fn handler() -> impl Responder {
            "environment"
        }
    }

    macro_rules! module {
        ($name:ident, $origin:literal, $($item:item)+) => {
            #[cors_actix::cors(origins = $origin)]
            pub mod $name {
                $($item)+
            }
        };
    }

    module! {
        by_macro, "https://app.example.com",
        use actix_web::{get, Responder};
        #[get("/kinds/by-macro")]
        pub async fn handler() -> impl Responder {
            "by-macro"
        }
    }
}

/// No prelude, and names that are not what they seem.
mod bare {
    #![no_implicit_prelude]
    #![expect(dead_code, reason = "what is shadowed is not used")]
    mod core {}
    mod std {}
    struct Policy;
    struct Some;
    struct OnceLock;

    static SHARED: ::cors_actix::Policy = ::cors_actix::policy!(origins = "*", expose("etag", "x-a"), max_age = 1);

    #[::cors_actix::cors(policy = SHARED)]
    #[::actix_web::get("/bare/named")]
    pub async fn named() -> &'static str {
        "named"
    }

    #[::cors_actix::cors(off)]
    #[::actix_web::get("/bare/off")]
    pub async fn off() -> &'static str {
        "off"
    }

    fn admits(_: &::cors_actix::Origin<'_>, _: &::actix_web::dev::RequestHead) -> bool {
        true
    }

    #[::cors_actix::cors(origins("https://app.example.com", with = admits))]
    #[::actix_web::get("/bare/with")]
    pub async fn with() -> &'static str {
        "with"
    }

    #[::cors_actix::cors(policy = super::SHARED)]
    mod module {
        #[::actix_web::get("/bare/module")]
        pub async fn handler() -> &'static str {
            "module"
        }
    }
    pub use self::module::handler as in_module;
}

fn routes<H: Annotated>(_: H) -> &'static [AnnotatedRoute] {
    H::routes()
}

/// The policies of a handler in words, one for each path.
fn words<H: Annotated>(handler: H) -> Vec<Option<String>> {
    routes(handler).iter().map(|route| route.policy().unwrap().map(ToString::to_string)).collect()
}

macro_rules! app {
    ($($handler:expr),+ $(,)?) => {
        init_service(App::new()$(.service($handler))+).await
    };
}

#[test]
fn policies_are_those_of_drafts() {
    let checked = |draft: Draft| draft.check().unwrap();
    assert_eq!(PARTNERS, checked(Draft::new().origins([APP, "https://*.partner.example"]).credentials(true)));
    assert_eq!(WRITERS, checked(Draft::new().origins([APP]).methods(["PUT", "DELETE", "PURGE"]).max_age("1h")));
    assert_eq!(made::ANY_METHOD, checked(Draft::new().origins(["*"]).methods(["*"])));
    assert_eq!(
        made::PROVEN.to_string(),
        "what `https://[a-z]+\\.example\\.org` matches, all of example.org may read; \
        methods: the safelisted ones; shares timings"
    );
    assert_eq!(*made::in_a_function(), checked(Draft::new().origins(["*"])));
    assert_eq!(
        made::BY_MACRO,
        checked(Draft::new().origins(["https://a.example", "https://b.example"]).expose(["x-a"]))
    );
}

#[actix_web::test]
async fn a_named_policy_answers_for_the_methods_of_the_route() {
    let app = app!(
        named::on_get,
        named::on_put,
        named::on_route,
        named::on_several,
        named::on_several_named,
        named::by_macro,
        named::renamed,
    );
    for (method, path, methods) in [
        ("GET", "/get", "GET"),
        ("PUT", "/put", "PUT"),
        ("GET", "/several", "GET"),
        ("PUT", "/several/1", "PUT"),
        ("DELETE", "/route", "DELETE, PURGE"),
        ("PURGE", "/route", "DELETE, PURGE"),
        ("PUT", "/written", "PUT"),
        ("DELETE", "/written/1", "DELETE"),
        ("GET", "/by-macro", "GET"),
        ("GET", "/renamed", "GET"),
    ] {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)), "{method} {path}");
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)), "{method} {path}");
        assert_eq!(answer.header("access-control-allow-methods"), Some(methods), "{method} {path}");
    }
    assert_eq!(words(named::associated), [Some("https://again.example may read; methods: GET".to_owned())]);
}

#[test]
fn off_is_no_policy() {
    assert_eq!(words(off::single), [None]);
    assert_eq!(words(off::several), [None, None]);
    assert_eq!(words(kinds::off::handler), [None]);
    let paths: Vec<_> = routes(off::several).iter().map(|route| (route.path(), route.methods())).collect();
    assert_eq!(paths, [("/off/a", &["GET"][..]), ("/off/b", &["PUT"])]);
}

#[actix_web::test]
async fn off_sends_nothing_and_leaves_others_alone() {
    let app = app!(off::single, off::several, off::beside);
    for (method, path) in [("GET", "/off"), ("GET", "/off/a"), ("PUT", "/off/b")] {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.status, answer.body.as_str(), answer.allowed_origin()), (200, "off", None), "{path}");
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (403, None), "{path}");
    }
    assert_eq!(ask(&app, "PUT", "/off", &[("origin", APP)]).await.allowed_origin(), Some(APP));
    assert_eq!(preflight(&app, "PUT", "/off").await.allowed_origin(), Some(APP));
}

#[actix_web::test]
async fn what_the_application_admits() {
    let words = |words: &str| [Some(words.to_owned())];
    assert_eq!(
        self::words(asking::at_once),
        words("https://app.example.com, and whom the application admits, may read; methods: GET")
    );
    assert_eq!(
        self::words(asking::later),
        words("whom the application admits may read, with credentials; methods: PUT")
    );
    assert!(routes(asking::and_environment)[0].policy().is_err(), "the variable is not there");
    let app = init_service(App::new().configure(asking::configure)).await;
    for path in ["/asking", "/asking/local"] {
        let answer = ask(&app, "GET", path, &[]).await;
        assert_eq!((answer.status, answer.header("vary")), (200, Some("Origin")), "{path}");
    }
    for (method, path, origin, admitted) in [
        ("GET", "/asking", APP, true),
        ("GET", "/asking", "https://tenant.example", true),
        ("GET", "/asking", "https://other.example", false),
        ("PUT", "/asking", "https://tenant.example", true),
        ("PUT", "/asking", APP, false),
        ("GET", "/asking/local", "https://other.example", true),
    ] {
        let answer = ask(&app, method, path, &[("origin", origin)]).await;
        assert_eq!(answer.allowed_origin(), admitted.then_some(origin), "{method} {path} {origin}");
    }
}

#[test]
fn a_module_gives_its_policy_to_those_without() {
    let given = |methods: &str| {
        Some(format!("https://app.example.com, https://*.b.example may read, with credentials; methods: {methods}"))
    };
    let own = |origin: &str, methods: &str| [Some(format!("{origin} may read; methods: {methods}"))];
    assert_eq!(words(module::first), [given("GET")]);
    assert_eq!(words(module::without_slash), [given("GET")]);
    assert_eq!(words(module::second), [given("GET"), given("PUT")]);
    assert_eq!(words(module::own), own("https://own.example", "PUT"));
    assert_eq!(words(module::switched_off), [None]);
    assert_eq!(words(module::always), [given("GET, PATCH")]);
    assert_eq!(words(module::conditional), [given("GET")]);
    assert_eq!(words(module::never_own), [given("GET")]);
    assert_eq!(words(module::conditional_own), own("https://own.example", "GET"));
    assert_eq!(words(module::nested::deeply::handler), [given("DELETE")]);
    assert_eq!(words(module::nested::with_its_own::handler), own("https://nested.example", "GET"));
    assert_eq!(words(module::nested::never_with_its_own::handler), [given("GET")]);
    assert_eq!(words(module::nested::conditionally_with_its_own::handler), own("https://nested.example", "GET"));
    assert_eq!(words(kinds::by_macro::handler), own(APP, "GET"));
    let asking = "https://app.example.com, and whom the application admits,";
    assert_eq!(words(kinds::with::one), own(asking, "GET"));
    assert_eq!(words(kinds::with::other), own(asking, "PUT"));
    assert!(routes(kinds::environment::handler)[0].policy().is_err(), "the variable is not there");
}

#[actix_web::test]
async fn a_module_and_its_scope() {
    let app = app!(module::first, scoped::above::items, scoped::below::items, scoped::below::own);
    for (method, path, body) in
        [("GET", "/first", "first"), ("PUT", "/above/items", "above"), ("PUT", "/below/items", "below")]
    {
        let answer = ask(&app, method, path, &[("origin", APP)]).await;
        assert_eq!((answer.body.as_str(), answer.allowed_origin()), (body, Some(APP)), "{path}");
        let answer = preflight(&app, method, path).await;
        assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)), "{path}");
        assert_eq!(answer.header("access-control-allow-methods"), Some(method), "{path}");
    }
    assert_eq!(words(scoped::below::own), [Some("https://own.example may read; methods: GET".to_owned())]);
}

#[actix_web::test]
async fn bare_modules() {
    let app = app!(bare::named, bare::off, bare::with, bare::in_module);
    for (path, allowed) in
        [("/bare/named", Some("*")), ("/bare/off", None), ("/bare/with", Some(APP)), ("/bare/module", Some("*"))]
    {
        assert_eq!(ask(&app, "GET", path, &[("origin", APP)]).await.allowed_origin(), allowed, "{path}");
    }
}
