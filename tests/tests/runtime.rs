//! Policies that are made, or replaced, while the program runs.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

use actix_web::middleware::{Condition, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Responder, get, web};
use cors_actix::{Cors, Draft, Policy, PolicyHandle, cors, policy};
use cors_tests::ask::{APP, ask, preflight, wait};
use cors_tests::server::Server;
use cors_tests::wire::Connection;

fn list() -> Draft {
    Draft::new().origins([APP, "https://b.example"]).expose(["x-list"]).credentials(true)
}

fn any() -> Draft {
    Draft::new().origins(["*"]).expose(["x-any"])
}

#[actix_web::test]
async fn a_replaced_policy_is_in_force_with_the_next_request() {
    let handle = PolicyHandle::new(&list()).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    let foreign = [("origin", "https://foreign.example")];
    let answer = ask(&app, "GET", "/", &foreign).await;
    assert_eq!((answer.allowed_origin(), answer.header("vary")), (None, Some("Origin")));
    handle.replace(&any()).unwrap();
    let answer = ask(&app, "GET", "/", &foreign).await;
    assert_eq!((answer.allowed_origin(), answer.header("vary")), (Some("*"), None));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    handle.replace(&list()).unwrap();
    let answer = ask(&app, "GET", "/", &[("origin", APP)]).await;
    assert_eq!((answer.allowed_origin(), answer.header("vary")), (Some(APP), Some("Origin")));
    assert_eq!(preflight(&app, "GET", "/").await.header("access-control-allow-credentials"), Some("true"));
}

/// A replaced policy may be large, and a request should not pay for freeing it.
#[actix_web::test]
async fn a_replaced_policy_is_freed_by_a_later_replacement() {
    let handle = PolicyHandle::new(&list()).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    ask(&app, "GET", "/", &[("origin", APP)]).await;
    let first = Arc::downgrade(&handle.policy());
    handle.replace(&any()).unwrap();
    assert!(first.strong_count() > 1, "the worker still uses it");
    ask(&app, "GET", "/", &[("origin", APP)]).await;
    assert_eq!(first.strong_count(), 1, "the worker has let go");
    handle.replace(&list()).unwrap();
    assert_eq!(first.strong_count(), 0);
}

#[test]
fn a_wrong_draft_changes_nothing_and_says_everything() {
    let handle = PolicyHandle::new(&list()).unwrap();
    let before = handle.policy();
    let wrong = Draft::new().origins(["https://app.example.com/", "*"]).credentials(true).max_age("2d");
    let violations = handle.replace(&wrong).unwrap_err();
    let rules: Vec<_> = violations.iter().map(|violation| violation.rule().id()).collect();
    assert_eq!(rules, ["origin-path", "any-origin-with-credentials", "origin-any-not-alone", "max-age-too-long"]);
    assert!(Arc::ptr_eq(&before, &handle.policy()));
    assert!(PolicyHandle::new(&wrong).is_err());
}

#[test]
fn a_checked_policy_is_put_into_force_as_it_is() {
    let handle = PolicyHandle::from(list().check().unwrap());
    assert!(handle.policy().allows(APP.as_bytes()));
    handle.set(any().check().unwrap()).unwrap();
    assert!(handle.policy().allows(b"https://foreign.example"));
}

#[actix_web::test]
async fn policies_of_the_running_program() {
    static LAZY: LazyLock<Policy> = LazyLock::new(|| any().check().unwrap());
    let shared = Arc::new(any().check().unwrap());
    for cors in [Cors::new(&LAZY), Cors::new(&*LAZY), Cors::new(shared), Cors::new(any().check().unwrap())] {
        let app = init_service(App::new().wrap(cors)).await;
        assert_eq!(ask(&app, "GET", "/", &[("origin", APP)]).await.allowed_origin(), Some("*"));
    }
}

#[actix_web::test]
async fn a_condition_leaves_it_out_and_annotated_handlers_in() {
    #[cors(origins = "https://app.example.com")]
    #[get("/own")]
    async fn own() -> impl Responder {
        "own"
    }
    for (is_on, around) in [(true, Some("*")), (false, None)] {
        let cors = Cors::new(any().check().unwrap());
        let app = App::new()
            .service(own)
            .route("/", web::get().to(|| async { "hello" }))
            .wrap(Condition::new(is_on, cors.around(from_fn(wait))));
        let app = init_service(app).await;
        assert_eq!(ask(&app, "GET", "/", &[("origin", APP)]).await.allowed_origin(), around);
        assert_eq!(ask(&app, "GET", "/own", &[("origin", APP)]).await.allowed_origin(), Some(APP));
        assert_eq!(preflight(&app, "GET", "/").await.allowed_origin(), around);
    }
}

#[test]
fn what_is_no_longer_in_force_is_freed() {
    let handle = PolicyHandle::new(&list()).unwrap();
    let first = Arc::downgrade(&handle.policy());
    for _ in 0..100 {
        handle.replace(&any()).unwrap();
    }
    assert_eq!(first.strong_count(), 0);
}

