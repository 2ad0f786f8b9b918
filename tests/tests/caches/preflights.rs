//! Preflights, where a cache keeps the answers to them.

use cors_tests::cache::{Kind, with_caches};

use crate::asked::{complaint, own};
use crate::orders::some_orders;
use crate::served::serve;
use crate::{A, B, FOREIGN};

/// A cache that is told to keep the answers to preflights gives each only to those that it was made for.
#[test]
fn preflights_stay_apart() {
    let (server, seen) = serve();
    let mut preflights = Vec::new();
    for origin in [A, B, FOREIGN] {
        for method in ["GET", "PUT", "DELETE"] {
            for headers in [None, Some("x-a"), Some("x-b")] {
                let mut preflight = vec![("origin", origin), ("access-control-request-method", method)];
                preflight.extend(headers.map(|headers| ("access-control-request-headers", headers)));
                preflights.push(preflight);
            }
        }
    }
    with_caches("preflights_stay_apart", server.address, |cache| {
        // What `*` permits depends on the method alone; the scope's policy refuses DELETE to each origin again.
        for (path, count) in [("/preflight/list", 6 + 3), ("/preflight/any", 2 + 3), ("/preflight/echo", 18 + 3)] {
            let own = |preflight| own(server.address, "OPTIONS", path, preflight);
            let preflights: Vec<_> = preflights.iter().map(|preflight| (own(preflight), preflight)).collect();
            for (number, order) in some_orders(&preflights).iter().enumerate() {
                let url = format!("{path}?{:?}-{number}", cache.kind);
                for (own, preflight) in order.iter().chain(order) {
                    let reply = cache.ask("OPTIONS", &url, preflight);
                    assert_eq!(complaint(&reply, own, preflight), None, "{:?} {path}", cache.kind);
                }
                // nginx passes every OPTIONS on.
                let count = if cache.kind == Kind::Nginx { 2 * preflights.len() } else { count };
                assert_eq!(seen.of(&url).len(), count, "{:?} {path}", cache.kind);
            }
        }
    });
}
