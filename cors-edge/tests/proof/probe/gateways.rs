//! Gateways with exported configurations, and with mistakes in them.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use actix_web::rt;
use cors_edge::FindingKind::*;
use cors_edge::{Answers, Options, ProbeResult, export};
use cors_tests::server::Server;

use super::application::{report, serve, serve_bare};
use super::fault::{Fault, fault};
use super::{nothing_is_found, probed};
use crate::compare::Engine;
use crate::envoy::ENVOY;
use crate::gateway::free_address;
use crate::nginx::NGINX;
use crate::traefik::TRAEFIK;

/// What is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deployed {
    /// The gateway answers, and the application decides which requests it serves.
    Both,
    /// The gateway answers in front of an application that knows nothing of CORS.
    Bare,
    /// The application answers.
    Application,
}

fn deploy(engine: &Engine, deployed: Deployed, change: impl Fn(String) -> String) -> ProbeResult {
    let (report, address) = (report(), free_address());
    let server = if deployed == Deployed::Bare { serve_bare() } else { serve() };
    let mut options = Options::new(server.address.to_string());
    options.listen = address.to_string();
    options.answers = if deployed == Deployed::Application { Answers::Application } else { Answers::Gateway };
    let text = export(&report, engine.target, &options).unwrap_or_else(|error| panic!("{error}"));
    let gateway = engine.start(address, &change(text));
    probed(gateway.address, &report, deployed != Deployed::Bare)
}

/// A text that stands in the configuration, what is there in its place, and what is found.
type Planted = (Deployed, &'static str, &'static str, Fault);

fn all_are_found(engine: &Engine, planted: &[Planted]) {
    for (deployed, from, to, fault) in planted {
        let result = deploy(engine, *deployed, |text| {
            assert!(text.contains(from), "{from}\n{text}");
            text.replace(from, to)
        });
        fault.is_found(&format!("{from} -> {to}"), &result);
    }
}

fn nothing_is_found_in_right_ones(engine: &Engine) {
    for deployed in [Deployed::Both, Deployed::Application] {
        nothing_is_found(&deploy(engine, deployed, |text| text));
    }
    // Nobody is there to refuse requests of other sites, and that is all.
    let mut bare = deploy(engine, Deployed::Bare, |text| text);
    assert!(bare.findings.iter().any(|finding| finding.kind == RefusalLost), "{bare}");
    bare.findings.retain(|finding| finding.kind != RefusalLost);
    nothing_is_found(&bare);
}

#[test]
fn right_ones() {
    nothing_is_found_in_right_ones(&NGINX);
    nothing_is_found_in_right_ones(&ENVOY);
    nothing_is_found_in_right_ones(&TRAEFIK);
    let (report, server) = (report(), serve());
    nothing_is_found(&probed(server.address, &report, true));
}

#[test]
fn the_gateway_example() {
    let server = Server::start(examples::gateway::configure);
    let report = rt::System::new().block_on(cors_actix::report(examples::gateway::configure)).expect("it starts");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/gateway/envoy.yaml");
    let text = fs::read_to_string(file).expect("it is there");
    let address = free_address();
    let port = |address: SocketAddr| format!("port_value: {}", address.port());
    let text = text.replace("port_value: 10000", &port(address)).replace("port_value: 8080", &port(server.address));
    let gateway = ENVOY.start(address, &text);
    nothing_is_found(&probed(gateway.address, &report, true));
}

const APP: &str = "https://app.example.com";

const fn admitted(path: &'static str, origin: &'static str) -> Fault {
    fault(OriginAdmitted, path, origin)
}

