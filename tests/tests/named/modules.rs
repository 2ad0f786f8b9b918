//! Policies of a module: for the handlers in it that have none.

use cors_tests::ask::APP;

use crate::{routes_of, words};

#[cors_actix::cors(origins("https://app.example.com", "https://*.b.example"), credentials)]
pub mod module {
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

/// What is given to a module may be an argument of any kind.
mod kinds {
    #[cors_actix::cors(origins("https://app.example.com", with = admits))]
    pub mod with {
        use actix_web::HttpRequest;
        use actix_web::{Responder, get, put};
        use cors_actix::Origin;

        fn admits(_: &Origin<'_>, _: &HttpRequest) -> bool {
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
    let asking = "https://app.example.com, and origins that the application allows,";
    assert_eq!(words(kinds::with::one), own(asking, "GET"));
    assert_eq!(words(kinds::with::other), own(asking, "PUT"));
    assert!(routes_of(kinds::environment::handler)[0].policies().is_err(), "the variable is not there");
}
