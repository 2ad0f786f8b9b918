//! The rows of `testdata/scenarios.toml`, by `cors_actix::test::Browser` in memory, and by Chromium.
#![deny(warnings, clippy::pedantic)]

use std::collections::BTreeSet;

use actix_web::App;
use actix_web::test::init_service;
use cors_tests::chromium::with_chromium;
use cors_tests::scenario::Table;
use cors_tests::scenario::by_browser::{browser, make};
use cors_tests::scenario::by_chromium::{Servers, make_all};
use cors_tests::scenario::roles::Roles;
use cors_tests::scenario::service::Shared;

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
        let servers = Servers::start();
        let found = make_all(&client, &servers).await;
        let (mut wrong, mut unnamed) = (Vec::new(), BTreeSet::new());
        for (row, scenario) in servers.shared.table().scenario.iter().enumerate() {
            for (index, call) in scenario.calls.iter().enumerate() {
                let expected = call.chromium.as_ref().map_or(&call.expected, |departure| &departure.expected);
                let found = &found[&(row, index)];
                if matches!(found.outcome, Err(None)) {
                    unnamed.extend(expected.blocked.as_deref());
                }
                let differences = expected.check(found);
                wrong.extend(differences.iter().map(|text| format!("{}, call {index}: {text}", scenario.name)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let silent = ["mode-same-origin", "no-cors-redirect-mode", "redirect-mode"];
        assert_eq!(unnamed, BTreeSet::from(silent), "the reasons that the console does not always name");
    })
    .await;
}

#[test]
fn rows_are_many_and_departures_have_a_reference() {
    let rows = Table::load(&Roles::in_memory()).scenario;
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let names: BTreeSet<_> = rows.iter().map(|row| &row.name).collect();
    assert_eq!(names.len(), rows.len(), "each row has a name of its own");
    for departure in rows.iter().flat_map(|row| &row.calls).filter_map(|call| call.chromium.as_ref()) {
        assert!(departure.because.contains("https://"), "{}", departure.because);
    }
}
