//! Candidates in a database, and what replicas record of them.

mod support;

use std::sync::OnceLock;
use std::time::Duration;

use actix_web::App;
use actix_web::test::{TestRequest, call_service, init_service};
use cors_actix::Cors;
use cors_fleet::{Candidate, Definition, ErrorKind, History, Publication, ShadowReport, Shadowed, Store};
use support::reports::Reports;
use support::server::Server;
use support::wait_until;
use tokio_postgres::NoTls;

const A: &str = "https://a.example";
const B: &str = "https://b.example";

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

/// A database of its own for a test, with a first version that allows `A`.
async fn database() -> (String, History) {
    let address = server().database();
    let mut history = History::connect(&address).await.unwrap();
    history.migrate().await.unwrap();
    history.publish(&publication(&definition(&[A]), None)).await.unwrap();
    (address, history)
}

fn definition(origins: &[&str]) -> Definition {
    Definition::from_toml(&format!("origins = {origins:?}")).unwrap()
}

fn publication(definition: &Definition, predecessor: Option<u64>) -> Publication<'_> {
    Publication { name: "partners", definition, predecessor, author: "ada", reason: "a test", shadowed: None }
}

/// Asks a service with the policy and its shadow, once from `A` and twice from `B`.
async fn ask(store: &Store) {
    let cors = Cors::new(store.handle("partners").unwrap());
    let app = init_service(App::new().wrap(cors).wrap(store.shadow("partners").unwrap())).await;
    for origin in [A, B, B] {
        call_service(&app, TestRequest::get().insert_header(("origin", origin)).to_request()).await;
    }
}

/// Waits until replicas have recorded so many requests of a candidate.
async fn recorded(history: &History, candidate: &Candidate, requests: u64) -> ShadowReport {
    for _ in 0..300 {
        let report = history.shadow_report(candidate).await.unwrap();
        if report.requests >= requests {
            assert_eq!(report.requests, requests);
            return report;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{requests} requests are not recorded");
}

async fn sql(address: &str, text: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    actix_web::rt::spawn(connection);
    client.batch_execute(text).await
}

#[actix_web::test]
async fn a_version_can_require_that_it_has_run_in_the_shadow() {
    let (address, mut history) = database().await;
    let stores = [(); 2].map(|()| Store::connect(&address).unwrap());
    let (wide, required) = (definition(&[A, B]), Some(Shadowed { ran_for: Duration::from_secs(1), requests: 6 }));
    let publication = Publication { shadowed: required, ..publication(&wide, Some(1)) };

    let error = history.publish(&publication).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotShadowed);
    assert!(error.to_string().contains("has not run in the shadow of version 1\nhelp: propose it"), "{error}");
    let candidate = history.propose(&publication).await.unwrap();
    assert_eq!((candidate.number, candidate.beside, candidate.hash.clone()), (1, 1, wide.hash()));
    assert_eq!(history.candidate("partners").await.unwrap().unwrap(), candidate);
    let error = history.publish(&publication).await.unwrap_err();
    assert!(error.to_string().contains("no replica has counted a request for candidate 1"), "{error}");

    for store in &stores {
        wait_until(|| store.shadow("partners").unwrap().report().is_some());
    }
    ask(&stores[0]).await;
    let report = recorded(&history, &candidate, 3).await;
    assert_eq!((report.replicas, report.requests, report.differences), (1, 3, 2));
    let error = history.publish(&publication).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("has decided 3 requests in ") && text.contains(", and 6 in 1 s are required"), "{text}");

    ask(&stores[1]).await;
    let report = recorded(&history, &candidate, 6).await;
    assert_eq!((report.replicas, report.requests, report.differences), (2, 6, 4));
    assert_eq!(
        (report.samples.len(), report.samples[0].requests, &*report.samples[0].candidate),
        (1, 4, "page may read")
    );
    let other = definition(&[B]);
    let error = history.publish(&Publication { definition: &other, ..publication }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotShadowed, "another draft has not run");
    let long = Some(Shadowed { ran_for: Duration::from_secs(3600), requests: 1 });
    let error = history.publish(&Publication { shadowed: long, ..publication }).await.unwrap_err();
    assert!(error.to_string().contains("1 in 3600 s are required"), "{error}");

    assert_eq!(history.publish(&publication).await.unwrap().number, 2);
    assert_eq!(history.candidate("partners").await.unwrap(), None);
    wait_until(|| stores.iter().all(|store| store.shadow("partners").unwrap().report().is_none()));
}

