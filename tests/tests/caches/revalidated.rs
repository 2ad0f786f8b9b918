//! Pages that age.

use std::thread::sleep;
use std::time::Duration;

use cors_tests::cache::{Cache, with_caches};
use cors_tests::server::Server;

use crate::REQUESTERS;
use crate::asked::{complaint, own, request_headers};
use crate::orders::ORDERS;
use crate::served::serve;

/// Pages, and how many requests for one are different to the server.
const AGING: [(&str, usize); 2] = [("/aging/list", 4), ("/aging/any", 1)];

/// What has expired is asked for again, by condition; the answer that nothing has changed goes to the one who asked, too.
#[test]
fn revalidated_responses_stay_apart() {
    let (server, seen) = serve();
    with_caches("revalidated_responses_stay_apart", server.address, |cache| {
        // All ask; then, when it has expired, in other orders; then by condition.
        for round in 0..3 {
            if round == 1 {
                // nginx counts in whole seconds.
                sleep(Duration::from_millis(2100));
            }
            for (path, _) in AGING {
                in_every_order(cache, &server, path, round);
            }
        }
        for (path, count) in AGING {
            for number in 0..ORDERS.len() {
                let seen = seen.of(&url(cache, path, number));
                assert_eq!(seen[..count], vec!["GET"; count], "{:?} {path}", cache.kind);
                assert_eq!(seen[count..2 * count], vec!["GET if changed"; count], "{:?} {path}", cache.kind);
            }
        }
    });
}

fn url(cache: &Cache, path: &str, number: usize) -> String {
    format!("{path}?{:?}-{number}", cache.kind)
}

/// Asks in every order, in each round in another one.
fn in_every_order(cache: &Cache, server: &Server, path: &str, round: usize) {
    let asked = REQUESTERS.map(|origin| {
        let mut headers = request_headers(origin);
        if round == 2 {
            headers.push(("if-none-match", "\"one\""));
        }
        (origin, own(server.address, "GET", path, &headers), headers)
    });
    for number in 0..ORDERS.len() {
        for requester in ORDERS[(number + 7 * round) % ORDERS.len()] {
            let (_, own, headers) = asked.iter().find(|(origin, ..)| *origin == requester).unwrap();
            let reply = cache.ask("GET", &url(cache, path, number), headers);
            assert_eq!(complaint(&reply, own, headers), None, "{:?} {path}, {round}", cache.kind);
            assert_eq!(reply.text(), own.text());
        }
    }
}
