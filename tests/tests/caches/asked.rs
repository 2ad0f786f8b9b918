//! Who asks, and what is wrong with the answer.

use std::net::SocketAddr;

use cors_tests::closing::{Reply, ask};

/// Header lines of a request.
pub type Headers = Vec<(&'static str, &'static str)>;

/// Those of somebody who asks.
pub fn request_headers(origin: Option<&'static str>) -> Headers {
    origin.into_iter().map(|origin| ("origin", origin)).collect()
}

/// What of a response belongs to one requester alone.
fn permission(reply: &Reply) -> Vec<(&str, &str)> {
    let lines = reply.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut lines: Vec<_> =
        lines.filter(|(name, _)| name.starts_with("access-control-") || *name == "timing-allow-origin").collect();
    lines.sort_unstable();
    lines
}

/// What is wrong with a response that came through a cache; the server itself gives `own` to the same request.
pub fn complaint(came: &Reply, own: &Reply, requester: &Headers) -> Option<String> {
    let of = |reply: &Reply| format!("{} {:?}", reply.status, permission(reply));
    (of(came) != of(own)).then(|| format!("{requester:?} got {} instead of {}", of(came), of(own)))
}

/// What the server itself gives to a request; nobody else asks for this URL.
pub fn own(server: SocketAddr, method: &str, path: &str, requester: &Headers) -> Reply {
    ask(server, method, &format!("{path}?itself"), requester).unwrap()
}