#[actix_web::test]
async fn a_candidate_is_replaced_withdrawn_and_ended() {
    let (address, mut history) = database().await;
    let store = Store::connect(&address).unwrap();
    let shadow = store.shadow("partners").unwrap();
    let runs = |number| shadow.report().is_some_and(|report| report.candidate == number);
    let [wide, other] = [&[A, B][..], &[B]].map(definition);
    let first = history.propose(&publication(&wide, Some(1))).await.unwrap();
    wait_until(|| runs(1));
    ask(&store).await;
    history.propose(&publication(&other, Some(1))).await.unwrap();
    wait_until(|| runs(2));
    // The last counts are recorded at the end.
    recorded(&history, &first, 3).await;

    assert_eq!(history.withdraw("partners", "grace", "it is too narrow").await.unwrap().number, 2);
    wait_until(|| shadow.report().is_none());
    assert_eq!(history.candidate("partners").await.unwrap(), None);
    let error = history.withdraw("partners", "grace", "twice").await.unwrap_err();
    assert!(error.to_string().contains("no candidate of `partners` runs"), "{error}");

    history.propose(&publication(&wide, Some(1))).await.unwrap();
    wait_until(|| runs(4));
    let late = Store::connect(&address).unwrap();
    wait_until(|| late.shadow("partners").unwrap().report().is_some_and(|report| report.candidate == 4));
    history.publish(&publication(&other, Some(1))).await.unwrap();
    wait_until(|| shadow.report().is_none());
    let error = history.propose(&publication(&wide, Some(1))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.to_string().contains("version 2 by ada is (a test)"), "{error}");
    assert_eq!(history.propose(&publication(&wide, None)).await.unwrap_err().kind(), ErrorKind::InvalidArgument);
}

#[actix_web::test]
async fn the_database_refuses_to_change_what_has_run() {
    let (address, mut history) = database().await;
    history.propose(&publication(&definition(&[A, B]), Some(1))).await.unwrap();
    let run = |requests: u64, differences: u64, started: &str| {
        format!(
            "INSERT INTO cors_fleet.shadow_run (candidate, replica, requests, differences, samples, started_at) \
             VALUES (1, '0123456789abcdef', {requests}, {differences}, '[]', {started})"
        )
    };
    for (refused, words) in [
        ("UPDATE cors_fleet.candidate SET author = 'eve'".to_owned(), "only ever added"),
        ("TRUNCATE cors_fleet.shadow_run".to_owned(), "only ever added"),
        ("SET session_replication_role = replica; DELETE FROM cors_fleet.shadow_run".to_owned(), "only ever added"),
        (run(1, 2, "now()"), "check constraint"),
        (
            "INSERT INTO cors_fleet.candidate (name, beside, draft, hash, author, reason) \
             VALUES ('partners', 1, '{}', 'x', 'eve', 'x')"
                .to_owned(),
            "check constraint",
        ),
    ] {
        let error = sql(&address, &refused).await.unwrap_err();
        let error = error.as_db_error().unwrap().message().to_owned();
        assert!(error.contains(words), "{refused}: {error}");
    }
    sql(&address, &run(10, 2, "'2001-01-01'")).await.unwrap();
    let candidate = history.candidate("partners").await.unwrap().unwrap();
    let report = history.shadow_report(&candidate).await.unwrap();
    assert!(report.requests == 10 && report.ran_for < Duration::from_secs(60), "no run is older than its candidate");
}

#[actix_web::test]
async fn a_replica_without_rights_follows_and_says_so_once() {
    let reports = Reports::install();
    let (address, mut history) = database().await;
    sql(
        &address,
        "CREATE ROLE replica LOGIN; GRANT USAGE ON SCHEMA cors_fleet TO replica; GRANT SELECT ON ALL TABLES IN SCHEMA \
         cors_fleet TO replica",
    )
    .await
    .unwrap();
    let store = Store::connect(&address.replace("cors@", "replica@")).unwrap();
    history.propose(&publication(&definition(&[A, B]), Some(1))).await.unwrap();
    wait_until(|| store.shadow("partners").unwrap().report().is_some());
    ask(&store).await;
    wait_until(|| !reports.containing("permission denied").is_empty());
    history.publish(&publication(&definition(&[B]), Some(1))).await.unwrap();
    wait_until(|| store.version("partners") == Some(2));
    std::thread::sleep(Duration::from_millis(2500));
    let reported = reports.containing("permission denied");
    assert_eq!(reported.len(), 1, "{reported:#?}");
    assert!(reported[0].contains("counts not recorded") && store.away_for().is_none(), "{reported:#?}");
}
