//! What applications are asked.

use std::sync::OnceLock;

use actix_http::Request;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use actix_web::web::Bytes;

use crate::numbered;
use crate::origins::{FOREIGN, LISTED};

/// Headers that a preflight asks for: so many bytes that are hard for somebody who parses them.
pub fn hostile(kind: &str, bytes: usize) -> String {
    let text = match kind {
        "names" => (0..=bytes / 7).map(|n| format!("x{n:05},")).collect(),
        "commas" => ",".repeat(bytes),
        "repeated" => "x-a,".repeat(bytes / 4 + 1),
        other => panic!("nothing hostile is called {other}"),
    };
    text[..bytes].to_owned()
}

/// The value of a header that all requests of a program share, so none of them has to free it.
static SHARED: OnceLock<HeaderValue> = OnceLock::new();

/// A value as a server has it: a piece of what has been received, counted with the other pieces.
fn received(text: &str) -> HeaderValue {
    let bytes = Bytes::copy_from_slice(text.as_bytes());
    let _another_piece = bytes.clone();
    HeaderValue::from_maybe_shared(bytes).expect("it is a value")
}

/// Makes the request with this name. A program makes those of one name only.
pub fn request(name: &str) -> Request {
    let (name, number) = numbered(name, 8192);
    let preflight = |origin: &str, headers: HeaderValue| {
        TestRequest::with_uri("/data")
            .method(Method::OPTIONS)
            .insert_header(("origin", received(origin)))
            .insert_header(("access-control-request-method", "PUT"))
            .insert_header(("access-control-request-headers", headers))
    };
    let write = |site: &str, origin: &str| {
        TestRequest::with_uri("/data")
            .method(Method::PUT)
            .insert_header(("origin", received(origin)))
            .insert_header(("sec-fetch-site", received(site)))
    };
    let usual = HeaderValue::from_static("content-type,x-csrf-token");
    let hostile = |kind: &str| {
        let text = || HeaderValue::try_from(hostile(kind, number)).expect("it is a value");
        preflight(LISTED, SHARED.get_or_init(text).clone())
    };
    let get = TestRequest::with_uri("/data");
    let request = match name {
        "none" => get,
        "allowed" => get.insert_header(("origin", received(LISTED))),
        "refused" => get.insert_header(("origin", received(FOREIGN))),
        // Of the site's own page, of a listed one, and of one that is not listed.
        "write-own" => write("same-origin", FOREIGN),
        "write-allowed" => write("cross-site", LISTED),
        "write-refused" => write("cross-site", FOREIGN),
        "preflight" => preflight(LISTED, usual),
        "preflight-refused" => preflight(FOREIGN, usual),
        "preflight-names" => hostile("names"),
        "preflight-commas" => hostile("commas"),
        "preflight-repeated" => hostile("repeated"),
        "route" => get.uri(&format!("/r{number}")).insert_header(("origin", received(LISTED))),
        "route-preflight" => get
            .uri(&format!("/r{number}"))
            .method(Method::OPTIONS)
            .insert_header(("origin", received(LISTED)))
            .insert_header(("access-control-request-method", "GET")),
        "real" | "real-none" | "real-preflight" => {
            let get = get.uri("/v1/part7/acme/invoices/1234");
            match name {
                "real" => get.insert_header(("origin", received(LISTED))),
                "real-preflight" => get
                    .method(Method::OPTIONS)
                    .insert_header(("origin", received(LISTED)))
                    .insert_header(("access-control-request-method", "GET")),
                _ => get,
            }
        }
        "route-options" => get.uri(&format!("/r{number}")).method(Method::OPTIONS),
        other => panic!("there is no request {other}"),
    }
    .to_request();
    // A piece of what has been received, too.
    let _another_piece = request.uri().clone();
    request
}
