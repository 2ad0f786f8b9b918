//! The history in a database, and the store that follows it.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cors_actix::PolicyHandle;
use cors_fleet::{Definition, ErrorKind, History, PostgresOptions, Publication, Store, Version};
use futures_util::future::join;
use support::reports::Reports;
use support::server::Server;
use support::wait_until;
use tokio_postgres::NoTls;

/// A database of its own for a test, with the tables.
async fn database() -> (String, History) {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let address = SERVER.get_or_init(Server::start).database();
    let mut history = History::connect(&address).await.unwrap();
    assert!(history.migrate().await.unwrap() > 0);
    assert_eq!(history.migrate().await.unwrap(), 0);
    (address, history)
}

fn origin(number: u64) -> String {
    format!("https://v{number}.example")
}

fn definition(number: u64) -> Definition {
    Definition::from_toml(&format!("origins = '{}'", origin(number))).unwrap()
}

/// Publishes the version after a predecessor, which allows the origin of its number.
async fn publish(history: &mut History, predecessor: Option<u64>) -> Result<Version, cors_fleet::Error> {
    let definition = definition(predecessor.unwrap_or(0) + 1);
    let publication = Publication {
        name: "partners",
        definition: &definition,
        predecessor,
        author: "ada",
        reason: "a test",
        shadowed: None,
    };
    history.publish(&publication).await
}

fn allows(handle: &PolicyHandle, number: u64) -> bool {
    handle.policy().allows(origin(number).as_bytes())
}

/// Runs SQL past the crate.
async fn sql(address: &str, text: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    actix_web::rt::spawn(connection);
    client.batch_execute(text).await
}

fn cache(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cache_{test}.json"));
    let _ = fs::remove_file(&path);
    path
}

#[actix_web::test]
async fn versions_are_numbered_and_described() {
    let (_, mut history) = database().await;
    let first = publish(&mut history, None).await.unwrap();
    let second = publish(&mut history, Some(1)).await.unwrap();
    assert_eq!((first.number, first.predecessor, first.sequence), (1, None, 1));
    assert_eq!((second.number, second.predecessor, second.sequence), (2, Some(1), 2));
    assert_eq!((&*second.author, &*second.reason, &*second.database_user), ("ada", "a test", "cors"));
    assert_eq!(second.hash, definition(2).hash());
    assert!(second.published_at.ends_with('Z') && second.published_at > first.published_at);
    assert_eq!(history.current("partners").await.unwrap().unwrap(), second);
    assert_eq!(history.version("partners", 1).await.unwrap(), first);
    assert_eq!(history.newest("partners", 10).await.unwrap(), [second.clone(), first]);
    assert_eq!(history.all_current().await.unwrap(), [second]);
    assert_eq!(history.version("partners", 3).await.unwrap_err().kind(), ErrorKind::UnknownVersion);
    assert!(history.current("others").await.unwrap().is_none());
}

#[actix_web::test]
async fn whoever_is_late_gets_an_error_that_says_who_was_faster() {
    let (address, mut history) = database().await;
    publish(&mut history, None).await.unwrap();
    for late in [None, Some(0)] {
        let error = publish(&mut history, late).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert!(error.to_string().contains("version 1 by ada is (a test)"), "{error}");
    }
    let error = publish(&mut history, Some(7)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");

    let mut other = History::connect(&address).await.unwrap();
    for round in 1..20 {
        let (one, two) = join(publish(&mut history, Some(round)), publish(&mut other, Some(round))).await;
        assert_ne!(one.is_ok(), two.is_ok(), "round {round}");
        let late = one.and(two).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Conflict, "{late}");
    }
}

#[actix_web::test]
async fn a_rollback_is_a_new_version() {
    let (_, mut history) = database().await;
    publish(&mut history, None).await.unwrap();
    publish(&mut history, Some(1)).await.unwrap();
    let version = history.rollback("partners", 1, 2, "grace", "version 2 was too wide").await.unwrap();
    assert_eq!((version.number, version.predecessor, version.restores), (3, Some(2), Some(1)));
    assert_eq!(version.hash, definition(1).hash());
    let error = history.rollback("partners", 9, 3, "grace", "no such version").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownVersion);
}

