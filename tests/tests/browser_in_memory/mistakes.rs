//! Each mistake of a server that a browser blocks, and what is said about it.

use std::collections::BTreeSet;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use cors_actix::test::{Body, Credentials, Mode, Reason, Redirect};

use crate::{API, Call, GET, Headers, SHARED, Server, TO_APP, answers, approves, ask};

const WITH_COOKIES: Call = Call { credentials: Credentials::Include, ..GET };
const PUT: Call = Call { request: || TestRequest::put().uri("/items"), ..GET };
const WITH_HEADER: Call = Call { request: || TestRequest::get().uri("/items").insert_header(("x-csrf", "1")), ..GET };
const AUTHORIZED: Call =
    Call { request: || TestRequest::get().uri("/items").insert_header(("authorization", "1")), ..GET };

/// A mistake of a server, the reason that `Browser` finds, and what it says: what is wrong, what helps, and why.
type Mistake = (&'static str, Server, Call, [&'static str; 3]);

// What helps against more than one mistake, and why.
const LET_IN: &str = "let the origin in where the route is declared: `origins = \"https://app.example.com\"`";
const NAMES_THE_PAGE: &str = "\
    a page may read what another origin answers only if the answer names the origin of the page; \
    https://fetch.spec.whatwg.org/#concept-cors-check";
const BYTE_FOR_BYTE: &str = "\
    the two are compared byte for byte: scheme, host and port, without a slash; \
    https://fetch.spec.whatwg.org/#concept-cors-check";
const ALLOW_CREDENTIALS: &str = "allow it where the route is declared: `credentials`; or send the request without";
const MAY_BE_ABOUT_THE_USER: &str = "\
    an answer to a request with cookies may be about the user, so that it takes this second header to share it, with \
    the value `true` in lower case; https://fetch.spec.whatwg.org/#http-access-control-allow-credentials";
const PREFLIGHTS_ASK: &str = "\
    a preflight is an OPTIONS request by which the browser asks whether it may send the real one; a status from 200 \
    to 299 is part of a yes, and redirects are not followed; https://fetch.spec.whatwg.org/#cors-preflight-fetch";
const METHODS_ARE_LISTED: &str = "\
    a page of another origin may send GET, HEAD and POST without asking, and other methods only if the answer lists \
    them, in the same case; https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
const HEADERS_ARE_LISTED: &str = "\
    a page of another origin may send what a form could send without asking, and other headers only if the answer \
    lists them; https://fetch.spec.whatwg.org/#http-access-control-allow-headers";
const REDIRECT_TO_ONE: &str = "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`";
const ONE_LOCATION: &str = "\
    a redirect says in one `Location` header where to go; https://fetch.spec.whatwg.org/#concept-response-location-url";

