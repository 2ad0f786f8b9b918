//! What is asked.

use actix_http::Request;
use actix_web::http::Method;
use actix_web::test::TestRequest;

/// A listed origin, in the middle of ten.
pub const LISTED: &str = "https://app5.example.com";
/// One that is not listed, of the same length.
pub const FOREIGN: &str = "https://appx.example.com";

/// Makes the request with this name.
pub fn request(name: &str) -> Request {
    let preflight = |origin: &str, headers: &str| {
        TestRequest::with_uri("/data")
            .method(Method::OPTIONS)
            .insert_header(("origin", origin))
            .insert_header(("access-control-request-method", "PUT"))
            .insert_header(("access-control-request-headers", headers))
    };
    let get = TestRequest::with_uri("/data");
    match name {
        "none" => get,
        "allowed" => get.insert_header(("origin", LISTED)),
        "refused" => get.insert_header(("origin", FOREIGN)),
        "preflight" => preflight(LISTED, "content-type,x-csrf-token"),
        "preflight-refused" => preflight(FOREIGN, "content-type,x-csrf-token"),
        "preflight-names" => {
            let names: Vec<_> = (0..1200).map(|n| format!("x{n:05}")).collect();
            preflight(LISTED, &names.join(",")[..8192])
        }
        "preflight-commas" => preflight(LISTED, &",".repeat(8192)),
        "preflight-repeated" => preflight(LISTED, &"x-a,".repeat(2048)),
        other => panic!("there is no request {other}"),
    }
    .to_request()
}