#[test]
fn mistakes_in_nginx() {
    use Deployed::{Application, Bare, Both};
    all_are_found(
        &NGINX,
        &[
            (
                Both,
                r"https://app\.example\.com$",
                "https://app.example.com$",
                admitted("/notes/{id}", "https://appxexample.com"),
            ),
            (
                Both,
                r"example\.com$",
                r"example\.com",
                admitted("/notes/{id}", "https://app.example.com.unlisted.example"),
            ),
            (Both, r"https://app\.", r"https://.*app\.", admitted("/account", "https://unlisted.app.example.com")),
            (Both, "[^ ]* https://app", "[^ ]* https?://app", admitted("/inbox/{id}", "http://app.example.com")),
            (Both, r"example\.com$", r"example\.com(:[0-9]+)?$", admitted("/account", "https://app.example.com:8443")),
            (
                Both,
                r#""~^p1 [^ ]* https://app\.example\.com$" p1r0;"#,
                r#""~^p1 [^ ]* (?:null|https://app\.example\.com)$" p1r0;"#,
                admitted("/account", "null"),
            ),
            (
                Both,
                "p2r0 \"*\"",
                "p2r0 \"*\";\n    \"\" $http_origin",
                admitted("/metrics", "https://unlisted.example"),
            ),
            (Both, "proxy_hide_header access-control-allow-origin;", "", fault(HeaderRepeated, "/account", APP)),
            (
                Both,
                "add_header Vary $cors_vary always;",
                "proxy_hide_header Vary;",
                fault(VaryLost, "/account", "response"),
            ),
            (Both, "add_header Vary $cors_preflight_vary always;", "", fault(VaryLost, "/account", "preflight")),
            (
                Both,
                "Access-Control-Expose-Headers $cors_expose_headers always;\n        add_header Timing-Allow-Origin $cors_timing always;",
                "Access-Control-Expose-Headers '' always;",
                fault(ExposedLost, "/account", "etag"),
            ),
            (
                Both,
                "add_header Access-Control-Allow-Origin $cors_allow_origin always;\n        add_header Access-Control-Allow-Credentials $cors_allow_credentials always;\n        add_header Access-Control-Expose",
                "add_header Access-Control-Allow-Origin $cors_allow_origin;\n        add_header Access-Control-Allow-Credentials $cors_allow_credentials always;\n        add_header Access-Control-Expose",
                fault(ErrorWithoutHeaders, "/api/*", ""),
            ),
            (
                Both,
                "location @cors_preflight {",
                "location @cors_preflight { return 401;",
                fault(PreflightBehindLogin, "/account", APP),
            ),
            (
                Both,
                "location @cors_preflight {",
                "location @cors_preflight { return 302 https://login.example.com/;",
                fault(Redirected, "/account", APP),
            ),
            (
                Both,
                "location @cors_preflight {",
                "location @cors_preflight { return 405;",
                fault(PreflightUnanswered, "/account", APP),
            ),
            (Both, "p1r0 \"true\";", "", fault(CredentialsLost, "/account", APP)),
            (
                Both,
                "p1r0 \"true\";",
                "p1r0 \"true\"; p3r0 \"true\";",
                fault(CredentialsAdded, "/inbox/{id}", "https://admin.example.com"),
            ),
            (Both, "\"GET, PUT\"", "\"GET\"", fault(MethodRefused, "/account", "PUT")),
            (Both, "\"GET, PUT\"", "\"GET, PUT, DELETE\"", fault(MethodAdded, "/account", "DELETE")),
            (
                Both,
                "\"content-type, x-csrf-token\"",
                "\"content-type\"",
                fault(RequestHeaderRefused, "/account", "x-csrf-token"),
            ),
            (
                Both,
                "\"content-type, x-csrf-token\"",
                "\"content-type, x-csrf-token, x-admin\"",
                fault(RequestHeaderAdded, "/account", "x-admin"),
            ),
            (Both, "\"600\"", "\"86400\"", fault(MaxAgeDiffers, "/account", "86400 s")),
            (Both, "p1r0 \"etag\"", "p1r0 \"etag, x-user\"", fault(ExposedAdded, "/account", "x-user")),
            (Both, "p1 $upstream_http_timing_allow_origin", "p1 $http_origin", fault(TimingDiffers, "/account", APP)),
            (Both, r"127\.0\.0\.1)", ".*)", fault(HostAdmitted, "/notes/{id}", "unlisted.example")),
            (
                Both,
                "proxy_set_header Host $http_host;",
                "proxy_set_header Host $http_host; proxy_set_header Origin ''; proxy_set_header Sec-Fetch-Site '';",
                fault(RefusalLost, "/account", ""),
            ),
            (Bare, "proxy_hide_header access-control-allow-origin;", "", fault(HeaderRepeated, "/account", APP)),
            (
                Application,
                "proxy_http_version 1.1;",
                "proxy_http_version 1.1; proxy_cache answers; proxy_cache_valid any 1m; proxy_ignore_headers Vary;",
                fault(AnswerForAnotherOrigin, "/account", APP),
            ),
            (
                Application,
                "proxy_http_version 1.1;",
                "proxy_http_version 1.1; add_header Access-Control-Allow-Origin *;",
                fault(HeaderRepeated, "/account", APP),
            ),
        ],
    );
}

#[test]
fn mistakes_in_envoy() {
    use Deployed::{Bare, Both};
    all_are_found(
        &ENVOY,
        &[
            (
                Both,
                r"https://app\.example\.com|",
                "https://app.example.com|",
                admitted("/account", "https://appxexample.com"),
            ),
            (
                Both,
                r"https://app\.example\.com|",
                r"https://.*\.example\.com|",
                admitted("/account", "https://unlisted.app.example.com"),
            ),
            (
                Bare,
                "- 'access-control-allow-origin'",
                "- 'x-nothing'",
                admitted("/account", "https://unlisted.example"),
            ),
            (Both, "value: 'true'", "value: 'True'", fault(CredentialsLost, "/account", APP)),
            (Both, "value: '600'", "value: '60'", fault(MaxAgeDiffers, "/account", "60 s")),
            (Both, "status: 204", "status: 503", fault(PreflightUnanswered, "/account", APP)),
            (Bare, "key: 'vary'", "key: 'x-vary'", fault(VaryLost, "/account", "response")),
            (Bare, "exact: 'OPTIONS'", "exact: 'OPTION'", fault(PreflightUnanswered, "/account", APP)),
        ],
    );
}

#[test]
fn mistakes_in_traefik() {
    use Deployed::{Bare, Both};
    all_are_found(
        &TRAEFIK,
        &[
            (Both, r"https://app\.example\.com", ".*", admitted("/account", "https://unlisted.example")),
            (
                Both,
                "accessControlAllowCredentials: true",
                "accessControlAllowCredentials: false",
                fault(CredentialsLost, "/account", APP),
            ),
            (Both, "accessControlMaxAge: 600", "accessControlMaxAge: 6000", fault(MaxAgeDiffers, "/account", "6000 s")),
            (Bare, "addVaryHeader: true", "addVaryHeader: false", fault(VaryLost, "/account", "response")),
            (
                Bare,
                "access-control-allow-origin: ''",
                "x-nothing: ''",
                admitted("/account", "https://unlisted.example"),
            ),
            (Both, "- 'x-csrf-token'", "- 'x-csrf'", fault(RequestHeaderRefused, "/account", "x-csrf-token")),
        ],
    );
}
