use crate::program::Program;

#[test]
fn every_site_may_read_whatever_is_answered() {
    let program = Program::start(env!("CARGO_BIN_EXE_simple_request"), &[]);
    for (path, status, body) in [("/squares/12", 200, "144"), ("/squares/twelve", 404, "")] {
        for headers in [&[("origin", "https://any.example")][..], &[("origin", "null")], &[]] {
            let answer = program.ask("GET", path, headers);
            assert_eq!((answer.status, answer.allowed_origin()), (status, Some("*")), "{path} {headers:?}");
            assert_eq!(answer.header("vary"), None);
            assert!(answer.body.starts_with(body), "{answer:?}");
        }
    }
}

#[test]
fn a_browser_that_asks_first_gets_its_answer() {
    let program = Program::start(env!("CARGO_BIN_EXE_simple_request"), &[]);
    let answer = program.preflight("https://any.example", "GET", "/squares/12");
    assert_eq!((answer.status, answer.allowed_origin()), (204, Some("*")));
    assert_eq!(program.preflight("https://any.example", "PUT", "/squares/12").allowed_origin(), None);
}
