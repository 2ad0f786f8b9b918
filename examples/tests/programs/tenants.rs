use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::answer::Answer;
use crate::program::{Program, wait_until};

const ACME: &str = "https://app.acme.example";

#[test]
fn each_tenant_has_origins_of_its_own() {
    let (file, database) = database("own");
    insert(&database, "acme", ACME);
    insert(&database, "other", "https://app.other.example");
    let program = start(&file, "3600");
    let answer = items(&program, "acme", ACME);
    assert_eq!((answer.status, answer.allowed_origin()), (200, Some(ACME)));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.header("vary"), Some("Origin"));
    let preflight = program.preflight(ACME, "PUT", "/acme/items/7");
    assert_eq!((preflight.status, preflight.allowed_origin()), (204, Some(ACME)));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("content-type"));

    for (tenant, origin) in [
        ("other", ACME),
        ("acme", "https://app.other.example"),
        ("unknown", ACME),
        ("a'; DROP TABLE origins; --", ACME),
        ("acme", "https://app.acme.example:8443"),
        ("acme", "null"),
    ] {
        let tenant = tenant.replace(' ', "%20");
        let answer = items(&program, &tenant, origin);
        assert_eq!((answer.status, answer.allowed_origin()), (200, None), "{tenant} {origin}");
        assert_eq!(answer.header("vary"), Some("Origin"), "{tenant} {origin}");
        assert_eq!(program.preflight(origin, "PUT", &format!("/{tenant}/items/7")).status, 403, "{tenant} {origin}");
    }
}

#[test]
fn a_tenant_that_comes_while_the_server_runs() {
    let (file, database) = database("comes");
    let (lasting, brief) = (start(&file, "3600"), start(&file, "1"));
    assert_eq!(items(&lasting, "acme", ACME).allowed_origin(), None);
    assert_eq!(items(&brief, "acme", ACME).allowed_origin(), None);
    insert(&database, "acme", ACME);
    wait_until(|| items(&brief, "acme", ACME).allowed_origin().is_some());
    // Here what the database said is kept.
    assert_eq!(items(&lasting, "acme", ACME).allowed_origin(), None);
    assert_eq!(items(&lasting, "acme", ACME).status, 200);
}

#[test]
fn when_the_database_fails_nobody_is_admitted() {
    let (file, database) = database("fails");
    insert(&database, "acme", ACME);
    let program = start(&file, "0");
    assert_eq!(items(&program, "acme", ACME).allowed_origin(), Some(ACME));

    database.execute_batch("ALTER TABLE origins RENAME TO away").expect("the table is there");
    let answer = items(&program, "acme", ACME);
    assert_eq!((answer.status, answer.allowed_origin()), (200, None));
    assert_eq!(program.preflight(ACME, "PUT", "/acme/items/7").status, 403);
    let said = program.complaint("the database failed");
    assert!(said.contains("no such table: origins"), "{said}");

    database.execute_batch("ALTER TABLE away RENAME TO origins").expect("the table is there");
    assert_eq!(items(&program, "acme", ACME).allowed_origin(), Some(ACME));
}

#[test]
fn a_database_that_is_none_keeps_it_from_starting() {
    let file = fresh("none");
    fs::write(&file, "this is no database, although it is long enough to be looked at as one").expect("it is ours");
    let said = Program::fails(env!("CARGO_BIN_EXE_tenants"), &["--database", &file.to_string_lossy()]);
    assert!(said.contains("not a database"), "{said}");
}

fn start(file: &Path, seconds: &str) -> Program {
    let file = file.to_string_lossy();
    Program::start(env!("CARGO_BIN_EXE_tenants"), &["--database", &file, "--keep-seconds", seconds])
}

fn items(program: &Program, tenant: &str, origin: &str) -> Answer {
    program.ask("GET", &format!("/{tenant}/items"), &[("origin", origin)])
}

fn fresh(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tenants_{name}.db"));
    let _ = fs::remove_file(&file);
    file
}

/// A database as the program makes it.
fn database(name: &str) -> (PathBuf, Connection) {
    let file = fresh(name);
    drop(start(&file, "0"));
    let connection = Connection::open(&file).expect("the program has made it");
    (file, connection)
}

fn insert(database: &Connection, tenant: &str, origin: &str) {
    database.execute("INSERT INTO origins VALUES (?1, ?2)", [tenant, origin]).expect("it is not there yet");
}
