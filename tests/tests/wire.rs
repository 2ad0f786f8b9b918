//! What leaves a real server, byte for byte, where the exchanges of the test data do not reach.

use actix_web::middleware::Compress;
use actix_web::{HttpResponse, Responder, get, post, put, web};
use cors_actix::cors;
use cors_tests::ask::APP;
use cors_tests::server::Server;
use cors_tests::wire::{Connection, Response};

#[cors(origins("https://app.example.com", "https://b.example"), expose("etag"))]
#[get("/items", wrap = "Compress::default()")]
async fn items() -> impl Responder {
    HttpResponse::Ok().insert_header(("vary", "accept-language")).body("item ".repeat(1000))
}

#[cors(origins("https://app.example.com", "https://b.example"), headers("content-type"), credentials)]
#[put("/items/{id}")]
async fn edit(_: web::Path<u32>, item: web::Json<Vec<u32>>) -> impl Responder {
    format!("{item:?}")
}

#[cors(origins("https://app.example.com", "https://b.example"), enforce)]
#[post("/enforced")]
async fn enforced(body: String) -> impl Responder {
    body
}

#[cors(origins("https://app.example.com"), headers = "*", credentials)]
#[get("/echo")]
async fn echo() -> impl Responder {
    "echo"
}

fn server() -> Server {
    Server::start(|config| {
        config.service(items).service(edit).service(enforced).service(echo);
    })
}

/// The response to bytes that are sent as they are.
fn raw(connection: &mut Connection, request: &str) -> Response {
    connection.send(request.replace('\n', "\r\n").as_bytes(), false)
}

#[test]
fn one_connection_serves_everybody_in_turn() {
    let server = server();
    let mut connection = Connection::open(server.address);
    for _ in 0..3 {
        for (origin, allowed) in
            [(Some(APP), true), (None, false), (Some("https://evil.test"), false), (Some("https://b.example"), true)]
        {
            let headers: Vec<_> = origin.iter().map(|origin| ("origin", *origin)).collect();
            let response = connection.request("GET", "/items", &headers);
            let expected: Vec<_> = origin.filter(|_| allowed).into_iter().collect();
            assert_eq!(response.values("access-control-allow-origin"), expected);
            assert_eq!(response.values("vary"), ["accept-language, Origin"]);
        }
    }
}

/// As without the attribute.
#[test]
fn a_get_route_does_not_serve_head() {
    let server = server();
    let response = Connection::open(server.address).request("HEAD", "/items", &[("origin", APP)]);
    assert_eq!((response.status, response.values("access-control-allow-origin").len()), (404, 0));
}

#[test]
fn a_compressed_response_says_all_that_it_varies_on() {
    let server = server();
    let request = format!("GET /items HTTP/1.1\r\nhost: h\r\naccept-encoding: gzip\r\norigin: {APP}\r\n\r\n");
    // Its body is no text.
    let response = Connection::open(server.address).send(request.as_bytes(), true);
    assert_eq!(response.values("content-encoding"), ["gzip"]);
    assert_eq!(response.values("vary"), ["accept-language, accept-encoding, Origin"]);
}

#[test]
fn extractor_failures_carry_the_headers() {
    let server = server();
    for (path, body, status) in [("/items/1", "[1", 400), ("/items/1", "[1]", 200), ("/items/x", "[1]", 404)] {
        let mut connection = Connection::open(server.address);
        let request = format!(
            "PUT {path} HTTP/1.1\nhost: h\norigin: {APP}\ncontent-type: application/json\ncontent-length: {}\n\n{body}",
            body.len()
        );
        let response = raw(&mut connection, &request);
        assert_eq!(response.status, status, "{path} {body}");
        assert_eq!(response.values("access-control-allow-origin"), [APP]);
        assert_eq!(response.values("access-control-allow-credentials"), ["true"]);
        assert_eq!(response.values("vary"), ["Origin"]);
    }
}

#[test]
fn errors_of_http_itself_are_not_shared() {
    let server = server();
    for (request, status) in [
        ("GET /nowhere HTTP/1.1\nhost: h\norigin: https://app.example.com\n\n", 404),
        ("DELETE /items HTTP/1.1\nhost: h\norigin: https://app.example.com\n\n", 404),
        ("GET  /items HTTP/9.9\nnonsense\n\n", 400),
    ] {
        let response = raw(&mut Connection::open(server.address), request);
        assert_eq!(response.status, status, "{request}");
        assert_eq!(response.values("access-control-allow-origin"), [""; 0], "{request}");
    }
}

#[test]
fn a_blocked_request_is_answered_before_its_body_is_read() {
    let server = server();
    // The body never comes: whoever waits for it waits for ever.
    let request = "POST /enforced HTTP/1.1\nhost: h\norigin: https://evil.test\ncontent-length: 1000000\n\n";
    let response = raw(&mut Connection::open(server.address), request);
    assert_eq!((response.status, response.values("vary")), (403, vec!["Origin, Sec-Fetch-Site"]));
    assert_eq!(response.values("content-type"), ["text/plain; charset=utf-8"]);
}

#[test]
fn header_names_in_any_case_and_values_between_blanks() {
    let server = server();
    let request = "OPTIONS /items/1 HTTP/1.1\nHOST: h\nORIGIN:   https://app.example.com\t \nAccess-Control-REQUEST-Method: PUT\n\n";
    let response = raw(&mut Connection::open(server.address), request);
    assert_eq!((response.status, response.values("access-control-allow-origin")), (204, vec![APP]));
    assert_eq!(response.body, "");
}

#[test]
fn bytes_that_are_no_text_are_refused_and_never_come_back() {
    let server = server();
    for origin in [&b"https://app.example.com\xff"[..], b"\xf0\x9f\xa6\x80", b"https://app.example.com\tx"] {
        let mut connection = Connection::open(server.address);
        let response = connection.request("GET", "/items", &[("origin", origin)]);
        assert_eq!((response.status, response.values("access-control-allow-origin").len()), (200, 0));
        let preflight = [("origin", origin), ("access-control-request-method", b"GET")];
        assert_eq!(connection.request("OPTIONS", "/items", &preflight).status, 403);
    }
    let headers: [(&str, &[u8]); 3] = [
        ("origin", APP.as_bytes()),
        ("access-control-request-method", b"GET"),
        ("access-control-request-headers", b"x-a\xff"),
    ];
    let response = Connection::open(server.address).request("OPTIONS", "/echo", &headers);
    assert_eq!((response.status, response.values("access-control-allow-headers").len()), (403, 0));
}

#[test]
fn hostile_lists_of_headers_cost_an_answer_like_any_other() {
    let server = server();
    for hostile in [",".repeat(20_000), "accept,".repeat(2_500), format!("a,{}b", " ".repeat(20_000))] {
        let headers = [
            ("origin", APP),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", hostile.as_str()),
        ];
        let response = Connection::open(server.address).request("OPTIONS", "/items/1", &headers);
        assert_eq!(response.status, 204);
        assert_eq!(response.values("access-control-allow-headers"), ["content-type"]);
        let headers = [headers[0], ("access-control-request-method", "GET"), headers[2]];
        assert_eq!(Connection::open(server.address).request("OPTIONS", "/echo", &headers).status, 403);
    }
}
