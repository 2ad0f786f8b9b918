//! Pages in several languages and encodings.

use cors_tests::cache::{Cache, Kind, with_caches};
use cors_tests::server::Server;

use crate::REQUESTERS;
use crate::asked::{Headers, complaint, own, request_headers};
use crate::orders::some_orders;
use crate::served::serve;

/// Two browsers, of which one knows gzip, in two languages, from everywhere.
fn readers() -> Vec<Headers> {
    let mut readers = Vec::new();
    for origin in REQUESTERS {
        for language in ["en", "de"] {
            for encoding in [None, Some("gzip")] {
                let mut headers = request_headers(origin);
                headers.push(("accept-language", language));
                headers.extend(encoding.map(|encoding| ("accept-encoding", encoding)));
                readers.push(headers);
            }
        }
    }
    readers
}

/// Lets all readers ask twice, in several orders. Returns what is wrong, and how many got the page compressed.
fn compressed(cache: &Cache, server: &Server, path: &str) -> (Vec<String>, usize) {
    let readers = readers().into_iter().map(|reader| (own(server.address, "GET", path, &reader), reader));
    let readers: Vec<_> = readers.collect();
    let mut complaints = Vec::new();
    let mut in_gzip = 0;
    for (number, order) in some_orders(&readers).iter().enumerate() {
        let url = format!("{path}?{:?}-{number}", cache.kind);
        for (own, reader) in order.iter().chain(order) {
            let reply = cache.ask("GET", &url, reader);
            complaints.extend(complaint(&reply, own, reader));
            let encoding = reply.header("content-encoding");
            if encoding.is_some() && encoding != own.header("content-encoding") {
                complaints.push(format!("{reader:?} got {encoding:?}"));
            }
            if reply.text() != own.text() {
                complaints.push(format!("{reader:?} got {:?} instead of {:?}", reply.text(), own.text()));
            }
            in_gzip += usize::from(encoding == Some("gzip"));
        }
    }
    (complaints, in_gzip)
}

#[test]
fn compressed_variants_survive() {
    let (server, _) = serve();
    with_caches("compressed_variants_survive", server.address, |cache| {
        for path in [
            "/compress/inside-of-the-route",
            "/compress/middle/page",
            "/compress/outside-of-the-route/route",
            "/compress/outside-of-the-route/any",
            "/compress/outermost/any",
        ] {
            let (complaints, in_gzip) = compressed(cache, &server, path);
            assert!(complaints.is_empty(), "{:?} {path}: {complaints:#?}", cache.kind);
            // `Compress` says nothing to caches where it does nothing, so some get the plain page who need not.
            assert!(in_gzip > 0, "{:?} {path}", cache.kind);
        }
        // The line of a `Compress` around all else comes last, and nginx before 1.23 looks at no other.
        let (by_hand, _) = compressed(cache, &server, "/compress/outermost/by-hand");
        let (complaints, _) = compressed(cache, &server, "/compress/outermost/route");
        assert_eq!(complaints.is_empty(), by_hand.is_empty(), "{:?}: {complaints:#?}", cache.kind);
        assert!(by_hand.is_empty() || cache.kind == Kind::Nginx, "{by_hand:#?}");
    });
}
