//! A store with as many policies as a large fleet has tenants.
//!
//! An ordinary run takes ten thousand. `CORS_FLEET_POLICIES=100000` takes as many as it says.

mod support;

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use cors_fleet::{Definition, History, PostgresOptions, Publication, Store};
use support::server::Server;
use tokio_postgres::NoTls;

/// How long a new version may take until it is in force.
const BOUND: Duration = Duration::from_secs(2);

/// The memory of this process, in MB.
fn memory() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

fn origin(tenant: u64, version: u64) -> String {
    format!("https://v{version}.tenant{tenant}.example.com")
}

/// Publishes the first version of so many policies, in one statement that passes the triggers and checks.
async fn fill(address: &str, policies: u64) {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    actix_web::rt::spawn(connection);
    let insert = format!(
        "INSERT INTO cors_fleet.version (name, version, draft, hash, author, reason)
         SELECT 'tenant' || number, 1, draft::json, encode(sha256(convert_to(draft, 'UTF8')), 'hex'), 'ada', 'many'
         FROM (SELECT number, format('{{\"max_age\":600,\"origins\":[\"https://v1.tenant%s.example.com\",' ||
             '\"https://*.tenant%s.example.net\"]}}', number, number) AS draft FROM generate_series(0, {}) AS number) drafts",
        policies - 1
    );
    client.batch_execute(&insert).await.unwrap();
}

#[actix_web::test]
async fn a_new_version_is_in_force_within_the_bound() {
    let policies: u64 = env::var("CORS_FLEET_POLICIES").map_or(10_000, |count| count.parse().expect("a number"));
    let server = Server::start();
    let address = server.database();
    let mut history = History::connect(&address).await.unwrap();
    history.migrate().await.unwrap();
    let start = Instant::now();
    fill(&address, policies).await;
    println!("{policies} policies are published in {:.1?}", start.elapsed());

    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many_policies.json");
    let _ = fs::remove_file(&cache);
    let options = PostgresOptions::new(&address).cache(&cache);
    let (start, before) = (Instant::now(), memory());
    let store = Store::connect_with(&options).unwrap();
    println!("a store starts in {:.1?} and takes {} MB", start.elapsed(), memory() - before);
    assert_eq!(store.names().len() as u64, policies);

    let mut slowest = Duration::ZERO;
    for turn in 0..10 {
        let tenant = turn * policies / 10;
        let name = format!("tenant{tenant}");
        let handle = store.handle(&name).unwrap();
        assert!(handle.policy().allows(origin(tenant, 1).as_bytes()));
        let definition = Definition::from_toml(&format!("origins = '{}'", origin(tenant, 2))).unwrap();
        let (author, reason) = ("ada", "one of many");
        let publication =
            Publication { name: &name, definition: &definition, predecessor: Some(1), author, reason, shadowed: None };
        history.publish(&publication).await.unwrap();
        let start = Instant::now();
        while !handle.policy().allows(origin(tenant, 2).as_bytes()) {
            assert!(start.elapsed() < BOUND, "{name} is late");
            actix_web::rt::time::sleep(Duration::from_millis(1)).await;
        }
        slowest = slowest.max(start.elapsed());
    }
    println!("the slowest of ten new versions is in force after {slowest:.1?}");
    store.close();

    let start = Instant::now();
    let away = PostgresOptions::new("postgres://cors@127.0.0.1:1/cors").cache(&cache);
    let store = Store::connect_with(&away).unwrap();
    let megabytes = fs::metadata(&cache).unwrap().len() / 1_000_000;
    println!("without the database it starts in {:.1?}, with a cache file of {megabytes} MB", start.elapsed());
    for tenant in [0, policies / 10, policies - 1] {
        let version = if tenant == policies - 1 { 1 } else { 2 };
        let policy = store.handle(&format!("tenant{tenant}")).unwrap().policy();
        assert!(policy.allows(origin(tenant, version).as_bytes()));
    }
}