const MISTAKES: &[Mistake] = &[
    (
        "allow-origin-missing",
        answers(200, &[]),
        GET,
        [
            "the answer does not say who may read it: there is no `Access-Control-Allow-Origin` header",
            LET_IN,
            NAMES_THE_PAGE,
        ],
    ),
    (
        "allow-origin-missing",
        answers(200, SHARED),
        PUT,
        [
            "the answer to the preflight does not say who may read it: there is no `Access-Control-Allow-Origin` \
             header",
            LET_IN,
            NAMES_THE_PAGE,
        ],
    ),
    (
        "allow-origin-other",
        answers(200, &[("access-control-allow-origin", "https://app.example.com/")]),
        GET,
        [
            "the answer is for another origin: `Access-Control-Allow-Origin` is `https://app.example.com/`, not \
             `https://app.example.com`",
            LET_IN,
            BYTE_FOR_BYTE,
        ],
    ),
    (
        "allow-origin-other",
        answers(200, SHARED),
        Call { page: "null", ..GET },
        [
            "the answer is for another origin: `Access-Control-Allow-Origin` is `https://app.example.com`, not `null`",
            "serve the page from an origin of its own; a file, a sandboxed frame or a `data:` URL has none",
            BYTE_FOR_BYTE,
        ],
    ),
    (
        "allow-origin-repeated",
        answers(200, &[TO_APP, ("access-control-allow-origin", "*")]),
        GET,
        [
            "the answer names more than one origin: `Access-Control-Allow-Origin` is `https://app.example.com, *`",
            "have one place write the header; a proxy or a second layer for CORS adds its own to that of the policy",
            "the header holds one origin, or `*`; browsers do not choose from a list; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-any",
        answers(200, &[("access-control-allow-origin", "*"), ("access-control-allow-credentials", "true")]),
        WITH_COOKIES,
        [
            "the answer is for everybody, which is not enough for a request with credentials: \
             `Access-Control-Allow-Origin` is `*`",
            "name the origin instead of `*`: `origins = \"https://app.example.com\", credentials`",
            "`*` lets every site on the web read, which nobody can want for answers that depend on who the user is; \
             https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        ],
    ),
    (
        "allow-credentials-missing",
        answers(200, SHARED),
        WITH_COOKIES,
        [
            "the answer does not allow credentials, and the request has them: there is no \
             `Access-Control-Allow-Credentials` header",
            ALLOW_CREDENTIALS,
            MAY_BE_ABOUT_THE_USER,
        ],
    ),
    (
        "allow-credentials-other",
        answers(200, &[TO_APP, ("access-control-allow-credentials", "True")]),
        WITH_COOKIES,
        [
            "the answer does not allow credentials: `Access-Control-Allow-Credentials` is `True`, not `true`",
            ALLOW_CREDENTIALS,
            MAY_BE_ABOUT_THE_USER,
        ],
    ),
    (
        "preflight-status",
        approves(401, SHARED),
        PUT,
        [
            "the answer to the preflight has the status 401, which is not a yes",
            "let the route's policy answer OPTIONS requests of this path; whatever asks for a login or limits methods \
             stands in front of it",
            PREFLIGHTS_ASK,
        ],
    ),
    (
        "preflight-status",
        approves(308, &[TO_APP, ("location", "/items/")]),
        PUT,
        [
            "the answer to the preflight has the status 308, which is not a yes",
            "answer at this URL, or have the page ask for the one that the redirect leads to",
            PREFLIGHTS_ASK,
        ],
    ),
    (
        "allow-methods-malformed",
        approves(204, &[TO_APP, ("access-control-allow-methods", "GET PUT")]),
        PUT,
        [
            "the answer to the preflight has no valid list of methods: `GET PUT` in `Access-Control-Allow-Methods` is \
             no method",
            "write names with commas: `GET, PUT`",
            "the header is a list of names with commas between them; a browser refuses all of it for one bad name; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
        ],
    ),
    (
        "allow-headers-malformed",
        approves(204, &[TO_APP, ("access-control-allow-headers", "x-csrf;x-a")]),
        WITH_HEADER,
        [
            "the answer to the preflight has no valid list of headers: `x-csrf;x-a` in `Access-Control-Allow-Headers` \
             is no name",
            "write names with commas: `content-type, x-requested-with`",
            "the header is a list of names with commas between them; a browser refuses all of it for one bad name; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
        ],
    ),
    (
        "method-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-methods", "GET, put")]),
        PUT,
        [
            "the answer to the preflight does not allow the method: `Access-Control-Allow-Methods` does not list `PUT`",
            "allow it where the route is declared: `methods(PUT)`",
            METHODS_ARE_LISTED,
        ],
    ),
    (
        "method-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-methods", "PATCH")]),
        Call {
            request: || TestRequest::default().method(Method::from_bytes(b"patch").expect("a method")).uri("/items"),
            ..GET
        },
        [
            "the answer to the preflight does not allow the method: `Access-Control-Allow-Methods` does not list \
             `patch`",
            "write the method in upper case in the page: `PATCH`",
            METHODS_ARE_LISTED,
        ],
    ),
    (
        "header-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-headers", "x-other")]),
        WITH_HEADER,
        [
            "the answer to the preflight does not allow the header: `Access-Control-Allow-Headers` does not list \
             `x-csrf`",
            "allow it where the route is declared: `headers(\"x-csrf\")`",
            HEADERS_ARE_LISTED,
        ],
    ),
    (
        "header-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-headers", "*")]),
        AUTHORIZED,
        [
            "the answer to the preflight does not allow the header: `Access-Control-Allow-Headers` does not list \
             `authorization`, which `*` never covers",
            "allow it where the route is declared: `headers(\"authorization\")`",
            HEADERS_ARE_LISTED,
        ],
    ),
    (
        "too-many-redirects",
        answers(302, &[TO_APP, ("location", "/items")]),
        GET,
        [
            "there is a redirect after 20 redirects",
            "look where the redirects lead; it may be in a circle",
            "browsers follow 20 redirects; https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "redirect-mode",
        answers(302, &[TO_APP, ("location", "/items")]),
        Call { redirect: Redirect::Error, ..GET },
        [
            "the answer is a redirect, which the request does not want",
            "have the page ask for the last URL, or with `redirect: \"follow\"`",
            "with the redirect mode `error` a redirect is a failure; \
             https://fetch.spec.whatwg.org/#concept-request-redirect-mode",
        ],
    ),
    (
        "location-repeated",
        answers(302, &[TO_APP, ("location", "/a"), ("location", "/b")]),
        GET,
        ["the answer is a redirect with more than one `Location` header", REDIRECT_TO_ONE, ONE_LOCATION],
    ),
    (
        "location-malformed",
        answers(302, &[TO_APP, ("location", "https://[/")]),
        GET,
        ["the answer is a redirect to `https://[/`, which is no URL", REDIRECT_TO_ONE, ONE_LOCATION],
    ),
    (
        "location-scheme",
        answers(302, &[TO_APP, ("location", "ftp://api.example.com/")]),
        GET,
        [
            "the answer is a redirect to `ftp://api.example.com/`, which is not of the web",
            REDIRECT_TO_ONE,
            "a redirect leads to `http:` or `https:`; https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "location-credentials",
        answers(302, &[TO_APP, ("location", "https://ada:1@api.example.com/")]),
        GET,
        [
            "the answer is a redirect with a user name or a password in it, to `https://ada:1@api.example.com/`",
            "redirect without them, and have the page send an `authorization` header",
            "a user name and a password in a redirect would be sent in the name of a page that did not choose them; \
             https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "redirected-stream",
        Server { preflight: (204, SHARED), answer: (307, &[TO_APP, ("location", "/elsewhere")]) },
        Call { request: || TestRequest::post().uri("/items").set_payload("a"), body: Body::Stream, ..GET },
        [
            "the answer is a redirect (307) for which the body has to be sent again, and it is a stream",
            "have the page ask for the last URL, or give it a body of another kind; or answer with 303",
            "a stream can be read only once, so that nothing is left to send again; \
             https://fetch.spec.whatwg.org/#concept-body-source",
        ],
    ),
    (
        "mode-same-origin",
        answers(200, SHARED),
        Call { mode: Mode::SameOrigin, ..GET },
        [
            "the URL is of another origin, and the mode of the request is `same-origin`",
            "have the page ask with `mode: \"cors\"`, and let its origin in",
            "with the mode `same-origin` nothing is sent to another origin; \
             https://fetch.spec.whatwg.org/#concept-request-mode",
        ],
    ),
    (
        "no-cors-redirect-mode",
        answers(200, SHARED),
        Call { mode: Mode::NoCors, redirect: Redirect::Manual, ..GET },
        [
            "the mode of the request is `no-cors`, and its redirect mode is not `follow`",
            "have the page ask with `mode: \"cors\"` or `redirect: \"follow\"`",
            "with the mode `no-cors` script may not even know whether there was a redirect; \
             https://fetch.spec.whatwg.org/#concept-request-mode",
        ],
    ),
];

#[actix_web::test]
async fn every_mistake_is_named_with_what_helps() {
    for (id, server, call, [what, help, why]) in MISTAKES {
        let blocked = ask(*server, call).await.unwrap_err();
        let page = call.page;
        let text = format!("access to `{API}/items` from `{page}` is blocked: {what}\nhelp: {help}\nnote: {why}");
        assert_eq!(blocked.to_string(), text);
        assert_eq!(blocked.id(), *id, "{text}");
        assert_eq!(blocked.reason().map(Reason::id), Some(*id), "{text}");
        assert_eq!(blocked.is_preflight(), text.contains("the answer to the preflight"), "{text}");
    }
}

/// The reasons are counted where they get their names.
#[test]
fn no_reason_is_left_out() {
    let source = include_str!("../../../cors-fetch/src/reason.rs");
    let names = source.lines().filter_map(|line| line.trim().strip_prefix("Reason::")?.split_once(" => \""));
    let is_id = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let names = names.filter_map(|(_, name)| name.strip_suffix("\",")).filter(is_id);
    let listed: BTreeSet<_> = MISTAKES.iter().map(|(id, ..)| *id).collect();
    assert_eq!(names.collect::<BTreeSet<_>>(), listed);
}

/// Each mistake of an answer, put right: what `Browser` blocks is not blocked for another reason.
#[actix_web::test]
async fn a_good_server_is_read() {
    const ALLOWED: Headers = &[
        TO_APP,
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "PUT, patch"),
        ("access-control-allow-headers", "authorization, X-Csrf"),
    ];
    let good = Server { preflight: (204, ALLOWED), answer: (200, ALLOWED) };
    for (id, _, call, _) in MISTAKES {
        let is_of_the_page = matches!(*id, "mode-same-origin" | "no-cors-redirect-mode") || call.page == "null";
        let outcome = ask(good, call).await;
        assert_eq!(outcome.is_err(), is_of_the_page, "{id}: {outcome:?}");
    }
}
