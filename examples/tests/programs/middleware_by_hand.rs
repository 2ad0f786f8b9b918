use crate::program::Program;

const ORIGIN: (&str, &str) = ("origin", "https://any.example");

#[test]
fn every_site_may_send_json_and_a_header() {
    let program = Program::start(env!("CARGO_BIN_EXE_middleware_by_hand"), &[]);
    let asked = ("access-control-request-headers", "content-type,x-client");
    let preflight = program.ask("OPTIONS", "/messages", &[ORIGIN, ("access-control-request-method", "POST"), asked]);
    assert_eq!((preflight.status, preflight.allowed_origin()), (204, Some("*")));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("content-type, x-client"));

    let headers = [ORIGIN, ("content-type", "application/json"), ("x-client", "page")];
    let answer = program.send("POST", "/messages", &headers, r#"{"text": "hello"}"#);
    assert_eq!((answer.status, answer.allowed_origin()), (200, Some("*")));
    assert_eq!(answer.body, "page says: hello");
    assert_eq!(answer.header("access-control-allow-headers"), None);
}

#[test]
fn errors_can_be_read_and_other_options_belong_to_the_application() {
    let program = Program::start(env!("CARGO_BIN_EXE_middleware_by_hand"), &[]);
    let headers = [ORIGIN, ("content-type", "application/json")];
    let answer = program.send("POST", "/messages", &headers, "{");
    assert_eq!((answer.status, answer.allowed_origin()), (400, Some("*")));
    let answer = program.ask("GET", "/nowhere", &[ORIGIN]);
    assert_eq!((answer.status, answer.allowed_origin()), (404, Some("*")));
    assert_eq!(program.ask("OPTIONS", "/messages", &[ORIGIN]).status, 404);
}
