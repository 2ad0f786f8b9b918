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
const LET_IN: &str = "add `https://app.example.com` to the `origins` of the policy, and keep those that it lists";
const ANOTHER_ANSWERED: &str = "something else answered the preflight in place of a policy: remove the handler for OPTIONS, or \
                               put a `Cors` around the middleware that answered";
const NAMES_THE_PAGE: &str = "a page may read a response from another origin only if the response allows the origin \
                              of the page; https://fetch.spec.whatwg.org/#concept-cors-check";
const BYTE_FOR_BYTE: &str = "browsers compare the two byte for byte: scheme, host and port, without a slash; \
                             https://fetch.spec.whatwg.org/#concept-cors-check";
const ALLOW_CREDENTIALS: &str = "add `credentials` to the policy, or send the request without credentials";
const MAY_BE_ABOUT_THE_USER: &str = "a response to a request with cookies may be about the user, so sharing it needs \
                                     this second header with the value `true` in lower case; \
                                     https://fetch.spec.whatwg.org/#http-access-control-allow-credentials";
const PREFLIGHTS_ASK: &str = "a preflight is an OPTIONS request that asks for permission to send the actual request; \
                              browsers accept a status from 200 to 299 and follow no redirects; \
                              https://fetch.spec.whatwg.org/#cors-preflight-fetch";
const METHODS_ARE_LISTED: &str = "pages of other origins may send GET, HEAD and POST without permission, and other \
                                  methods only if the response lists them in the same case; \
                                  https://fetch.spec.whatwg.org/#http-access-control-allow-methods";
const HEADERS_ARE_LISTED: &str = "pages of other origins may send safelisted headers without permission, and others \
                                  only if the response lists them; \
                                  https://fetch.spec.whatwg.org/#http-access-control-allow-headers";
const REDIRECT_TO_ONE: &str = "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`";
const ONE_LOCATION: &str = "a redirect has one `Location` header with a URL; \
                            https://fetch.spec.whatwg.org/#concept-response-location-url";

