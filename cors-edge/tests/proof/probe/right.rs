//! Deployments that do what the report says.

use cors_edge::{Answers, Options, export};

use super::application::{report, serve};
use super::probed;
use crate::compare::Engine;
use crate::envoy::ENVOY;
use crate::gateway::free_address;
use crate::nginx::NGINX;
use crate::traefik::TRAEFIK;

fn nothing_is_found(engine: &Engine, answers: Answers) {
    let (report, server, address) = (report(), serve(), free_address());
    let mut options = Options::new(server.address.to_string());
    options.listen = address.to_string();
    options.answers = answers;
    let text = export(&report, engine.target, &options).unwrap_or_else(|error| panic!("{error}"));
    let gateway = engine.start(address, &text);
    let result = probed(gateway.address, &report);
    assert!(result.findings.is_empty(), "{result}");
    assert!(result.requests > 100, "{result}");
}

#[test]
fn the_application_itself() {
    let (report, server) = (report(), serve());
    let result = probed(server.address, &report);
    println!("{result}");
    assert!(result.findings.is_empty(), "{result}");
    assert!(result.requests > 100, "{result}");
}

#[test]
fn nginx() {
    nothing_is_found(&NGINX, Answers::Gateway);
    nothing_is_found(&NGINX, Answers::Application);
}

#[test]
fn envoy() {
    nothing_is_found(&ENVOY, Answers::Gateway);
    nothing_is_found(&ENVOY, Answers::Application);
}

#[test]
fn traefik() {
    nothing_is_found(&TRAEFIK, Answers::Gateway);
    nothing_is_found(&TRAEFIK, Answers::Application);
}

#[test]
fn dump() {
    let report = report();
    std::fs::write("/tmp/cors.json", serde_json::to_string(&report).unwrap()).unwrap();
    for (name, engine) in [("nginx", &NGINX), ("envoy", &ENVOY), ("traefik", &TRAEFIK)] {
        let text = export(&report, engine.target, &Options::new("127.0.0.1:8080")).unwrap();
        std::fs::write(format!("/tmp/export.{name}"), text).unwrap();
    }
}
