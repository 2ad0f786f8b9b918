//! What a reviewer who knows nothing but the printed report of `teams` has concluded from it, held against the answers of the
//! application.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service};
use examples::teams;

const ORIGINS: [&str; 10] = [
    "https://app.example.com",
    "https://admin.example.com",
    "http://localhost:5173",
    "https://teams-git-fix-acme.vercel.app",
    "https://teams-git-Fix-acme.vercel.app",
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://teams-git-a.b-acme.vercel.app",
    "null",
];

/// A request of a page.
struct Sent {
    method: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    /// The headers that a preflight asks for, if there is one.
    preflight: Option<&'static str>,
    credentials: bool,
    /// For each origin in turn, whether the page can read the response. A page that opens a WebSocket can read it.
    read: &'static str,
    /// Whether a handler runs.
    runs: &'static str,
}

const SIMPLE: Sent =
    Sent { method: "GET", path: "/", headers: &[], preflight: None, credentials: false, read: "", runs: "" };

const TOKEN: &[(&str, &str)] = &[("authorization", "Bearer open-sesame")];
const FILE: &[(&str, &str)] = &[("content-type", "application/octet-stream")];
const HANDSHAKE: &[(&str, &str)] = &[
    ("connection", "upgrade"),
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="),
];

const REVIEWED: [Sent; 10] = [
    Sent { path: "/teams", read: "yyyyyyyyyy", runs: "yyyyyyyyyy", ..SIMPLE },
    Sent { path: "/me", credentials: true, read: "yyynnnnnnn", runs: "yyyyyyyyyy", ..SIMPLE },
    Sent {
        method: "PUT",
        path: "/files/x",
        headers: FILE,
        preflight: Some("content-type"),
        read: "yyyynnnnnn",
        runs: "yyyynnnnnn",
        ..SIMPLE
    },
    Sent {
        method: "PUT",
        path: "/files/x",
        headers: FILE,
        preflight: Some("content-type"),
        credentials: true,
        read: "yyynnnnnnn",
        runs: "yyynnnnnnn",
    },
    Sent { path: "/live", headers: HANDSHAKE, credentials: true, read: "yyynnnnnnn", runs: "yyynnnnnnn", ..SIMPLE },
    Sent {
        method: "DELETE",
        path: "/admin/teams/1",
        headers: TOKEN,
        preflight: Some("authorization"),
        read: "yyyynnnnnn",
        runs: "yyyynnnnnn",
        ..SIMPLE
    },
    Sent { path: "/openapi.json", read: "nnnnnnnnnn", runs: "yyyyyyyyyy", ..SIMPLE },
    Sent { path: "/nothing", read: "nnnnnnnnnn", runs: "nnnnnnnnnn", ..SIMPLE },
    Sent {
        method: "POST",
        path: "/me",
        headers: &[("content-type", "text/plain")],
        credentials: true,
        read: "nnnnnnnnnn",
        runs: "nnnnnnnnnn",
        ..SIMPLE
    },
    Sent {
        method: "DELETE",
        path: "/admin/nothing",
        headers: TOKEN,
        preflight: Some("authorization"),
        read: "nnnnnnnnnn",
        runs: "nnnnnnnnnn",
        ..SIMPLE
    },
];

#[actix_web::test]
async fn a_reader_of_the_report_knows_who_may_read_and_send() {
    for sent in &REVIEWED {
        for (index, origin) in ORIGINS.iter().enumerate() {
            let said = |answers: &str| answers.as_bytes()[index] == b'y';
            let (reads, runs) = outcome(sent, origin).await;
            let place = format!("{origin}: {} {}", sent.method, sent.path);
            // A page that could read a 404 or 405 learns nothing from the report about it.
            assert_eq!(reads && runs, said(sent.read), "{place}: who reads");
            assert_eq!(runs, said(sent.runs), "{place}: whose requests run");
        }
    }
}

/// Whether the page can read the response, and whether a handler runs, as browsers do it.
async fn outcome(sent: &Sent, origin: &str) -> (bool, bool) {
    let allows = |headers: &HeaderMap| {
        let allowed = text(headers, "access-control-allow-origin");
        if sent.credentials {
            allowed == Some(origin) && text(headers, "access-control-allow-credentials") == Some("true")
        } else {
            allowed.is_some_and(|allowed| allowed == origin || allowed == "*")
        }
    };
    if let Some(headers) = sent.preflight {
        let lines = [("access-control-request-method", sent.method), ("access-control-request-headers", headers)];
        let (status, answer) = send("OPTIONS", sent.path, origin, &lines).await;
        let lists = |name: &str, wanted: &str| {
            text(&answer, name).is_some_and(|list| list.split(',').any(|entry| entry.trim() == wanted))
        };
        let is_approved = status.is_success()
            && allows(&answer)
            && lists("access-control-allow-methods", sent.method)
            && lists("access-control-allow-headers", headers);
        if !is_approved {
            return (false, false);
        }
    }
    let mut lines = sent.headers.to_vec();
    lines.extend([("cookie", "session=ada")].iter().filter(|_| sent.credentials));
    let (status, answer) = send(sent.method, sent.path, origin, &lines).await;
    (allows(&answer) || status == 101, [101, 200].contains(&status.as_u16()))
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().expect("text"))
}

async fn send(method: &str, path: &str, origin: &str, lines: &[(&str, &str)]) -> (StatusCode, HeaderMap) {
    let app = init_service(teams::app()).await;
    let mut request = TestRequest::with_uri(path).method(method.parse().expect("a method"));
    for line in lines.iter().chain(&[("host", "api.example.com"), ("origin", origin), ("sec-fetch-site", "cross-site")])
    {
        request = request.append_header(*line);
    }
    let response = call_service(&app, request.to_request()).await;
    (response.status(), response.headers().clone())
}
