use crate::program::Program;

const APP: &str = "https://app.example.com";
const TOKEN: (&str, &str) = ("authorization", "Bearer open-sesame");

/// What goes wrong without a `Cors` around it, although every handler has its policy.
#[test]
fn the_authentication_alone_answers_preflights_and_hides_its_401() {
    let program = Program::start(env!("CARGO_BIN_EXE_auth"), &[]);
    let preflight = program.preflight(APP, "PUT", "/bare/7");
    assert!(preflight.status == 401 && preflight.knows_no_cors(), "{preflight:?}");
    for headers in [&[("origin", APP)][..], &[("origin", APP), ("authorization", "Bearer guess")]] {
        let answer = program.ask("GET", "/bare", headers);
        assert!(answer.status == 401 && answer.knows_no_cors(), "{answer:?}");
    }
    // The handler's own policy is there, behind the authentication.
    let answer = program.ask("GET", "/bare", &[("origin", APP), TOKEN]);
    assert_eq!((answer.status, answer.allowed_origin()), (200, Some(APP)));
}

#[test]
fn around_the_authentication_cors_answers_for_the_routes() {
    let program = Program::start(env!("CARGO_BIN_EXE_auth"), &[]);
    let preflight = program.preflight(APP, "PUT", "/notes/7");
    assert_eq!((preflight.status, preflight.allowed_origin()), (204, Some(APP)));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("authorization, content-type"));
    assert_eq!(preflight.header("access-control-allow-methods"), Some("PUT"));

    for headers in [&[("origin", APP)][..], &[("origin", APP), ("authorization", "Bearer guess")]] {
        let answer = program.ask("GET", "/notes", headers);
        assert_eq!((answer.status, answer.allowed_origin()), (401, Some(APP)));
        assert_eq!(answer.header("access-control-expose-headers"), Some("www-authenticate"));
        assert!(answer.header("www-authenticate").is_some_and(|challenge| challenge.starts_with("Bearer")));
    }
    let answer = program.ask("PUT", "/notes/7", &[("origin", APP), TOKEN]);
    assert_eq!((answer.status, answer.allowed_origin(), answer.body.as_str()), (200, Some(APP), "saved 7"));
}

/// A preflight for anything else is refused, and the authentication guards the request.
#[test]
fn nothing_else_gets_past_the_authentication() {
    let program = Program::start(env!("CARGO_BIN_EXE_auth"), &[]);
    for (method, path) in [("DELETE", "/notes/7"), ("PUT", "/notes"), ("GET", "/notes/7/history")] {
        let preflight = program.preflight(APP, method, path);
        assert!(preflight.status == 403 && preflight.allowed_origin().is_none(), "{method} {path}: {preflight:?}");
        assert_eq!(program.ask(method, path, &[]).status, 401, "{method} {path}");
    }
}
