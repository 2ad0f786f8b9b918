//! A `Cors` in a process without annotated routes, where it need not look whether a policy is inside: the exchanges of the
//! test data, and who is asked.

use std::cell::RefCell;
use std::rc::Rc;
use std::thread;

use actix_web::middleware::from_fn;
use actix_web::rt::System;
use actix_web::test::{call_service, init_service};
use actix_web::{App, HttpRequest, HttpResponse, web};
use cors_actix::report::AnnotatedRoute;
use cors_actix::{Cors, Policy, policy};
use cors_tests::ask::{APP, ask, authenticate};
use cors_tests::exchange::{Exchange, Suite};

static POLICY: Policy = policy!(origins = "https://app.example.com", methods(GET, PUT));

#[test]
fn answers_as_written() {
    let suite = Suite::load();
    for (row, route) in &suite.exchanges {
        // On a thread of its own, on which no other `Cors` has been built.
        thread::scope(|scope| scope.spawn(|| System::new().block_on(answers(row, route))).join()).unwrap();
    }
    assert!(suite.exchanges.len() >= 70, "{} rows", suite.exchanges.len());
}

async fn answers(row: &Exchange, route: &'static AnnotatedRoute) {
    let cors = Cors::new(route.policies().unwrap());
    let response = Rc::new(RefCell::new(Some(row.handle())));
    let answer = web::to(move || {
        let response = response.take().expect("the handler runs once");
        async { response }
    });
    let app = init_service(App::new().default_service(answer).wrap(cors)).await;
    row.check(&call_service(&app, row.request("/").to_request()).await);
}

/// A login inside is skipped by preflights, and its 401 carries the headers of the `Cors`.
#[actix_web::test]
async fn a_login_inside() {
    let app = App::new().route("/", web::to(HttpResponse::Ok)).wrap(Cors::new(&POLICY).around(from_fn(authenticate)));
    let app = init_service(app).await;
    let preflight = [("origin", APP), ("access-control-request-method", "PUT")];
    let answer = ask(&app, "OPTIONS", "/", &preflight).await;
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some(APP)));
    let answer = ask(&app, "PUT", "/", &[("origin", APP)]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (401, Some(APP)));
    let answer = ask(&app, "PUT", "/", &[("origin", APP), ("authorization", "yes")]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)));
    let answer = ask(&app, "PUT", "/", &[("origin", "https://evil.test"), ("authorization", "yes")]).await;
    assert_eq!((answer.status, answer.allowed_origin()), (403, None));
}

/// What `Vary` becomes is remembered for some lines of a handler, and the same for all.
#[actix_web::test]
async fn lines_of_vary_seen_before() {
    let vary = web::to(|request: HttpRequest| {
        let lines = request.headers().get("x-vary").unwrap().to_str().unwrap().split(" + ");
        let mut response = HttpResponse::Ok();
        lines.for_each(|line| {
            response.append_header(("vary", line));
        });
        async move { response.finish() }
    });
    let listed: Policy = policy!(origins("https://app.example.com", "https://admin.example.com"));
    let app = init_service(App::new().default_service(vary).wrap(Cors::new(listed))).await;
    let names = (0..12).map(|number| (format!("x-{number}"), format!("x-{number}, Origin")));
    let special = [
        ("*", "*"),
        ("a, *", "*"),
        ("ORIGIN , b", "ORIGIN , b"),
        ("a + origin", "a, origin"),
        ("a + b", "a, b, Origin"),
    ];
    let rows: Vec<_> = special.map(|(from, to)| (from.to_owned(), to.to_owned())).into_iter().chain(names).collect();
    for _ in 0..3 {
        for (from, to) in &rows {
            let answer = ask(&app, "GET", "/", &[("origin", APP), ("x-vary", from)]).await;
            assert_eq!(answer.header("vary"), Some(to.as_str()), "{from}");
        }
    }
}
