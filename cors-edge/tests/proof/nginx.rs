//! nginx, as Debian has it.

use std::process::Command;

use cors_edge::{Options, Target, export};
use cors_tests::random::Random;

use crate::application::{Kind, Plan};
use crate::ask::{Tally, differences};
use crate::gateway::{Gateway, find, free_address};

const MISSING: &str = "this test needs nginx: install the package `nginx` (Debian)";

const AROUND: &str = "daemon off;
master_process off;
pid DIRECTORY/pid;
error_log stderr warn;
events {}
http {
    access_log off;
    client_body_temp_path DIRECTORY/body;
    proxy_temp_path DIRECTORY/proxy;
    fastcgi_temp_path DIRECTORY/fastcgi;
    uwsgi_temp_path DIRECTORY/uwsgi;
    scgi_temp_path DIRECTORY/scgi;
    include DIRECTORY/cors.conf;
}
";

/// How many requests of pages each application gets. nginx closes a connection after a thousand requests.
const EACH: usize = 400;

/// As many applications as are asked for; `change` may break the export. Returns what is
/// different in the first application of which something is.
fn compare(applications: usize, change: impl Fn(String) -> String, tally: &mut Tally) -> Vec<String> {
    for seed in 0..applications {
        let is_bare = seed % 2 == 1;
        let mut random = Random::new(seed);
        let plan = Plan::new(&mut random, !is_bare);
        let (report, server) = plan.start(Kind::Policies);
        let bare = is_bare.then(|| plan.start(Kind::Nothing).1);
        let backend = bare.as_ref().map_or(server.address, |server| server.address);
        let address = free_address();
        let mut options = Options::new(backend.to_string());
        options.listen = address.to_string();
        let text =
            export(&report, Target::Nginx, &options).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{report}"));
        let text = change(text);
        let run = |directory: &std::path::Path| {
            let mut command = Command::new(find("nginx"));
            command.arg("-p").arg(directory).arg("-c").arg(directory.join("nginx.conf"));
            command
        };
        let gateway = Gateway::start(address, &[("nginx.conf", AROUND), ("cors.conf", &text)], run, MISSING);
        let found = differences(gateway.address, server.address, &mut random, EACH, tally);
        if !found.is_empty() {
            return found.into_iter().map(|difference| format!("seed {seed}: {difference}\n{report}")).collect();
        }
    }
    Vec::new()
}

#[test]
fn browsers_see_what_the_application_says() {
    let mut tally = Tally::default();
    let differences = compare(30, |text| text, &mut tally);
    println!("{tally:?}");
    assert!(differences.is_empty(), "{} of {}: {}", differences.len(), tally.requests, differences[0]);
    assert!(tally.requests >= 10_000 && tally.seen.values().all(|times| times * 10 > tally.requests), "{tally:?}");
}

#[test]
fn a_wrong_export_is_found() {
    for (from, to) in [
        ("", ""),
        (r"https://app\.example\.com$", "https://app.example.com$"),
        (r"https://app\.example\.com$", r"https://app\.example\.com"),
        ("https://(?:", "https?://(?:"),
        (r"partner\.example", r"partner\.test"),
        ("(?::[1-9][0-9]{0,4})?", ""),
        ("proxy_hide_header Access-Control-Allow-Origin;", ""),
        ("proxy_hide_header Access-Control-Expose-Headers;", ""),
        ("add_header Vary $cors_vary always;", ""),
        ("add_header Timing-Allow-Origin $cors_timing always;", ""),
        (
            "add_header Access-Control-Allow-Origin $cors_allow_origin always;",
            "add_header Access-Control-Allow-Origin $cors_allow_origin;",
        ),
        ("\"true\"", "\"false\""),
        ("\"preflight $cors_requested\"", "\"actual OPTIONS\""),
        ("(?i:api", "(?i:www"),
        ("Host $http_host", "Host $proxy_host"),
    ] {
        let change = |text: String| text.replace(from, to);
        let found = compare(20, change, &mut Tally::default());
        assert_eq!(found.is_empty(), from == to, "{from} -> {to}: {}", found.len());
    }
}
