//! Pages: each gets their own, and what is for everybody is asked for once.

use std::collections::BTreeSet;

use cors_tests::cache::{Cache, with_caches};
use cors_tests::closing::Reply;
use cors_tests::server::Server;

use crate::asked::{complaint, own, request_headers};
use crate::orders::{ORDERS, some_orders};
use crate::served::{Seen, serve};
use crate::{A, B, FOREIGN, REQUESTERS};

/// Asks in every order, each with a URL of its own: three times, for all of the page, its headers, and some bytes of it, or
/// the headers first. Returns what is wrong, and how many requests reached the server for each order.
fn in_every_order(cache: &Cache, server: &Server, seen: &Seen, path: &str) -> (Vec<String>, BTreeSet<usize>) {
    let own = REQUESTERS.map(|origin| (origin, own(server.address, "GET", path, &request_headers(origin))));
    let mut complaints = Vec::new();
    let mut counts = BTreeSet::new();
    for (number, order) in ORDERS.iter().enumerate() {
        for rounds in [["GET", "HEAD"], ["HEAD", "GET"]] {
            let url = format!("{path}?{:?}-{number}-{}", cache.kind, rounds[0]);
            for method in rounds {
                for origin in order {
                    let headers = request_headers(*origin);
                    let reply = cache.ask(method, &url, &headers);
                    let (_, own) = own.iter().find(|(requester, _)| requester == origin).unwrap();
                    complaints.extend(complaint(&reply, own, &headers));
                    if method == "GET" {
                        assert_eq!(reply.text(), own.text(), "{url}");
                    }
                }
            }
            for origin in order {
                let mut headers = request_headers(*origin);
                headers.push(("range", "bytes=2-5"));
                let reply = cache.ask("GET", &url, &headers);
                let (_, own) = own.iter().find(|(requester, _)| requester == origin).unwrap();
                if own.status == 200 {
                    assert_eq!((reply.status, reply.text().as_deref()), (206, Some("page")), "{url}");
                }
                let own = Reply { status: reply.status, ..own.clone() };
                complaints.extend(complaint(&reply, &own, &headers));
            }
            counts.insert(seen.of(&url).len());
        }
    }
    (complaints, counts)
}

/// The paths, what those who ask in the order of [`REQUESTERS`] get as `Access-Control-Allow-Origin`, and how many requests
/// twelve of theirs cost the server.
const PAGES: &[(&str, [Option<&str>; 4], usize)] = &[
    ("/list", [Some(A), Some(B), None, None], 4),
    ("/wildcard", [Some(A), Some(B), None, None], 4),
    ("/regex", [Some(A), Some(B), None, None], 4),
    ("/asked", [Some(A), Some(B), None, None], 4),
    ("/credentials", [Some(A), Some(B), None, None], 4),
    ("/enforced", [Some(A), Some(B), None, None], 4),
    ("/enforced-one", [Some(A), None, None, Some(A)], 4),
    ("/around/page", [Some(A), Some(B), None, None], 4),
    ("/around/nowhere", [Some(A), Some(B), None, None], 4),
    ("/failing/page", [Some(A), Some(B), None, None], 4),
    ("/any", [Some("*"); 4], 1),
    ("/one", [Some(A); 4], 1),
    ("/one-credentials", [Some(A); 4], 1),
    ("/off", [None; 4], 1),
];

#[test]
fn each_gets_their_own_and_what_is_for_everybody_is_asked_for_once() {
    let (server, seen) = serve();
    with_caches("each_gets_their_own", server.address, |cache| {
        for (path, allowed, count) in PAGES {
            for (origin, allowed) in REQUESTERS.iter().zip(allowed) {
                let reply = cache.ask("GET", &format!("{path}?allowed"), &request_headers(*origin));
                assert_eq!(reply.header("access-control-allow-origin"), *allowed, "{:?} {path}", cache.kind);
            }
            let (complaints, counts) = in_every_order(cache, &server, &seen, path);
            assert!(complaints.is_empty(), "{:?} {path}: {complaints:#?}", cache.kind);
            assert_eq!(counts, BTreeSet::from([*count]), "{:?} {path}", cache.kind);
        }
    });
}

/// The tests would see a leak: a handler that reflects origins and says nothing to caches has one, in both of them.
#[test]
fn what_is_written_by_hand_leaks() {
    let (server, seen) = serve();
    with_caches("what_is_written_by_hand_leaks", server.address, |cache| {
        let (complaints, counts) = in_every_order(cache, &server, &seen, "/reflecting");
        assert_eq!(counts, BTreeSet::from([1]), "{:?}", cache.kind);
        for (requester, got) in [(A, B), (B, A), (FOREIGN, A)] {
            let leak = format!("[(\"origin\", {requester:?})] got 200 [(\"access-control-allow-origin\", {got:?})]");
            assert!(complaints.iter().any(|complaint| complaint.starts_with(&leak)), "{:?}: {leak}", cache.kind);
        }
        let lost = format!("[(\"origin\", {A:?})] got 200 [] instead of 200");
        assert!(complaints.iter().any(|complaint| complaint.starts_with(&lost)), "{:?}: {lost}", cache.kind);
    });
}

/// With `enforce` = all, links from other sites are refused by `Sec-Fetch-Site` alone. A cache does not give the page to
/// them, nor the refusal to anybody else.
#[test]
fn refused_reads_stay_apart() {
    let (server, seen) = serve();
    let site = |site| vec![("sec-fetch-site", site)];
    let requesters = [
        (vec![], 200),
        (site("none"), 200),
        (site("same-origin"), 200),
        (site("same-site"), 403),
        (site("cross-site"), 403),
    ];
    let requesters = requesters.map(|(headers, status)| {
        let own = own(server.address, "GET", "/enforced-one", &headers);
        assert_eq!((own.status, own.header("vary")), (status, Some("Origin, Sec-Fetch-Site")), "{headers:?}");
        (own, headers)
    });
    with_caches("refused_reads_stay_apart", server.address, |cache| {
        for (number, order) in some_orders(&requesters).iter().enumerate() {
            let url = format!("/enforced-one?{:?}-{number}", cache.kind);
            for (own, headers) in order.iter().chain(order) {
                let reply = cache.ask("GET", &url, headers);
                assert_eq!(complaint(&reply, own, headers), None, "{:?}", cache.kind);
                assert_eq!(reply.text(), own.text(), "{:?}", cache.kind);
            }
            assert!(seen.of(&url).len() < 2 * requesters.len(), "{:?}: nothing was kept", cache.kind);
        }
    });
}
