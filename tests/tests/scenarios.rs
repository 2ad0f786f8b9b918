//! The rows of `testdata/scenarios.toml`, by `cors_actix::test::Browser` in memory, and by real browsers.
#![deny(warnings, clippy::pedantic)]

use std::collections::BTreeSet;

use actix_web::App;
use actix_web::test::init_service;
use cors_tests::engine::{Engine, with_chromium, with_engine};
use cors_tests::scenario::Table;
use cors_tests::scenario::by_browser::{browser, make};
use cors_tests::scenario::by_engine::{Servers, make_all};
use cors_tests::scenario::roles::Roles;
use cors_tests::scenario::service::Shared;
use fantoccini::Client;

#[actix_web::test]
async fn the_browser_agrees_with_every_row() {
    let roles = Roles::in_memory();
    let shared = Shared::new(Table::load(&roles));
    let app = init_service(App::new().configure(|config| shared.configure(config))).await;
    let mut wrong = Vec::new();
    for (row, scenario) in shared.table().scenario.iter().enumerate() {
        let mut browser = browser(&roles);
        for (index, call) in scenario.calls.iter().enumerate() {
            let found = make(&mut browser, &app, &shared, (row, index), call, &roles).await;
            let differences = call.expected.check(&found);
            wrong.extend(differences.iter().map(|text| format!("{}, call {index}: {text}", scenario.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn chromium_agrees_with_every_row() {
    with_chromium("chromium_agrees_with_every_row", |client| async move {
        let silent = ["mode-same-origin", "no-cors-redirect-mode", "redirect-mode"];
        agrees_with_every_row(Engine::Chromium, &client, Some(&silent)).await;
    })
    .await;
}

#[actix_web::test]
#[ignore = "takes Firefox: scripts/upkeep browsers"]
async fn firefox_agrees_with_every_row() {
    with_engine(Engine::Firefox, "firefox_agrees_with_every_row", &[], |client| async move {
        let silent = [
            "location-credentials",
            "location-malformed",
            "location-repeated",
            "mode-same-origin",
            "no-cors-redirect-mode",
            "redirect-mode",
            "too-many-redirects",
        ];
        agrees_with_every_row(Engine::Firefox, &client, Some(&silent)).await;
    })
    .await;
}

#[actix_web::test]
#[ignore = "takes WebKitGTK: scripts/upkeep browsers"]
async fn webkit_agrees_with_every_row() {
    with_engine(Engine::WebKit, "webkit_agrees_with_every_row", &[], |client| async move {
        agrees_with_every_row(Engine::WebKit, &client, None).await;
    })
    .await;
}

/// `silent` are the reasons that the console does not always name, if there is a console to read.
async fn agrees_with_every_row(engine: Engine, client: &Client, silent: Option<&[&str]>) {
    let servers = Servers::start(engine);
    let found = make_all(client, &servers).await;
    let (mut wrong, mut unnamed) = (Vec::new(), BTreeSet::new());
    for (row, scenario) in servers.shared.table().scenario.iter().enumerate() {
        for (index, call) in scenario.calls.iter().enumerate() {
            let expected = call.expected_in(engine);
            let Some(found) = found.get(&(row, index)) else {
                assert_eq!((call.page.as_str(), engine.extension()), ("extension", None), "{}", scenario.name);
                continue;
            };
            if found.outcome.as_ref().is_err_and(Vec::is_empty) {
                unnamed.extend(expected.blocked.as_deref());
            }
            let differences = expected.check(found);
            wrong.extend(differences.iter().map(|text| format!("{}, call {index}: {text}", scenario.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!unnamed.contains("script"), "what script gets says that it may not ask for this");
    if let Some(silent) = silent {
        assert_eq!(unnamed, silent.iter().copied().collect(), "the reasons that the console does not always name");
    }
}

#[test]
fn rows_are_many_and_departures_have_a_reference() {
    let rows = Table::load(&Roles::in_memory()).scenario;
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let names: BTreeSet<_> = rows.iter().map(|row| &row.name).collect();
    assert_eq!(names.len(), rows.len(), "each row has a name of its own");
    let calls: Vec<_> = rows.iter().flat_map(|row| &row.calls).collect();
    let engines = [Engine::Chromium, Engine::Firefox, Engine::WebKit];
    for departure in engines.iter().flat_map(|engine| calls.iter().filter_map(|call| call.departure(*engine))) {
        assert!(departure.because.contains("https://"), "{}", departure.because);
    }
}
