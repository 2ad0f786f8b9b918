//! Replicas of a service under load, while everything fails that can.
//!
//! An ordinary run takes about half a minute. `CORS_FLEET_ROUNDS=20` repeats the failures as often as it says.

#[path = "../support/mod.rs"]
mod support;

mod client;
mod draft;
mod judge;
mod publisher;
mod relay;
mod replica;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use cors_fleet::History;
use draft::BIG;
use judge::Judge;
use publisher::Publishers;
use relay::Relay;
use replica::Replica;
use support::server::{Server, signal};
use support::wait_until;

fn seconds(seconds: f32) {
    thread::sleep(Duration::from_secs_f32(seconds));
}

fn cache(number: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fleet_{number}.json"));
    let _ = fs::remove_file(&path);
    path
}

#[actix_web::test]
async fn nothing_is_lost_mixed_or_late() {
    let rounds = env::var("CORS_FLEET_ROUNDS").map_or(1, |rounds| rounds.parse().expect("a number of rounds"));
    let mut server = Server::start();
    let address = server.database();
    History::connect(&address).await.unwrap().migrate().await.unwrap();
    let relay = Relay::start(server.port());
    let relayed = address.replace(&format!(":{}/", server.port()), &format!(":{}/", relay.port()));

    let judge = Arc::new(Judge::default());
    let publishers = Publishers::start(&address, &judge);
    wait_until(|| judge.published() > 10);
    let mut replicas: Vec<Replica> = [&address, &relayed, &address]
        .into_iter()
        .enumerate()
        .map(|(number, address)| Replica::start(number, address, cache(number), &judge))
        .collect();
    seconds(3.0);

    for _ in 0..rounds {
        // The network is silent, and nobody is told that a connection has ended.
        let outage = judge.outage(&[1]);
        relay.stall(true);
        seconds(3.0);
        relay.stall(false);
        drop(outage);
        seconds(2.5);

        // The network is cut, and every connection ends.
        let outage = judge.outage(&[1]);
        relay.cut(true);
        seconds(1.5);
        relay.cut(false);
        drop(outage);

        let outage = judge.outage(&[0]);
        replicas[0].kill();
        replicas[0].restart(&judge);
        drop(outage);

        let outage = judge.outage(&[2]);
        signal("STOP", replicas[2].process());
        seconds(2.5);
        signal("CONT", replicas[2].process());
        drop(outage);
        seconds(2.5);

        let outage = judge.outage(&[0, 1, 2]);
        server.kill();
        // It starts with its copy.
        replicas[0].kill();
        replicas[0].restart(&judge);
        seconds(1.0);
        server.restart();
        drop(outage);
        seconds(3.0);
    }

    publishers.publish_big().await;
    let published = publishers.stop();
    wait_until(|| replicas.iter().all(|replica| replica.version() == published.partners && replica.big() == BIG));
    for replica in &mut replicas {
        replica.kill();
    }
    published.equals_audit_trail(&address).await;
    judge.verdict();
}

/// The program of a replica: this test, started by the other one.
#[actix_web::test]
async fn replica_process() {
    if let Ok(address) = env::var("CORS_FLEET_REPLICA") {
        replica::serve(&address).await;
    }
}