#[actix_web::test]
async fn the_database_refuses_to_change_what_was_published() {
    let (address, mut history) = database().await;
    publish(&mut history, None).await.unwrap();
    let json = definition(2).json().replace('\'', "''");
    let insert = |version: u64, hash: &str, author: &str| {
        format!(
            "INSERT INTO cors_fleet.version (name, version, predecessor, draft, hash, author, reason) \
             VALUES ('partners', {version}, 1, '{json}', '{hash}', '{author}', 'x')"
        )
    };
    let hash = definition(2).hash();
    for (refused, words) in [
        ("UPDATE cors_fleet.version SET author = 'eve'".to_owned(), "only ever added"),
        ("DELETE FROM cors_fleet.version".to_owned(), "only ever added"),
        ("TRUNCATE cors_fleet.version CASCADE".to_owned(), "only ever added"),
        ("SET session_replication_role = replica; DELETE FROM cors_fleet.version".to_owned(), "only ever added"),
        (insert(2, "0000", "eve"), "check constraint"),
        (insert(3, &hash, "eve"), "follows_predecessor"),
        (insert(2, &hash, "eve\u{1b}[31m"), "check constraint"),
    ] {
        let error = sql(&address, &refused).await.unwrap_err();
        let error = error.as_db_error().unwrap().message().to_owned();
        assert!(error.contains(words), "{refused}: {error}");
    }
    assert_eq!(history.newest("partners", 10).await.unwrap().len(), 1);
    sql(&address, &insert(2, &hash, "eve")).await.unwrap();
}

#[actix_web::test]
async fn what_is_not_valid_is_not_stored() {
    let (address, mut history) = database().await;
    let definition = definition(1);
    let valid = Publication {
        name: "partners",
        definition: &definition,
        predecessor: None,
        author: "ada",
        reason: "a test",
        shadowed: None,
    };
    for publication in [
        Publication { name: "no spaces", ..valid },
        Publication { author: " ", ..valid },
        Publication { reason: "", ..valid },
        Publication { author: &"x".repeat(201), ..valid },
        Publication { reason: "two\nlines", ..valid },
    ] {
        let error = history.publish(&publication).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    }
    sql(&address, "INSERT INTO cors_fleet.migration (number) VALUES (1000)").await.unwrap();
    assert_eq!(history.publish(&valid).await.unwrap_err().kind(), ErrorKind::Schema);
    sql(&address, "DROP SCHEMA cors_fleet CASCADE").await.unwrap();
    let error = history.publish(&valid).await.unwrap_err();
    assert!(error.to_string().contains("run `cors-fleet migrate` once"), "{error}");
    assert_eq!(Store::connect(&address).unwrap_err().kind(), ErrorKind::Schema);
}

#[actix_web::test]
async fn a_store_follows() {
    let (address, mut history) = database().await;
    publish(&mut history, None).await.unwrap();
    let store = Store::connect(&address).unwrap();
    let handle = store.handle("partners").unwrap();
    assert!(allows(&handle, 1) && store.away_for().is_none());
    for number in 1..50 {
        publish(&mut history, Some(number)).await.unwrap();
    }
    wait_until(|| allows(&handle, 50));
    assert_eq!(store.version("partners"), Some(50));
    assert!(store.handle("others").unwrap_err().to_string().contains("it has `partners`"));

    let others = Publication {
        name: "others",
        definition: &definition(7),
        predecessor: None,
        author: "ada",
        reason: "new",
        shadowed: None,
    };
    history.publish(&others).await.unwrap();
    wait_until(|| store.handle("others").is_ok());
    store.close();
}

