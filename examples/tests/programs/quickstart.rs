//! What its page shows is the browser's to say: `tests/tests/quickstart`.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::program::{Process, Program, start};

const QUICKSTART: &str = env!("CARGO_BIN_EXE_quickstart");

#[test]
fn it_prints_where_it_serves_and_stops_on_ctrl_c() {
    let Quickstart { process, api, page } = Quickstart::start();
    assert_ne!(api, page);
    assert_eq!(Answer::to(&api, "GET", "/status", &[], "").status, 200);
    assert!(Answer::to(&page, "GET", "/", &[], "").body.contains("<!doctype html>"));
    process.interrupt();
}

/// The verdict is one on what was sent, and says where a browser would have sent something else.
#[test]
fn what_no_browser_sends_is_noticed() {
    let Quickstart { process: _process, api, page } = Quickstart::start();
    let put = ("PUT", "/items/3", "http://PAGE");
    let from_elsewhere = ("GET", "/items", "http://127.0.0.1:1");
    let get = ("GET", "/items", "http://PAGE");
    for (number, method, sent, outcome, said) in [
        (1, "GET", &[get][..], "readable", ""),
        (2, "GET", &[], "unknown", "the API got no `GET` request, which should have come next"),
        (3, "GET", &[get, get], "readable", "the browser sent one more `GET` request"),
        (4, "GET", &[from_elsewhere], "kept", "the browser sent `http://127.0.0.1:1` for `origin`, not `http://PAGE`"),
        (5, "PUT", &[put], "unknown", "the browser sent `PUT`, not `OPTIONS`"),
        (6, "GET,", &[], "not-sent", ""),
    ] {
        let filled = |text: &str| text.replace("PAGE", &page);
        for (method, path, origin) in sent {
            Answer::to(&api, method, &format!("{path}?call={number}"), &[("origin", &filled(origin))], "");
        }
        let call = json!({
            "page": format!("http://{page}"), "url": format!("http://{api}/items?call={number}"), "method": method,
            "headers": [], "credentials": "omit", "has_body": false,
        });
        let headers = [("content-type", "application/json")];
        let answer = Answer::to(&page, "POST", &format!("/verdict?call={number}"), &headers, &call.to_string());
        let verdict: Value = serde_json::from_str(&answer.body).expect("it is JSON");
        assert_eq!(verdict["outcome"], outcome, "{number}: {verdict:#}");
        let first = verdict["differences"][0].as_str().unwrap_or_default();
        assert_eq!(first, filled(said), "{number}: {verdict:#}");
    }
}

/// Neither another site, nor one that makes its name point here, nor a long text changes the policy that is in force.
#[test]
fn the_policy_is_taken_from_the_page_alone() {
    let Quickstart { process: _process, api, page } = Quickstart::start();
    let policy = |headers: &[(&str, &str)], text: &str| Answer::to(&page, "POST", "/policy", headers, text);
    let readable_by = |origin: &str| {
        let answer = Answer::to(&api, "GET", "/yours", &[("origin", origin)], "");
        answer.allowed_origin() == Some(origin)
    };
    let own = format!("http://{page}");
    let valid = "origins = 'https://before.example'";
    let answer = policy(&[("origin", &own), ("sec-fetch-site", "same-origin")], valid);
    assert!(answer.status == 200 && answer.body.contains(r#""errors":[]"#), "{answer:?}");
    assert!(readable_by("https://before.example"));

    let other = "origins = 'https://after.example'";
    let long = format!("{other} # {}", "long ".repeat(1000));
    for (headers, text, status) in [
        (&[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")][..], other, 403),
        (&[("origin", "https://evil.example")], other, 403),
        (&[("sec-fetch-site", "same-site")], other, 403),
        (&[("origin", &own)], &long, 413),
        (&[("origin", &own)], "origins = 'https://after.example/'", 200),
    ] {
        let answer = policy(headers, text);
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let rebound = page.replace("127.0.0.1", "evil.example");
    assert_eq!(Answer::to_host(&page, &rebound, "POST", "/policy", &[], other).status, 421);
    assert!(readable_by("https://before.example") && !readable_by("https://after.example"));

    assert_eq!(policy(&[("origin", &own)], other).status, 200);
    assert!(readable_by("https://after.example") && !readable_by("https://before.example"));
    // No other route has it.
    let items = Answer::to(&api, "GET", "/items", &[("origin", "https://after.example")], "");
    assert_eq!(items.allowed_origin(), None, "{items:?}");
}

#[test]
fn a_taken_port_is_named() {
    let Quickstart { process: _process, api, .. } = Quickstart::start();
    let (_, port) = api.split_once(':').expect("the address has a port");
    let stderr = Program::fails(QUICKSTART, &["--port", port]);
    assert!(stderr.contains(&format!("cannot listen on 127.0.0.1:{port}")) && stderr.contains("--port 0"), "{stderr}");
}

#[test]
fn mistakes_are_explained() {
    for (arguments, words) in [
        (&["--prot", "1"][..], "there is no argument `--prot`"),
        (&["--port"], "`--port` needs a number after it"),
        (&["--port", "http"], "`http` is not a port"),
        (&["--port", "65535"], "`65535` is not a port"),
    ] {
        let output = Command::new(QUICKSTART).args(arguments).output();
        let Output { status, stdout, stderr } = output.expect("the program was built");
        let stderr = String::from_utf8_lossy(&stderr);
        assert_eq!(status.code(), Some(2), "{stderr}");
        assert!(stdout.is_empty() && stderr.contains(words) && stderr.contains("usage: "), "{stderr}");
    }
}

/// The program, and where it serves.
struct Quickstart {
    process: Process,
    api: String,
    page: String,
}

impl Quickstart {
    fn start() -> Self {
        let (process, mut stdout, _) = start(QUICKSTART, &[]);
        let mut line = |start: &str| {
            let line = stdout.next().and_then(Result::ok).unwrap_or_default();
            line.strip_prefix(start).unwrap_or_else(|| panic!("{line}")).to_owned()
        };
        let (api, page) = (line("The API:  http://"), line("The page: http://"));
        // It must not print to nobody.
        line("");
        line("Open the page in a browser.");
        Quickstart { process, api, page }
    }
}
