//! `origins(env = "VAR")`: read and checked once, when the application starts. A bad value keeps it from starting, and
//! says why on standard error though no logger is there.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cors_tests::ask::APP;
use cors_tests::wire::Connection;

const VARIABLE: &str = "CORS_TESTS_ORIGINS";

/// The application of `src/bin/origins_from_environment.rs`, killed when it is dropped.
struct Application(Child);

impl Application {
    fn start(value: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_origins_from_environment"));
        command.env_remove(VARIABLE).stdout(Stdio::piped()).stderr(Stdio::piped());
        Application(command.envs(value.map(|value| (VARIABLE, value))).spawn().unwrap())
    }

    fn address(&mut self) -> SocketAddr {
        let mut line = String::new();
        BufReader::new(self.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        line.trim().parse().unwrap()
    }

    /// Waits until it has given up, and returns what it said.
    fn failure(mut self) -> String {
        let patience = Instant::now() + Duration::from_secs(20);
        let status = loop {
            match self.0.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() > patience => panic!("it did start"),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        assert!(!status.success());
        let mut text = String::new();
        self.0.stderr.as_mut().unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_variable_joins_what_is_written() {
    let mut application = Application::start(Some("https://a.example, https://*.preview.example"));
    let mut connection = Connection::open(application.address());
    for (path, origin, admitted) in [
        ("/items", APP, true),
        ("/items", "https://a.example", true),
        ("/items", "https://pr.preview.example", true),
        ("/items", "https://evil.test", false),
        ("/only", "https://a.example", true),
        ("/only", APP, false),
    ] {
        let response = connection.request("GET", path, &[("origin", origin)]);
        let allowed: Vec<_> = admitted.then_some(origin).into_iter().collect();
        assert_eq!(response.values("access-control-allow-origin"), allowed, "{path} {origin}");
        assert_eq!(response.values("vary"), ["Origin"], "{path} {origin}");
    }
    let preflight = |method| [("origin", "https://a.example"), ("access-control-request-method", method)];
    let response = connection.request("OPTIONS", "/items", &preflight("PUT"));
    assert_eq!((response.status, response.values("access-control-allow-methods")), (204, vec!["GET, PUT"]));
    assert_eq!(response.values("access-control-allow-headers"), ["x-a"]);
    assert_eq!(response.values("access-control-max-age"), ["60"]);
    assert_eq!(response.values("access-control-allow-credentials"), ["true"]);
    let response = connection.request("OPTIONS", "/only", &preflight("GET"));
    assert_eq!((response.status, response.values("access-control-allow-credentials").len()), (200, 0));
}

#[test]
fn a_variable_with_one_origin_is_as_constant_as_if_it_were_written() {
    let mut application = Application::start(Some("https://a.example"));
    let response = Connection::open(application.address()).request::<&str, &str>("GET", "/only", &[]);
    assert_eq!(response.values("access-control-allow-origin"), ["https://a.example"]);
    assert_eq!(response.values("vary").len(), 0);
}

#[test]
fn a_bad_value_keeps_the_server_from_starting_and_says_why() {
    for (value, reasons) in [
        (
            None,
            &["the environment variable `CORS_TESTS_ORIGINS` is not set", "help: set it to origins between commas"][..],
        ),
        (Some(" "), &["the environment variable `CORS_TESTS_ORIGINS` lists no origins"]),
        (
            Some("https://a.example,https://b.example/"),
            &[
                "in the environment variable `CORS_TESTS_ORIGINS`, the origin `https://b.example/` ends in a slash",
                "help: write `https://b.example`",
                "note: an origin ends with its host or port",
            ],
        ),
        (
            Some("https://a.example,"),
            &["in the environment variable `CORS_TESTS_ORIGINS`, an entry is empty", "help: remove the comma"],
        ),
        (
            Some("*"),
            &[
                "in the environment variable `CORS_TESTS_ORIGINS`, the origin `*` cannot be combined with `credentials`",
                "help: list the origins that you trust: `https://app.example.com`, or remove `credentials`",
            ],
        ),
        (
            Some("https://b.example https://a.example"),
            &[
                "in the environment variable `CORS_TESTS_ORIGINS`, the origins are a list with spaces",
                "help: write commas between the origins, and no quotes or brackets: `https://b.example,https://a.example`",
            ],
        ),
        (
            Some("http://a.example"),
            &["in the environment variable `CORS_TESTS_ORIGINS`, the insecure origin `http://a.example`"],
        ),
    ] {
        let text = Application::start(value).failure();
        assert!(
            text.contains("cors-actix: the application cannot start, because of the policy of `items` (/items)"),
            "{text}"
        );
        assert_eq!(text.matches("the policy of `items`").count(), 1, "once, however many workers there are: {text}");
        for reason in reasons {
            assert!(text.contains(reason), "{value:?}: {text}");
        }
    }
}

#[test]
fn what_is_wrong_for_several_handlers_is_said_once() {
    let text = Application::start(None).failure();
    assert_eq!(text.matches("is not set").count(), 1, "{text}");
    let other = "and because of the policy of `only` (/only), for the same reasons";
    assert_eq!(text.matches(other).count(), 1, "{text}");
}

/// Everything that keeps an application from starting is one error.
#[test]
fn all_policies_are_checked_at_once() {
    let output = Command::new(env!("CARGO_BIN_EXE_cannot_start")).output().unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.matches("the application cannot start").count(), 1, "{text}");
    for reason in [
        "because of the policy of the `Cors` made in tests/src/bin/cannot_start.rs:",
        "help: set it to origins between commas: `CORS_TESTS_NOBODY_SETS_THIS=https://app.example.com,https://admin.example.com`; \
         for development and tests, give it a default: \
         `origins(env(\"CORS_TESTS_NOBODY_SETS_THIS\", default = \"http://localhost:5173\"))`",
        "and because of the policy `UNSET` of `unset` (/unset), for the same reasons",
        "and because of the policy of `list` (/list)",
        "in the list `LIST`, the origin `https://b.example/` ends in a slash\nhelp: write `https://b.example`",
        "and because of the policy `READERS` of `readers` (/readers)",
        "the policy names methods, but none that `PUT /readers` serves\nhelp: ",
        "and because of the policies `EVERYBODY`, `READERS` of `order` (/order)",
        "the origin `*` is not in the last rule\nhelp: ",
        "the policy names methods, but none that `DELETE /methods` serves\nhelp: ",
    ] {
        assert_eq!(text.matches(reason).count(), 1, "{reason}: {text}");
    }
}
