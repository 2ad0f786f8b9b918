//! The program `quickstart` on the command line. What its page shows is the browser's to say: `tests/tests/browser.rs`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

#[test]
fn it_prints_where_it_serves_and_stops_on_ctrl_c() {
    let mut program = Program::start(&["--port", "0"]);
    let api = program.line("The API:  http://");
    let page = program.line("The page: http://");
    assert_ne!(api, page);
    assert!(get(&api, "/status").starts_with("HTTP/1.1 200 "));
    assert!(get(&page, "/").contains("<!doctype html>"));

    let stopped = Command::new("kill").args(["-INT", &program.child.id().to_string()]).status();
    assert!(stopped.expect("`kill` is there").success());
    assert!(program.child.wait().expect("it is our child").success());
}

/// The verdict is one on what was sent, and says where a browser would have sent something else.
#[test]
fn what_no_browser_sends_is_noticed() {
    let mut program = Program::start(&["--port", "0"]);
    let api = program.line("The API:  http://");
    let page = program.line("The page: http://");
    let put = "PUT /items/3?QUERY HTTP/1.1\r\norigin: http://PAGE\r\n";
    let from_elsewhere = "GET /items?QUERY HTTP/1.1\r\norigin: http://127.0.0.1:1\r\n";
    let get = "GET /items?QUERY HTTP/1.1\r\norigin: http://PAGE\r\n";
    for (number, method, sent, outcome, said) in [
        (1, "GET", &[get][..], "readable", ""),
        (2, "GET", &[], "unknown", "the API got no `GET` request, which should have come next"),
        (3, "GET", &[get, get], "readable", "the browser sent one more `GET` request"),
        (4, "GET", &[from_elsewhere], "kept", "the browser sent `http://127.0.0.1:1` for `origin`, not `http://PAGE`"),
        (5, "PUT", &[put], "unknown", "the browser sent `PUT`, not `OPTIONS`"),
        (6, "GET,", &[], "not-sent", ""),
    ] {
        let query = format!("call={number}");
        let filled = |text: &str| text.replace("QUERY", &query).replace("PAGE", &page);
        for request in sent {
            ask(&api, &filled(request), "");
        }
        let call = json!({
            "page": format!("http://{page}"), "url": format!("http://{api}/items?{query}"), "method": method,
            "headers": [], "credentials": "omit", "has_body": false,
        });
        let post = format!("POST /verdict?{query} HTTP/1.1\r\ncontent-type: application/json\r\n");
        let answer = ask(&page, &post, &call.to_string());
        let (_, verdict) = answer.split_once("\r\n\r\n").expect("there is a body");
        let verdict: Value = serde_json::from_str(verdict).expect("it is JSON");
        assert_eq!(verdict["outcome"], outcome, "{number}: {verdict:#}");
        let first = verdict["differences"][0].as_str().unwrap_or_default();
        assert_eq!(first, filled(said), "{number}: {verdict:#}");
    }
}

#[test]
fn a_taken_port_is_named() {
    let mut first = Program::start(&["--port", "0"]);
    let api = first.line("The API:  http://");
    let (_, port) = api.split_once(':').expect("the address has a port");
    let Output { status, stderr, .. } = output(&["--port", port]);
    let stderr = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(1));
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
        let Output { status, stdout, stderr } = output(arguments);
        let stderr = String::from_utf8_lossy(&stderr);
        assert_eq!(status.code(), Some(2), "{stderr}");
        assert!(stdout.is_empty() && stderr.contains(words) && stderr.contains("usage: "), "{stderr}");
    }
}

fn output(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quickstart")).args(arguments).output().expect("the program was built")
}

fn get(address: &str, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\n"), "")
}

/// Sends a request whose head needs nothing but what every request has.
fn ask(address: &str, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    let length = body.len();
    let request = format!("{head}host: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).expect("the request is read");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("the answer is text");
    response
}

/// The program while it serves; it is ended with the test.
struct Program {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().expect("the program was built");
        let output = BufReader::new(child.stdout.take().expect("the output is piped"));
        Program { child, output }
    }

    /// The rest of the next line, which starts like this.
    fn line(&mut self, start: &str) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the output is text");
        line.trim_end().strip_prefix(start).unwrap_or_else(|| panic!("{line}")).to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
