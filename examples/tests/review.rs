//! The policies of `review`, held against `snapshots/review__policies.snap`: whoever changes one has to change the file,
//! and whoever reviews that sees who may read more. `cargo insta review` rewrites it.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use actix_web::App;
use actix_web::test::{TestRequest, call_service, init_service};
use cors_actix::Report;
use examples::review::{configure, policies};

#[actix_web::test]
async fn policies_are_those_that_were_reviewed() {
    insta::assert_snapshot!("policies", policies().await.unwrap().snapshot());
}

#[actix_web::test]
async fn every_handler_has_a_policy() {
    policies().await.unwrap().deny_unlisted(&[]);
}

#[actix_web::test]
async fn what_is_on_the_list_is_served() {
    let app = init_service(App::new().configure(configure)).await;
    for row in policies().await.unwrap().rows {
        for method in &row.methods {
            let request = TestRequest::with_uri(&row.path).method(method.parse().expect("a method"));
            let response = call_service(&app, request.to_request()).await;
            assert_eq!(response.status(), 200, "{method} {}", row.path);
        }
    }
}

#[actix_web::test]
async fn the_program_prints_them() {
    let policies = policies().await.unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_review")).args(arguments).output();
        let Output { status, stdout, stderr } = output.expect("the program was built");
        (status.code(), String::from_utf8(stdout).expect("text"), String::from_utf8(stderr).expect("text"))
    };
    let printed = |text: String| (Some(0), text, String::new());
    assert_eq!(run(&[]), printed(policies.to_string()));
    assert_eq!(run(&["--snapshot"]), printed(policies.snapshot()));
    let (_, json, _) = run(&["--json"]);
    let report: Report = serde_json::from_str(&json).expect("it is JSON");
    let paths: BTreeSet<_> = report.rows.iter().map(|row| row.path.as_str()).collect();
    assert_eq!(paths, BTreeSet::from(["", "/account", "/catalogue", "/metrics", "/orders", "/orders/{id}"]));
    let (code, _, said) = run(&["--yaml"]);
    assert!(code == Some(2) && said.contains("there is no argument `--yaml`") && said.contains("usage: "), "{said}");
}
