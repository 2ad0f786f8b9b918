//! The command line: what it prints, and its exit codes.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use actix_web::{HttpRequest, HttpResponse, web};
use cors_tests::server::Server;

const REPORT: &str = r#"{ "version": 1, "notes": [], "rows": [{
    "path": "/items", "kind": "resource", "methods": ["GET"], "handler": "list", "name": "list", "guards": [], "reached": true,
    "answered_by": "route", "preflights": { "by": "own_policy" }, "hosts_around": [], "notes": [], "violations": [],
    "rules": [{
        "words": "", "off": false, "origins": [{ "kind": "exact", "origin": "https://app.example.com" }], "variables": [],
        "with": WITH, "with_function": null, "methods": [], "headers": [], "expose": [], "credentials": false, "max_age": null,
        "timing": false, "enforce": "writes", "hosts": [], "preflight_status": 204
    }]
}] }"#;

fn run(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors-edge"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command with a wrong argument reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn exit_codes_say_what_has_happened() {
    let (whole, with) = (REPORT.replace("WITH", "false"), REPORT.replace("WITH", "true"));
    let export = ["export", "nginx", "--backend", "127.0.0.1:8080"];
    let but = |more: &[&'static str]| [&export[..], more].concat();
    for (arguments, input, code, printed, said) in [
        (but(&[]), &whole, 0, "https://app\\.example\\.com", ""),
        (but(&[]), &with, 1, "", "`origins(with = …)` on `GET /items`"),
        (but(&["--allow-loss"]), &with, 0, "# lost: `origins(with = …)` on `GET /items`", ""),
        (but(&["--answers", "application"]), &with, 0, "The application answers", ""),
        (but(&[]), &"[]".to_owned(), 2, "", "this is not the report of an application"),
        (but(&["--report", "no-such-file.json"]), &whole, 2, "", "cannot read the report `no-such-file.json`"),
        (but(&["--listen", "80"]), &whole, 2, "", "`80` is not a valid address"),
        (but(&["--gateway", "public"]), &whole, 2, "", "this target does not take `--gateway`"),
        (but(&[]), &String::new(), 2, "", "there is no report: the input is empty"),
        (but(&["--output", "no/such/folder/x"]), &whole, 2, "", "cannot write `no/such/folder/x`"),
        (
            vec!["export", "apache", "--backend", "x:1"],
            &whole,
            2,
            "",
            "`apache` is not a target; there are `envoy`, `gateway-api`, `nginx`, `traefik`",
        ),
        (vec!["--help"], &whole, 0, "Exit codes:", ""),
    ] {
        let (status, stdout, stderr) = run(&arguments, input);
        assert_eq!(status, code, "{arguments:?}: {stderr}");
        assert!(stdout.contains(printed), "{arguments:?}: {stdout}");
        assert!(stderr.contains(said) && (said.is_empty() || stdout.is_empty()), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_probe_says_by_its_exit_code_whether_it_has_found_something() {
    let server = Server::start(|app| {
        app.default_service(web::to(|request: HttpRequest| async move {
            let origin = request.headers().get("origin").filter(|origin| *origin == "https://app.example.com");
            let mut response = HttpResponse::Ok();
            response.insert_header(("vary", "origin")).insert_header(("access-control-max-age", "60"));
            if let Some(origin) = origin {
                response.insert_header(("access-control-allow-origin", origin.clone()));
            }
            response.finish()
        }));
    });
    let (url, report) = (format!("http://{}", server.address), REPORT.replace("WITH", "false"));
    let probe = ["probe", &url, "--report", "-"];
    for (more, code, printed, said) in [
        (&[][..], 1, "low    max-age-differs  GET /items", ""),
        (&["--fail-on", "medium"], 0, "1 finding", ""),
        (&["--format", "json", "--limit", "1"], 1, "\"requests\": 1", ""),
        (&["--format", "sarif"], 1, "\"ruleId\": \"max-age-differs\"", ""),
        (&["--rate", "0"], 2, "", "write a number from 1"),
        (&["--header", "x"], 2, "", "write `--header 'Authorization: Bearer …'`"),
        (&["--origin", "x"], 2, "", "`x` is not a valid origin"),
    ] {
        let rate = if more.contains(&"--rate") { &[][..] } else { &["--rate", "100000"] };
        let (status, stdout, stderr) = run(&[&probe[..], rate, more].concat(), &report);
        assert_eq!(status, code, "{more:?}: {stdout}{stderr}");
        assert!(stdout.contains(printed) && stderr.contains(said), "{more:?}: {stdout}{stderr}");
    }
    let (status, stdout, _) = run(&["probe", &url, "--origin", "https://app.example.com", "--rate", "100000"], "");
    assert!(status == 0 && stdout.contains("seen: preflights of `https://app.example.com` are approved"), "{stdout}");
}
