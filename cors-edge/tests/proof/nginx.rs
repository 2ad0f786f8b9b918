//! nginx, as Debian has it.

use std::process::Command;

use cors_edge::Target;

use crate::compare::Engine;
use crate::gateway::find;

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
    # No export uses it. A test of the probe does.
    proxy_cache_path DIRECTORY/cache keys_zone=answers:1m;
    include DIRECTORY/cors.conf;
}
";

pub const NGINX: Engine = Engine {
    target: Target::Nginx,
    files: &[("nginx.conf", AROUND)],
    exported: "cors.conf",
    command: |directory| {
        let mut command = Command::new(find("nginx"));
        command.arg("-p").arg(directory).arg("-c").arg(directory.join("nginx.conf"));
        command
    },
    losses: &[],
    missing: "this test needs nginx: install the package `nginx` (Debian)",
};

#[test]
fn browsers_see_what_the_application_says() {
    NGINX.agrees();
}

#[test]
fn a_wrong_export_is_found() {
    NGINX.finds(&[
        (r"https://app\.example\.com$", "https://app.example.com$"),
        (r"https://app\.example\.com$", r"https://app\.example\.com"),
        ("https://(?:", "https?://(?:"),
        (r"partner\.example", r"partner\.test"),
        ("(?::[1-9][0-9]{0,4})?", ""),
        ("proxy_hide_header access-control-allow-origin;", ""),
        ("proxy_hide_header access-control-expose-headers;", ""),
        ("add_header Vary $cors_vary always;", ""),
        ("add_header Timing-Allow-Origin $cors_timing always;", ""),
        ("Access-Control-Allow-Origin $cors_allow_origin always;", "Access-Control-Allow-Origin $cors_allow_origin;"),
        ("\"true\"", "\"false\""),
        ("\"preflight $cors_requested\"", "\"actual OPTIONS\""),
        ("if ($cors_place = preflight) { return 580; }", ""),
        ("(?i:api", "(?i:www"),
        ("Host $http_host", "Host $proxy_host"),
    ]);
}