/// Four clients ask over real connections while the policy flips between a list with credentials and `*`.
#[test]
fn no_response_mixes_two_policies() {
    let handle = PolicyHandle::new(&list()).unwrap();
    let in_force = handle.clone();
    let server = Server::start(move |config| {
        config.service(web::scope("").wrap(Cors::new(&in_force)).route("/", web::get().to(|| async { "hello" })));
    });
    let address = server.address;
    let is_over = Arc::new(AtomicBool::new(false));
    let flips = Arc::new(AtomicUsize::new(0));
    let replacing = thread::spawn({
        let (is_over, flips) = (Arc::clone(&is_over), Arc::clone(&flips));
        move || {
            while !is_over.load(Ordering::Relaxed) {
                let turn = flips.fetch_add(1, Ordering::Relaxed);
                handle.replace(&if turn % 2 == 0 { any() } else { list() }).unwrap();
                thread::yield_now();
            }
        }
    });
    let asking = (0..4).map(|_| {
        let flips = Arc::clone(&flips);
        thread::spawn(move || {
            let mut connection = Connection::open(address);
            let mut seen = (0, 0);
            while seen.0 + seen.1 < 500 || flips.load(Ordering::Relaxed) < 200 {
                let response = connection.request("GET", "/", &[("origin", APP)]);
                let value = |name: &str| response.values(name).join(" and ");
                let seen_now = [
                    value("access-control-allow-origin"),
                    value("access-control-allow-credentials"),
                    value("access-control-expose-headers"),
                    value("vary"),
                ];
                match seen_now.each_ref().map(String::as_str) {
                    ["*", "", "x-any", ""] => seen.0 += 1,
                    [APP, "true", "x-list", "Origin"] => seen.1 += 1,
                    mixed => panic!("{mixed:?}"),
                }
            }
            seen
        })
    });
    let asking: Vec<_> = asking.collect();
    let seen: Vec<(u32, u32)> = asking.into_iter().map(|client| client.join().unwrap()).collect();
    is_over.store(true, Ordering::Relaxed);
    replacing.join().unwrap();
    assert!(seen.iter().any(|(any, _)| *any > 0) && seen.iter().any(|(_, list)| *list > 0), "{seen:?}");
}

#[actix_web::test]
async fn a_policy_whose_variable_is_not_set_changes_nothing_and_says_so() {
    static INCOMPLETE: Policy = policy!(origins(env = "CORS_TESTS_NOT_SET"));
    let handle = PolicyHandle::new(&list()).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    let before = handle.policy();
    let violations = handle.set(INCOMPLETE.clone()).unwrap_err();
    let message = "the environment variable `CORS_TESTS_NOT_SET` is not set\nhelp: set it to origins between commas";
    assert!(violations.to_string().starts_with(message), "{violations}");
    assert!(Arc::ptr_eq(&before, &handle.policy()));
    assert_eq!(ask(&app, "GET", "/", &[("origin", APP)]).await.allowed_origin(), Some(APP));
}

#[actix_web::test]
async fn what_a_policy_takes_from_the_environment_is_in_force_with_it() {
    static WITH_DEFAULT: Policy = policy!(origins(env("CORS_TESTS_NOT_SET", default = "https://a.example")));
    let handle = PolicyHandle::from(WITH_DEFAULT.clone());
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    let origin = [("origin", "https://a.example")];
    assert_eq!(ask(&app, "GET", "/", &origin).await.allowed_origin(), Some("https://a.example"));
    handle.replace(&list()).unwrap();
    assert_eq!(ask(&app, "GET", "/", &origin).await.allowed_origin(), None);
    handle.set(WITH_DEFAULT.clone()).unwrap();
    assert!(handle.policy().allows(b"https://a.example"));
    assert_eq!(ask(&app, "GET", "/", &origin).await.allowed_origin(), Some("https://a.example"));
}

#[actix_web::test]
async fn a_policy_that_could_not_be_read_is_read_again() {
    static IS_RIGHT: AtomicBool = AtomicBool::new(false);
    fn origins() -> Vec<&'static str> {
        vec![if IS_RIGHT.load(Ordering::Relaxed) { "https://a.example" } else { "https://a.example/" }]
    }
    static LISTED: Policy = policy!(origins(list = origins));
    let handle = PolicyHandle::new(&list()).unwrap();
    let app = init_service(App::new().wrap(Cors::new(&handle))).await;
    let violations = handle.set(LISTED.clone()).unwrap_err();
    assert!(violations.to_string().contains("`https://a.example/`"), "{violations}");
    IS_RIGHT.store(true, Ordering::Relaxed);
    handle.set(LISTED.clone()).unwrap();
    let answer = ask(&app, "GET", "/", &[("origin", "https://a.example")]).await;
    assert_eq!(answer.allowed_origin(), Some("https://a.example"));
    // What it said then stays.
    IS_RIGHT.store(false, Ordering::Relaxed);
    handle.set(LISTED.clone()).unwrap();
}
