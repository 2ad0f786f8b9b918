//! What is generated where nothing is in scope.

use cors_tests::ask::{APP, ask};

/// No prelude, and names that are not what they seem.
mod bare {
    #![no_implicit_prelude]
    #![expect(dead_code, reason = "what is shadowed is not used")]
    mod core {}
    mod std {}
    struct Policy;
    struct Some;
    struct OnceCell;

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

    fn admits(_: &::cors_actix::Origin<'_>, _: &::actix_web::HttpRequest) -> bool {
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

#[actix_web::test]
async fn bare_modules() {
    let app = app!(bare::named, bare::off, bare::with, bare::in_module);
    for (path, allowed) in
        [("/bare/named", Some("*")), ("/bare/off", None), ("/bare/with", Some(APP)), ("/bare/module", Some("*"))]
    {
        assert_eq!(ask(&app, "GET", path, &[("origin", APP)]).await.allowed_origin(), allowed, "{path}");
    }
}