const MISTAKES: &[Mistake] = &[
    (
        "allow-origin-missing",
        answers(200, &[]),
        GET,
        ["the response has no `Access-Control-Allow-Origin` header", LET_IN, NAMES_THE_PAGE],
    ),
    (
        "allow-origin-missing",
        answers(200, SHARED),
        PUT,
        ["the preflight response has no `Access-Control-Allow-Origin` header", ANOTHER_ANSWERED, NAMES_THE_PAGE],
    ),
    (
        "allow-origin-other",
        answers(200, &[("access-control-allow-origin", "https://app.example.com/")]),
        GET,
        [
            "the response allows another origin: `Access-Control-Allow-Origin` is `https://app.example.com/`, not \
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
            "the response allows another origin: `Access-Control-Allow-Origin` is `https://app.example.com`, not \
             `null`",
            "serve the page over http or https, and not in a sandbox; files, sandboxed frames and `data:` URLs have \
             no origin",
            BYTE_FOR_BYTE,
        ],
    ),
    (
        "allow-origin-repeated",
        answers(200, &[TO_APP, ("access-control-allow-origin", "*")]),
        GET,
        [
            "the response allows more than one origin: `Access-Control-Allow-Origin` is `https://app.example.com, *`",
            "write the header in one place only; a proxy or a second CORS middleware adds its own",
            "the header holds one origin or `*`; browsers do not choose from a list; \
             https://fetch.spec.whatwg.org/#concept-cors-check",
        ],
    ),
    (
        "allow-origin-any",
        answers(200, &[("access-control-allow-origin", "*"), ("access-control-allow-credentials", "true")]),
        WITH_COOKIES,
        [
            "the response does not allow a request with credentials: `Access-Control-Allow-Origin` is `*`",
            "list the origin instead of `*`: `origins = \"https://app.example.com\", credentials`",
            "`*` lets every site read the response, so browsers refuse it for responses that may depend on the user; \
             https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        ],
    ),
    (
        "allow-credentials-missing",
        answers(200, SHARED),
        WITH_COOKIES,
        [
            "the response does not allow credentials: it has no `Access-Control-Allow-Credentials` header",
            ALLOW_CREDENTIALS,
            MAY_BE_ABOUT_THE_USER,
        ],
    ),
    (
        "allow-credentials-other",
        answers(200, &[TO_APP, ("access-control-allow-credentials", "True")]),
        WITH_COOKIES,
        [
            "the response does not allow credentials: `Access-Control-Allow-Credentials` is `True`, not `true`",
            ALLOW_CREDENTIALS,
            MAY_BE_ABOUT_THE_USER,
        ],
    ),
    (
        "preflight-status",
        approves(401, SHARED),
        PUT,
        [
            "the preflight response has the status 401, not one from 200 to 299",
            "let the policy of the route answer OPTIONS requests; a login or a method filter in front of it answered \
             this one",
            PREFLIGHTS_ASK,
        ],
    ),
    (
        "preflight-status",
        approves(308, &[TO_APP, ("location", "/items/")]),
        PUT,
        [
            "the preflight response has the status 308, not one from 200 to 299",
            "do not redirect preflights, or request the target of the redirect in the page",
            PREFLIGHTS_ASK,
        ],
    ),
    (
        "allow-methods-malformed",
        approves(204, &[TO_APP, ("access-control-allow-methods", "GET PUT")]),
        PUT,
        [
            "the preflight response has an invalid `Access-Control-Allow-Methods` header: `GET PUT` is not a valid \
             method",
            "separate methods with commas: `GET, PUT`",
            "the header is a comma-separated list; one invalid name makes all of it invalid; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
        ],
    ),
    (
        "allow-headers-malformed",
        approves(204, &[TO_APP, ("access-control-allow-headers", "x-csrf;x-a")]),
        WITH_HEADER,
        [
            "the preflight response has an invalid `Access-Control-Allow-Headers` header: `x-csrf;x-a` is not a valid \
             header name",
            "separate names with commas: `content-type, x-requested-with`",
            "the header is a comma-separated list; one invalid name makes all of it invalid; \
             https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
        ],
    ),
    (
        "method-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-methods", "GET, put")]),
        PUT,
        [
            "the preflight response does not allow the method `PUT`: `Access-Control-Allow-Methods` does not list it",
            "add it to the policy: `methods(GET, PUT)`",
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
            "the preflight response does not allow the method `patch`: `Access-Control-Allow-Methods` does not list it",
            "write the method in upper case in the page: `PATCH`",
            METHODS_ARE_LISTED,
        ],
    ),
    (
        "header-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-headers", "x-other")]),
        WITH_HEADER,
        [
            "the preflight response does not allow the header `x-csrf`: `Access-Control-Allow-Headers` does not list \
             it",
            "add it to the policy: `headers(\"x-other\", \"x-csrf\")`",
            HEADERS_ARE_LISTED,
        ],
    ),
    (
        "header-not-allowed",
        approves(204, &[TO_APP, ("access-control-allow-headers", "*")]),
        AUTHORIZED,
        [
            "the preflight response does not allow the header `authorization`: `Access-Control-Allow-Headers` does \
             not list it, and `*` never covers it",
            "add it to the policy: `headers(\"*\", \"authorization\")`",
            HEADERS_ARE_LISTED,
        ],
    ),
    (
        "too-many-redirects",
        answers(302, &[TO_APP, ("location", "/items")]),
        GET,
        [
            "there are more than 20 redirects",
            "check where the redirects lead; they may form a loop",
            "browsers follow at most 20 redirects; https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "redirect-mode",
        answers(302, &[TO_APP, ("location", "/items")]),
        Call { redirect: Redirect::Error, ..GET },
        [
            "the response is a redirect, and the redirect mode of the request is `error`",
            "request the target of the redirect in the page, or use `redirect: \"follow\"`",
            "with the redirect mode `error` every redirect is an error; \
             https://fetch.spec.whatwg.org/#concept-request-redirect-mode",
        ],
    ),
    (
        "location-repeated",
        answers(302, &[TO_APP, ("location", "/a"), ("location", "/b")]),
        GET,
        ["the response is a redirect with more than one `Location` header", REDIRECT_TO_ONE, ONE_LOCATION],
    ),
    (
        "location-malformed",
        answers(302, &[TO_APP, ("location", "https://[/")]),
        GET,
        ["the response is a redirect to `https://[/`, which is not a valid URL", REDIRECT_TO_ONE, ONE_LOCATION],
    ),
    (
        "location-scheme",
        answers(302, &[TO_APP, ("location", "ftp://api.example.com/")]),
        GET,
        [
            "the response is a redirect to `ftp://api.example.com/`, which is neither http nor https",
            REDIRECT_TO_ONE,
            "browsers follow redirects to http and https only; https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "location-credentials",
        answers(302, &[TO_APP, ("location", "https://ada:1@api.example.com/")]),
        GET,
        [
            "the response is a redirect to a URL with a user name or password: `https://ada:1@api.example.com/`",
            "remove them, and send an `authorization` header from the page",
            "the page did not choose this user name or password, so browsers do not send them to another origin; \
             https://fetch.spec.whatwg.org/#http-redirect-fetch",
        ],
    ),
    (
        "redirected-stream",
        Server { preflight: (204, SHARED), answer: (307, &[TO_APP, ("location", "/elsewhere")]) },
        Call { request: || TestRequest::post().uri("/items").set_payload("a"), body: Body::Stream, ..GET },
        [
            "the response is a redirect (307) that repeats the body, which is a stream",
            "request the target of the redirect in the page, send another kind of body, or redirect with 303",
            "a stream can be read only once, so it cannot be sent again; \
             https://fetch.spec.whatwg.org/#concept-body-source",
        ],
    ),
    (
        "mode-same-origin",
        answers(200, SHARED),
        Call { mode: Mode::SameOrigin, ..GET },
        [
            "the URL has another origin, and the mode of the request is `same-origin`",
            "use `mode: \"cors\"` in the page, and allow its origin in the policy",
            "the mode `same-origin` sends nothing to other origins; \
             https://fetch.spec.whatwg.org/#concept-request-mode",
        ],
    ),
    (
        "no-cors-redirect-mode",
        answers(200, SHARED),
        Call { mode: Mode::NoCors, redirect: Redirect::Manual, ..GET },
        [
            "the mode of the request is `no-cors`, and its redirect mode is not `follow`",
            "use `mode: \"cors\"` or `redirect: \"follow\"` in the page",
            "with the mode `no-cors` scripts may not know whether there was a redirect; \
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
        assert_eq!(blocked.is_preflight(), text.contains("the preflight response"), "{text}");
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