#[actix_web::test]
async fn without_announcements_it_polls() {
    let (address, mut history) = database().await;
    sql(&address, "ALTER TABLE cors_fleet.version DISABLE TRIGGER announce_version").await.unwrap();
    publish(&mut history, None).await.unwrap();
    let store = Store::connect(&address).unwrap();
    publish(&mut history, Some(1)).await.unwrap();
    let start = std::time::Instant::now();
    wait_until(|| store.version("partners") == Some(2));
    assert!(start.elapsed().as_secs_f32() < 2.0);
}

#[actix_web::test]
async fn a_version_that_is_not_valid_leaves_the_earlier_one_in_force() {
    let reports = Reports::install();
    let (address, mut history) = database().await;
    publish(&mut history, None).await.unwrap();
    let store = Store::connect(&address).unwrap();
    let handle = store.handle("partners").unwrap();
    let wrong = r#"{"max_age":"2d","origins":"https://past-the-crate.example/"}"#;
    let insert = format!(
        "INSERT INTO cors_fleet.version (name, version, predecessor, draft, hash, author, reason) VALUES \
         ('partners', 2, 1, '{wrong}', encode(sha256('{wrong}'), 'hex'), 'eve', 'past the crate')"
    );
    sql(&address, &insert).await.unwrap();
    let text = "past-the-crate.example";
    wait_until(|| !reports.containing(text).is_empty());
    let reported = reports.containing(text);
    assert_eq!(reported.len(), 1, "{reported:#?}");
    assert!(reported[0].contains("version 2 of `partners`") && reported[0].contains("max_age: "), "{}", reported[0]);
    assert!(allows(&handle, 1));

    let fresh = Store::connect(&address).unwrap();
    assert_eq!(fresh.version("partners"), Some(1), "whoever starts now serves the same");
    publish(&mut history, Some(2)).await.unwrap();
    wait_until(|| allows(&handle, 3) && fresh.version("partners") == Some(3));
}

#[actix_web::test]
async fn a_copy_is_enough_to_start() {
    let (address, mut history) = database().await;
    publish(&mut history, None).await.unwrap();
    let path = cache("start");
    let store = Store::connect_with(&PostgresOptions::new(&address).cache(&path)).unwrap();
    publish(&mut history, Some(1)).await.unwrap();
    wait_until(|| store.version("partners") == Some(2));
    store.close();

    let away = "postgres://cors@127.0.0.1:1/cors";
    let store = Store::connect_with(&PostgresOptions::new(away).cache(&path)).unwrap();
    assert!(allows(&store.handle("partners").unwrap(), 2));
    wait_until(|| store.away_for().is_some());
    store.close();

    let error = Store::connect(away).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.to_string().contains("help: start the database, or set a cache file"), "{error}");
    fs::write(&path, "{").unwrap();
    let error = Store::connect_with(&PostgresOptions::new(away).cache(&path)).unwrap_err();
    assert!(error.to_string().contains("has no copy to start with"), "{error}");
}

#[actix_web::test]
async fn a_restored_database_is_not_followed_back() {
    let reports = Reports::install();
    let (address, mut history) = database().await;
    for number in 0..3 {
        publish(&mut history, Some(number).filter(|number| *number > 0)).await.unwrap();
    }
    let path = cache("restored");
    let options = PostgresOptions::new(&address).cache(&path);
    let store = Store::connect_with(&options).unwrap();
    let handle = store.handle("partners").unwrap();
    let restore = "ALTER TABLE cors_fleet.version DISABLE TRIGGER keep_versions; DELETE FROM cors_fleet.version WHERE version = 3";
    sql(&address, restore).await.unwrap();
    wait_until(|| store.away_for().is_some());
    assert!(allows(&handle, 3));
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(reports.containing("does not have version number 3 of all").len(), 1);
    let error = Store::connect_with(&options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Diverged, "{error}");
    fs::remove_file(&path).unwrap();
    assert_eq!(Store::connect_with(&options).unwrap().version("partners"), Some(2));
}
